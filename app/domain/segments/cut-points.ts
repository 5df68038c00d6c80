// Where one score ends and the next begins.
import type { ScoringSettings } from '../glossary.ts';
import { placesAt } from '../numerics/counting/places-at.ts';

/**
 * Four inner thresholds a measure, ascending. A value above k of them scores k + 1; recency, where fewer days are better,
 * scores 5 − k.
 */
export interface CutPoints {
  readonly method: 'quintiles' | 'fixed';
  readonly recencyDays: readonly number[];
  readonly orders: readonly number[];
  readonly valueMinor: readonly number[];
}

/** The measures of the customers who bought, in any order. */
export interface RfmMeasures {
  readonly recencyDays: Float64Array;
  readonly orders: Float64Array;
  readonly valueMinor: Float64Array;
}

/**
 * For a shop without one order that counts: a month, a quarter, half a year and a year; 1, 2, 3 and 5 orders; and money
 * scores 3 until there is something to compare it with.
 */
const WITHOUT_BUYERS: CutPoints = {
  method: 'quintiles',
  recencyDays: [30, 90, 180, 365],
  orders: [1, 2, 3, 5],
  valueMinor: [0, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** Quintiles with mid-rank ties, or the merchant's thresholds as they are. */
export function cutPointsOf(measures: RfmMeasures, settings: ScoringSettings['cutPoints']): CutPoints {
  if (settings.method === 'fixed') {
    return { method: 'fixed', recencyDays: settings.recencyDays, orders: settings.orders, valueMinor: settings.valueMinor };
  }
  if (measures.orders.length === 0) return WITHOUT_BUYERS;
  return {
    method: 'quintiles',
    recencyDays: midRankQuintiles(measures.recencyDays, 'fewer'),
    orders: midRankQuintiles(measures.orders, 'more'),
    valueMinor: midRankQuintiles(measures.valueMinor, 'more'),
  };
}

/**
 * Quintile thresholds under the mid-rank rule: all customers with the same value stand at the middle of their places, and
 * share one score. With L customers below and E equal, the standing is (L + E/2) / n; standing from k/5 on scores k + 1.
 * So a crowd is never split: when everybody is equal, everybody scores 3.
 *
 * @param better which end earns the 5; on the boundary itself the better score is given
 * @returns threshold k: the largest observed value that does not pass k/5, or −1 where every value does
 */
export function midRankQuintiles(values: Float64Array, better: 'more' | 'fewer'): number[] {
  const n = values.length;
  const places = placesAt(values, [1, 2, 3, 4].map((k) => Math.min(n - 1, Math.floor((k * n) / 5))));
  return places.map(({ value, from, to, previous }, i) => {
    const target = ((i + 1) * n) / 5;
    const standing = (from + to) / 2;
    return (better === 'more' ? standing >= target : standing > target) ? previous : value;
  });
}

/** How many of the thresholds the value is above. */
export function thresholdsPassed(value: number, thresholds: readonly number[]): number {
  let passed = 0;
  for (const threshold of thresholds) if (value > threshold) passed += 1;
  return passed;
}
