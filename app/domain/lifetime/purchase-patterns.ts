// What the lifetime models need to know of the customers: equal customers counted once.
import type { PurchaseHistory } from '../glossary.ts';
import { countKeys } from '../numerics/count-keys.ts';

/** The lifetime models count time in weeks, as their literature does. */
export const DAYS_PER_WEEK = 7;

/**
 * One row a pattern that occurs, with its number of customers; x, t_x and T in the papers' letters. They are sufficient: two
 * customers with the same three are the same to the models. A purchase is a day with an order.
 */
export interface PurchasePatterns {
  /** x: purchases after the first. */
  readonly repeats: Uint32Array;
  /** t_x, from the first purchase to the last, in whole steps of time. */
  readonly firstToLast: Uint32Array;
  /** T, from the first purchase to the end of observation, in whole steps of time. */
  readonly observed: Uint32Array;
  readonly customers: Float64Array;
  readonly totalCustomers: number;
  /** Steps of time a week: 7 where they are days. */
  readonly stepsPerWeek: number;
}

/** A packed key has 17 bits for x and 18 for each span of days (718 years): 53, what a double holds exactly. */
const SPAN = 2 ** 18;

/** The patterns of the customers who bought, by x, then t_x, then T; customers without an order have none. */
export function purchasePatterns(history: PurchaseHistory): PurchasePatterns {
  const { orderStart, orderDay, today } = history;
  const keys = new Float64Array(orderStart.length);
  let buyers = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const from = orderStart[i]!;
    const to = orderStart[i + 1]!;
    if (from === to) continue;
    let repeats = 0;
    for (let k = from + 1; k < to; k += 1) if (orderDay[k] !== orderDay[k - 1]) repeats += 1;
    const first = orderDay[from]!;
    const last = orderDay[to - 1]!;
    keys[buyers++] = packed(repeats, last - first, Math.max(today, last) - first);
  }
  return unpacked(countKeys(keys.subarray(0, buyers)), DAYS_PER_WEEK);
}

/** Customers one by one, in days → equal ones counted once. */
export function groupPatterns({ repeats, firstToLast, observed }: { repeats: ArrayLike<number>; firstToLast: ArrayLike<number>; observed: ArrayLike<number> }): PurchasePatterns {
  const keys = Float64Array.from(repeats, (x, i) => packed(x, firstToLast[i]!, observed[i]!));
  return unpacked(countKeys(keys), DAYS_PER_WEEK);
}

/** Every n-th pattern with its customers: a fair part, since the patterns are in order. */
export function everyNth(patterns: PurchasePatterns, n: number): PurchasePatterns {
  const customers = patterns.customers.filter((_, i) => i % n === 0);
  return {
    repeats: patterns.repeats.filter((_, i) => i % n === 0),
    firstToLast: patterns.firstToLast.filter((_, i) => i % n === 0),
    observed: patterns.observed.filter((_, i) => i % n === 0),
    customers,
    totalCustomers: customers.reduce((sum, count) => sum + count, 0),
    stepsPerWeek: patterns.stepsPerWeek,
  };
}

/** Entry j: the customers with at least j repeats; the length is one more than the most repeats of anybody. */
export function customersWithAtLeast({ repeats, customers }: PurchasePatterns): Float64Array {
  let most = 0;
  for (const x of repeats) if (x > most) most = x;
  const counts = new Float64Array(most + 1);
  for (let i = 0; i < repeats.length; i += 1) counts[repeats[i]!]! += customers[i]!;
  for (let j = most - 1; j >= 0; j -= 1) counts[j]! += counts[j + 1]!;
  return counts;
}

function packed(repeats: number, firstToLast: number, observed: number): number {
  return (repeats * SPAN + firstToLast) * SPAN + observed;
}

function unpacked({ key, count }: { key: Float64Array; count: Float64Array }, stepsPerWeek: number): PurchasePatterns {
  return {
    repeats: Uint32Array.from(key, (k) => Math.floor(k / SPAN / SPAN)),
    firstToLast: Uint32Array.from(key, (k) => Math.floor(k / SPAN) % SPAN),
    observed: Uint32Array.from(key, (k) => k % SPAN),
    customers: count,
    totalCustomers: count.reduce((sum, n) => sum + n, 0),
    stepsPerWeek,
  };
}
