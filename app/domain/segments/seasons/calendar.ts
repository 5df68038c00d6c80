// Dates of the Gregorian calendar as day numbers. A Day is a calendar day already, so no time zone comes into it.
import type { Day } from '../../glossary.ts';

const MS_PER_DAY = 86_400_000;
/** 1970-01-01 was a Thursday; weeks count from Sunday. */
const WEEKDAY_OF_DAY_0 = 4;
const THURSDAY = 4;

/** @param month 1 to 12. The 29th of February of a year without one is the 1st of March. */
export function dayOf(year: number, month: number, dayOfMonth: number): Day {
  return Date.UTC(year, month - 1, dayOfMonth) / MS_PER_DAY;
}

export function yearOf(day: Day): number {
  return new Date(day * MS_PER_DAY).getUTCFullYear();
}

/** The day after Thanksgiving, which is the fourth Thursday of November (5 U.S.C. § 6103). */
export function blackFriday(year: number): Day {
  const first = dayOf(year, 11, 1);
  const weekday = (first + WEEKDAY_OF_DAY_0) % 7;
  return first + ((THURSDAY - weekday + 7) % 7) + 21 + 1;
}
