// What the lifetime models foretell of every customer, in columns.
import type { PurchaseHistory } from '../../glossary.ts';
import { chanceOfNone, expectedPurchases, fitPurchaseModel, type Family, type PurchaseModel } from '../../lifetime/model.ts';
import { DAYS_PER_WEEK, purchasePatterns } from '../../lifetime/purchase-patterns.ts';
import type { Buyers } from './as-of.ts';

export interface Forecasts {
  /** Chance of no purchase in the horizon. */
  readonly none: Float64Array;
  /** Expected purchases in the horizon. */
  readonly expected: Float64Array;
}

/** 17 bits for x and 18 for each span of days: 53, what a double holds exactly. */
const SPAN = 2 ** 18;

/** Customers who bought alike are foretold once. */
export function forecastsOf(model: PurchaseModel, { repeats, firstToLastDays, observedDays }: Buyers, horizonDays: number): Forecasts {
  const none = new Float64Array(repeats.length);
  const expected = new Float64Array(repeats.length);
  const seen = new Map<number, number>();
  const horizonWeeks = horizonDays / DAYS_PER_WEEK;
  for (let i = 0; i < repeats.length; i += 1) {
    const key = (repeats[i]! * SPAN + firstToLastDays[i]!) * SPAN + observedDays[i]!;
    const alike = seen.get(key);
    if (alike === undefined) {
      const lastWeeks = firstToLastDays[i]! / DAYS_PER_WEEK;
      const observedWeeks = observedDays[i]! / DAYS_PER_WEEK;
      none[i] = chanceOfNone(model, repeats[i]!, lastWeeks, observedWeeks, horizonWeeks);
      expected[i] = expectedPurchases(model, repeats[i]!, lastWeeks, observedWeeks, horizonWeeks);
      seen.set(key, i);
    } else {
      none[i] = none[alike]!;
      expected[i] = expected[alike]!;
    }
  }
  return { none, expected };
}

/** Each family fitted to this history and asked about its customers. */
export function familyForecasts(families: readonly Family[], past: PurchaseHistory, buyers: Buyers, horizonDays: number): Map<Family, Forecasts> {
  const patterns = purchasePatterns(past);
  return new Map(families.map((family) => [family, forecastsOf(fitPurchaseModel(family, patterns), buyers, horizonDays)]));
}

/** The mean of several: of the chances by their log-odds, of the expectations as they are. */
export function meanForecasts(forecasts: readonly Forecasts[]): Forecasts {
  const [first] = forecasts;
  if (first === undefined) throw new RangeError('a mean of no forecasts');
  if (forecasts.length === 1) return first;
  const meanOf = (of: (forecast: Forecasts) => number): number => forecasts.reduce((sum, forecast) => sum + of(forecast), 0) / forecasts.length;
  return {
    none: first.none.map((_, i) => chanceOfLogOdds(meanOf(({ none }) => logOddsOf(none[i]!)))),
    expected: first.expected.map((_, i) => meanOf(({ expected }) => expected[i]!)),
  };
}

/** Chances nearer to 0 or 1 than this are not told apart from it: no shop has the customers to check them. */
const SUREST = 1e-4;

export function logOddsOf(chance: number): number {
  const bounded = Math.min(1 - SUREST, Math.max(SUREST, chance));
  return Math.log(bounded / (1 - bounded));
}

export function chanceOfLogOdds(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
