// On which parts of a shop's own past a forecast is practised before it is used.
import type { Day, PurchaseHistory } from '../../glossary.ts';

/** Foretell on `asOfDay` what happens up to and with `untilDay`. */
export interface PracticePeriod {
  readonly asOfDay: Day;
  readonly untilDay: Day;
  /** The days of the forecast, a year before. */
  readonly sameSeason: boolean;
}

/** More than these and the oldest speak of another shop. */
const MOST_PERIODS = 4;
const YEAR_DAYS = 365;
/** A year-old practice needs this much past before it, or there was hardly a shop yet. */
const LEAST_PAST_DAYS = 60;

/**
 * The periods end by today, so all that happened in them is known.
 *
 * With a past of P days and a horizon of H the last one stands in the same proportion to its own past as the forecast does to
 * the whole: h = P·H / (P + H) days, foretold from P − h. With every time measured in horizons, practice and use then look
 * alike, which is what lets a shop of nine months learn for the nine to come. Before it lie others of the same length, where
 * the past reaches; and the same season a year ago, where there is one.
 */
export function practicePeriods(firstDay: Day, today: Day, horizonDays: number): PracticePeriod[] {
  const pastDays = today - firstDay + 1;
  const days = Math.round((pastDays * horizonDays) / (pastDays + horizonDays));
  if (days < 1) return [];
  const periods: PracticePeriod[] = [{ asOfDay: today - days, untilDay: today, sameSeason: false }];
  for (let k = 2; k <= MOST_PERIODS && today - k * days - firstDay >= 0.95 * days; k += 1) {
    periods.push({ asOfDay: today - k * days, untilDay: today - (k - 1) * days, sameSeason: false });
  }
  const yearAgo = today - YEAR_DAYS;
  if (yearAgo - firstDay >= Math.max(LEAST_PAST_DAYS, horizonDays / 2)) periods.push({ asOfDay: yearAgo, untilDay: Math.min(today, yearAgo + horizonDays), sameSeason: true });
  return periods;
}

/** The day by which a hundredth of the orders had come: one order years before the shop began does not make a past. */
export function firstBusyDay({ orderDay }: PurchaseHistory): Day | null {
  if (orderDay.length === 0) return null;
  return orderDay.slice().sort()[Math.floor(orderDay.length / 100)] ?? null;
}
