// Guesses a shop's time zone from the offsets that its export wrote beside its dates.
import { DateTime } from 'luxon';
import type { Instant } from '../../model.ts';

/** Where most shops are, and one zone for every offset that a country with many shops keeps. */
const CANDIDATES = [
  'America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles', 'America/Toronto', 'America/Halifax', 'America/Sao_Paulo',
  'UTC', 'Europe/London', 'Europe/Berlin', 'Europe/Helsinki', 'Europe/Istanbul', 'Asia/Dubai', 'Asia/Karachi', 'Asia/Kolkata', 'Asia/Bangkok',
  'Asia/Shanghai', 'Asia/Tokyo', 'Australia/Adelaide', 'Australia/Brisbane', 'Australia/Sydney', 'Pacific/Auckland', 'Pacific/Honolulu', 'America/Anchorage',
] as const;

/** "… -0500" is -300. */
export function offsetMinutes(text: string): number | null {
  const match = /([+-])(\d{2}):?(\d{2})$/.exec(text.trim());
  if (!match) return /(Z|UTC)$/.test(text.trim()) ? 0 : null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** @returns the first well-known zone that keeps every one of these offsets at its instant; UTC where none does. */
export function timeZoneOfOffsets(seen: readonly { at: Instant; offset: number }[]): string {
  const sample = seen.length <= 500 ? seen : seen.filter((_, i) => i % Math.ceil(seen.length / 500) === 0);
  return CANDIDATES.find((zone) => sample.every(({ at, offset }) => DateTime.fromMillis(at, { zone }).offset === offset)) ?? 'UTC';
}
