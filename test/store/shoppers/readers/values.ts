// Numbers and dates as files of orders spell them. Every function returns null for what it does not understand;
// the reader, which knows line and column, turns that into an error.
import { DateTime } from 'luxon';

/** Decimal digits that an amount in a file may have. */
export const DECIMALS = 6;
const SCALE = 10n ** BigInt(DECIMALS);

/** @returns the exact amount in millionths, or null when it is not a plain decimal number of at most six decimals. */
export function parseMillionths(text: string): bigint | null {
  const match = /^([+-]?)(\d{1,15})?(?:\.(\d{0,6}))?$/.exec(text.trim());
  if (!match || (match[2] === undefined && !match[3])) return null;
  const value = BigInt(match[2] ?? '0') * SCALE + BigInt((match[3] ?? '').padEnd(DECIMALS, '0'));
  return match[1] === '-' ? -value : value;
}

/** The shortest exact decimal of an amount in millionths, with at least two decimals: 2550000 is "2.55". */
export function decimalOf(millionths: bigint): string {
  const sign = millionths < 0n ? '-' : '';
  const size = millionths < 0n ? -millionths : millionths;
  const fraction = (size % SCALE).toString().padStart(DECIMALS, '0').replace(/0{1,4}$/, '');
  return `${sign}${size / SCALE}.${fraction}`;
}

/** Millionths to minor units with the given number of decimals; a half goes away from zero. */
export function minorOf(millionths: bigint, minorDecimals: number): number {
  const unit = 10n ** BigInt(DECIMALS - minorDecimals);
  const size = millionths < 0n ? -millionths : millionths;
  const rounded = Number((size + unit / 2n) / unit);
  return millionths < 0n && rounded !== 0 ? -rounded : rounded;
}

/** @returns the whole number, or null. */
export function parseWhole(text: string): number | null {
  const trimmed = text.trim();
  return /^[+-]?\d{1,15}$/.test(trimmed) ? Number(trimmed) : null;
}

/** A date alone (yyyymmdd or yyyy-mm-dd), taken as noon in the zone: far from midnight, also across a clock change. */
export function parseDayAtNoon(text: string, timeZone: string): number | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const at = DateTime.fromObject({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]), hour: 12 }, { zone: timeZone });
  return at.isValid ? at.toMillis() : null;
}

/** "2010-12-01 08:26:00", "2010-12-01T08:26" or "12/1/2010 8:26" (month first), in UTC. */
export function parseUtcTime(text: string): number | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(trimmed);
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(trimmed);
  const parts = iso ? [iso[1], iso[2], iso[3], iso[4], iso[5], iso[6] ?? '0'] : american ? [american[3], american[1], american[2], american[4], american[5], '0'] : null;
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(at);
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour && back.getUTCMinutes() === minute && second < 60;
  return same ? at : null;
}

/** Shopify's export: "2024-03-05 14:22:31 -0500"; also plain ISO 8601 with an offset. */
export function parseTimeWithOffset(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}) ?(Z|UTC|[+-]\d{2}:?\d{2})$/.exec(text.trim());
  if (!match) return null;
  const zone = match[3] ?? '';
  const offset = zone === 'Z' || zone === 'UTC' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const at = DateTime.fromISO(`${match[1]}T${match[2]}${offset}`);
  return at.isValid ? at.toMillis() : null;
}
