// Old orders, moved to now: by whole days, so that the last one lies on yesterday and every interval stays as it was.
import { DateTime } from 'luxon';
import type { Instant } from '../../model.ts';

const DAY_MS = 86_400_000;

function dayOf(at: Instant, timeZone: string): number {
  const local = DateTime.fromMillis(at, { zone: timeZone });
  return Date.UTC(local.year, local.month - 1, local.day) / DAY_MS;
}

/**
 * Whole days (of 24 hours) by which to move so that the last order lies on the day before `now` in the time zone;
 * 0 for orders that already reach yesterday or later. Across a change of clocks the hour on the wall may differ by one.
 */
export function daysToMove(lastOrderAt: Instant, now: Instant, timeZone: string): number {
  const yesterday = dayOf(now, timeZone) - 1;
  let days = yesterday - dayOf(lastOrderAt, timeZone);
  // An order near midnight may slip over it where the clocks differ between then and now.
  days += yesterday - dayOf(lastOrderAt + days * DAY_MS, timeZone);
  return Math.max(0, days);
}

export function movedByDays(at: Instant, days: number): Instant {
  return at + days * DAY_MS;
}
