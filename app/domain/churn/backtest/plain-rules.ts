// Rules without a model, to hold every model against. A higher score says: more likely to be gone.
import type { PurchaseHistory } from '../../glossary.ts';
import { quantileSorted } from '../../numerics/quantiles.ts';
import type { Buyers } from '../calibration/as-of.ts';

export const PLAIN_RULES = ['recency', 'fewer-purchases', 'recency-and-frequency-quintiles', 'overdue-ratio', 'shrunk-overdue-ratio'] as const;
export type PlainRule = (typeof PLAIN_RULES)[number];

/** @param past the history that `buyers` are of */
export function plainScores(past: PurchaseHistory, buyers: Buyers): Record<PlainRule, Float64Array> {
  const recency = Float64Array.from(buyers.observedDays, (days, i) => days - buyers.firstToLastDays[i]!);
  const repeats = Float64Array.from(buyers.repeats);
  const silence = quintiles(recency);
  const frequency = quintiles(repeats);
  const median = Float64Array.from(buyers.customer, (i) => medianGapDays(past, i));
  const usual = quantileSorted(median.filter((days) => days > 0).sort(), 0.5);
  return {
    recency,
    'fewer-purchases': repeats.map((x) => -x),
    'recency-and-frequency-quintiles': silence.map((score, i) => score - frequency[i]!),
    'overdue-ratio': recency.map((days, i) => days / (median[i]! > 0 ? median[i]! : usual || 1)),
    'shrunk-overdue-ratio': recency.map((days, i) => days / shrunk(median[i]!, repeats[i]!, usual || 1)),
  };
}

/** The gap drawn to the population's with the weight x / (x + 2) for the x gaps of the customer's own. */
function shrunk(ownDays: number, gaps: number, usualDays: number): number {
  return ownDays > 0 ? (gaps * ownDays + 2 * usualDays) / (gaps + 2) : usualDays;
}

/** 0 to 4: the fifth in which the last of those with the same value stands. */
function quintiles(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const upTo = new Map<number, number>();
  sorted.forEach((value, i) => upTo.set(value, i));
  return values.map((value) => Math.floor((5 * (upTo.get(value) ?? 0)) / sorted.length));
}

/** The median of the gaps between purchase days; 0 for a one-time buyer. */
function medianGapDays({ orderStart, orderDay }: PurchaseHistory, customer: number): number {
  const gaps: number[] = [];
  for (let k = orderStart[customer]! + 1; k < orderStart[customer + 1]!; k += 1) {
    const gap = orderDay[k]! - orderDay[k - 1]!;
    if (gap > 0) gaps.push(gap);
  }
  return gaps.length === 0 ? 0 : quantileSorted(gaps.sort((one, other) => one - other), 0.5);
}
