import type { PurchaseHistory } from '../../glossary.ts';
import type { Family } from '../../lifetime/model.ts';
import { buyersOf, historyAsOf, purchasesBetween, type Buyers } from './as-of.ts';
import { familyForecasts, type Forecasts } from './forecasts.ts';
import { firstBusyDay, practicePeriods, type PracticePeriod } from './practice-periods.ts';

/** One practice: what was foretold on a past day, and what came of it. */
export interface Practice {
  readonly period: PracticePeriod;
  readonly horizonDays: number;
  readonly buyers: Buyers;
  readonly forecasts: ReadonlyMap<Family, Forecasts>;
  /** Of each buyer: the number among all who have bought by today. Customers of later days do not shift it. */
  readonly number: Uint32Array;
  /** Purchases of each buyer in the period. */
  readonly bought: Uint32Array;
}

/** Fewer buyers, or fewer who came back or stayed away, cannot carry a correction of one-time and repeat buyers apart. */
const FEWEST = { buyers: 50, ofEach: 10 } as const;
/** Every n-th customer above this many: a correction of nine numbers is pinned by them, and more only cost time. */
const MOST_BUYERS = 10_000;

/**
 * Practises on the shop's own past: fits the families to what was known on each of a few earlier days, and foretells from it.
 * Nothing after the history's `today` exists to it. Periods with too few buyers are left out, so the list may be empty.
 */
export function practise(past: PurchaseHistory, horizonDays: number, families: readonly Family[]): Practice[] {
  const firstDay = firstBusyDay(past);
  if (firstDay === null) return [];
  const numbers = buyersNumbered(past);
  return practicePeriods(firstDay, past.today, horizonDays).flatMap((period) => {
    const known = historyAsOf(past, period.asOfDay);
    const buyers = everyFew(buyersOf(known));
    const bought = purchasesBetween(past, buyers.customer, period.asOfDay, period.untilDay);
    const back = bought.reduce((count, purchases) => (purchases > 0 ? count + 1 : count), 0);
    if (bought.length < FEWEST.buyers || Math.min(back, bought.length - back) < FEWEST.ofEach) return [];
    const practiceDays = period.untilDay - period.asOfDay;
    return [{ period, horizonDays: practiceDays, buyers, forecasts: familyForecasts(families, known, buyers, practiceDays), number: buyers.customer.map((i) => numbers[i]!), bought }];
  });
}

function buyersNumbered({ orderStart }: PurchaseHistory): Uint32Array {
  let buyers = 0;
  return new Uint32Array(Math.max(0, orderStart.length - 1)).map((_, i) => (orderStart[i] === orderStart[i + 1] ? buyers : buyers++));
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

function everyFew(buyers: Buyers): Buyers {
  const step = Math.ceil(buyers.customer.length / MOST_BUYERS);
  if (step <= 1) return buyers;
  const few = <T extends Uint32Array | Float64Array>(column: T): T => column.filter((_, i) => i % step === 0) as T;
  return {
    today: buyers.today,
    customer: few(buyers.customer),
    repeats: few(buyers.repeats),
    firstToLastDays: few(buyers.firstToLastDays),
    observedDays: few(buyers.observedDays),
    meanSpendMinor: few(buyers.meanSpendMinor),
    lastSpendMinor: few(buyers.lastSpendMinor),
  };
}
