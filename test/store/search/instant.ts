// An instant in search text. With quotes it is what it says; without, what is left of it before the first colon is read
// as a time in the shop's zone (recorded).
import { DateTime } from 'luxon';

/** From (included) to (left out), in ms; a day spans a day, a second a second. */
export interface Span {
  from: number;
  to: number;
  shown: string;
}

export function instantOf(text: string, quoted: boolean, ianaTimezone: string): Span | null {
  if (/^now$/i.test(text)) return null;
  const read = quoted ? DateTime.fromISO(text.replace(' ', 'T'), { zone: ianaTimezone }) : DateTime.fromISO(text.replace(/Z$/, ''), { zone: ianaTimezone });
  if (!read.isValid) return null;
  const wholeDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const from = read.toMillis();
  const to = wholeDay ? read.plus({ days: 1 }).toMillis() : from + 1000;
  return { from, to, shown: read.toISO({ suppressMilliseconds: true }) };
}
