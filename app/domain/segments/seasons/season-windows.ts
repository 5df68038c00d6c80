// The days of a year on which seasonal weights hold.
import type { Day } from '../../glossary.ts';
import { blackFriday, dayOf, yearOf } from './calendar.ts';

export interface MonthDay {
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** A stretch of days that comes again every year. A window that is not in the list is not used. */
export type SeasonWindow =
  /** 11 November, with days before and after it. */
  | { readonly kind: 'double-11'; readonly daysBefore: number; readonly daysAfter: number }
  /** From the day after US Thanksgiving to the Monday that follows, with days before and after. */
  | { readonly kind: 'black-friday'; readonly daysBefore: number; readonly daysAfter: number }
  /** The merchant's own, both ends included. An end before the start lies in the next year. */
  | { readonly kind: 'own'; readonly name: string; readonly from: MonthDay; readonly to: MonthDay };

export interface Seasons {
  /** Within a window the frequency score counts this many times as much as the monetary score: 1.5 to 5, in halves. Outside it counts once. */
  readonly frequencyWeight: number;
  readonly windows: readonly SeasonWindow[];
}

/** Both ends included. */
export interface DaySpan {
  readonly from: Day;
  readonly until: Day;
}

/** The window that holds on a day. */
export interface Season extends DaySpan {
  readonly window: SeasonWindow;
  readonly frequencyWeight: number;
}

const CYBER_MONDAY_AFTER_DAYS = 3;

/**
 * The days of a window that begins in this year, counted from its named day. Null for the merchant's own 29 February alone in
 * a year without one: where there is none, a window that begins on it begins on 1 March, and one that ends on it ends on the 28th.
 */
export function windowSpan(window: SeasonWindow, year: number): DaySpan | null {
  if (window.kind === 'double-11') return { from: dayOf(year, 11, 11) - window.daysBefore, until: dayOf(year, 11, 11) + window.daysAfter };
  if (window.kind === 'black-friday') return { from: blackFriday(year) - window.daysBefore, until: blackFriday(year) + CYBER_MONDAY_AFTER_DAYS + window.daysAfter };
  const { from, to } = window;
  const wraps = to.month < from.month || (to.month === from.month && to.day < from.day);
  const span = { from: dayOf(year, from.month, from.day), until: lastDayUpTo(wraps ? year + 1 : year, to) };
  return span.until < span.from ? null : span;
}

function lastDayUpTo(year: number, { month, day }: MonthDay): Day {
  return Math.min(dayOf(year, month, day), dayOf(year, month + 1, 1) - 1);
}

/** A leap day comes again after four years, and after eight where a century has none. */
const YEARS_TO_LOOK = 9;

/**
 * The span of the window that holds on the day, or the next one to come.
 *
 * @throws RangeError for a window on a date that no year has.
 */
export function currentOrNextSpan(window: SeasonWindow, day: Day): DaySpan {
  const year = yearOf(day);
  for (let k = -1; k <= YEARS_TO_LOOK; k += 1) {
    const span = windowSpan(window, year + k);
    if (span && span.until >= day) return span;
  }
  throw new RangeError('A window lies on a date that no year has.');
}

/** What holds on the day; where windows overlap, the one that ends last, of equals the first in the list. Null outside all. */
export function seasonOn({ frequencyWeight, windows }: Seasons, day: Day): Season | null {
  let found: Season | null = null;
  for (const window of windows) {
    const span = currentOrNextSpan(window, day);
    if (span.from <= day && (found === null || span.until > found.until)) found = { ...span, window, frequencyWeight };
  }
  return found;
}
