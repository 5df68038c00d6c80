import type { PurchaseHistory } from '../../glossary.ts';
import type { Family } from '../../lifetime/model.ts';
import { buyersOf, historyAsOf, purchasesBetween, type Buyers } from './as-of.ts';
import { familyForecasts, type Forecasts } from './forecasts.ts';
import { firstBusyDay, practicePeriods, type PracticePeriod } from './practice-periods.ts';
import { sampleBuyers } from './sample-buyers.ts';

/** One practice: what was foretold on a past day, and what came of it. */
export interface Practice {
  readonly period: PracticePeriod;
  readonly horizonDays: number;
  /** `customer` is the number among all who practise, in every practice the same. */
  readonly buyers: Buyers;
  readonly forecasts: ReadonlyMap<Family, Forecasts>;
  /** Purchases of each buyer in the period. */
  readonly bought: Uint32Array;
}

/** Fewer buyers, or fewer who came back or stayed away, cannot carry a correction of one-time and repeat buyers apart. */
const FEWEST = { buyers: 50, ofEach: 10 } as const;
/**
 * A part of so many buyers practises for all above it: it pins a correction of nine numbers, and more only cost time. The standard
 * error of a chance of a tenth of them is one per cent.
 */
const MOST_BUYERS = 10_000;

/**
 * Practises on the shop's own past: fits the families to what was known on each of a few earlier days, and foretells from it.
 * Nothing after the history's `today` exists to it. Periods with too few buyers are left out, so the list may be empty.
 */
export function practise(history: PurchaseHistory, horizonDays: number, families: readonly Family[]): Practice[] {
  // Buyers alone, so the place of one is their number: customers of later days do not shift it.
  const past = sampleBuyers(history, MOST_BUYERS);
  const firstDay = firstBusyDay(past);
  if (firstDay === null) return [];
  return practicePeriods(firstDay, past.today, horizonDays).flatMap((period) => {
    const known = historyAsOf(past, period.asOfDay);
    const buyers = buyersOf(known);
    const bought = purchasesBetween(past, buyers.customer, period.asOfDay, period.untilDay);
    const back = bought.reduce((count, purchases) => (purchases > 0 ? count + 1 : count), 0);
    if (bought.length < FEWEST.buyers || Math.min(back, bought.length - back) < FEWEST.ofEach) return [];
    const practiceDays = period.untilDay - period.asOfDay;
    return [{ period, horizonDays: practiceDays, buyers, forecasts: familyForecasts(families, known, buyers, practiceDays), bought }];
  });
}

/**
 * How much each practice weighs; together 1. The season that the forecast is for weighs as much as all the others: shops differ
 * more between seasons than between years.
 */
export function practiceWeights(practices: readonly Practice[]): number[] {
  const same = practices.filter(({ period }) => period.sameSeason).length;
  const others = practices.length - same;
  if (same === 0 || others === 0) return practices.map(() => 1 / practices.length);
  return practices.map(({ period }) => 1 / 2 / (period.sameSeason ? same : others));
}
