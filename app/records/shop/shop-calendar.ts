// Calendar days of a shop are days in its own time zone, so that midnight means what the merchant means by it.
import { DateTime } from 'luxon';
import type { Day } from '../../domain/glossary.ts';

const MS_PER_DAY = 86_400_000;

/**
 * The shop's calendar day at a moment.
 *
 * @param timeZone IANA name.
 * @throws for a time zone that does not exist.
 */
export function shopDay(atMs: number, timeZone: string): Day {
  const local = DateTime.fromMillis(atMs, { zone: timeZone });
  if (!local.isValid) throw new Error(`The shop's time zone "${timeZone}" is unknown.`);
  return Date.UTC(local.year, local.month - 1, local.day) / MS_PER_DAY;
}

/** The share of the shop's day that is over: 0, a half or 1, whichever is nearest. */
export function passedOfShopDay(atMs: number, timeZone: string): number {
  const local = DateTime.fromMillis(atMs, { zone: timeZone });
  const fromMs = local.startOf('day').toMillis();
  return Math.round((2 * (atMs - fromMs)) / (local.endOf('day').toMillis() - fromMs)) / 2;
}

/** The last millisecond of the shop's day that is `days` after the day of `fromMs`: "valid for 14 days" ends at a midnight. */
export function endOfShopDay(fromMs: number, days: number, timeZone: string): Date {
  const local = DateTime.fromMillis(fromMs, { zone: timeZone });
  if (!local.isValid) throw new Error(`The shop's time zone "${timeZone}" is unknown.`);
  return local.plus({ days }).endOf('day').toJSDate();
}

/** As Postgres writes a date: "2026-03-01". */
export function dayText(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** The day that "2026-03-01" names; null for any other text, and for a day that no calendar has. */
export function dayOfText(text: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = Date.parse(`${text}T00:00:00Z`) / MS_PER_DAY;
  return Number.isFinite(day) && dayText(day) === text ? day : null;
}

/** @param date a date column as Prisma gives it: midnight UTC of that calendar day. */
export function dayOfDate(date: Date): Day {
  return Math.floor(date.getTime() / MS_PER_DAY);
}
