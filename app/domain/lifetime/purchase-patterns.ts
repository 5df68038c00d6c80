// What the lifetime models need to know of the customers: equal customers counted once.
import type { PurchaseHistory } from '../glossary.ts';
import { countKeys } from '../numerics/counting/count-keys.ts';

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

/** The same of customers one by one. */
export type CustomerColumns = Pick<PurchasePatterns, 'repeats' | 'firstToLast' | 'observed'>;

/** The patterns of the customers who bought, by x, then t_x, then T; customers without an order have none. */
export function purchasePatterns({ orderStart, orderDay, today }: PurchaseHistory): PurchasePatterns {
  const columns = { repeats: new Uint32Array(orderStart.length), firstToLast: new Uint32Array(orderStart.length), observed: new Uint32Array(orderStart.length) };
  let buyers = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const from = orderStart[i]!;
    const to = orderStart[i + 1]!;
    if (from === to) continue;
    let repeats = 0;
    for (let k = from + 1; k < to; k += 1) if (orderDay[k] !== orderDay[k - 1]) repeats += 1;
    const first = orderDay[from]!;
    const last = orderDay[to - 1]!;
    columns.repeats[buyers] = repeats;
    columns.firstToLast[buyers] = last - first;
    columns.observed[buyers] = Math.max(today, last) - first;
    buyers += 1;
  }
  return groupPatterns({
    repeats: columns.repeats.subarray(0, buyers),
    firstToLast: columns.firstToLast.subarray(0, buyers),
    observed: columns.observed.subarray(0, buyers),
  });
}

/** Customers one by one → equal ones counted once, by x, then t_x, then T. A million customers take 30 ms. */
export function groupPatterns({ repeats, firstToLast, observed }: CustomerColumns, stepsPerWeek = DAYS_PER_WEEK): PurchasePatterns {
  const spans = largest(observed) + 1;
  const range = (largest(repeats) + 1) * spans * spans;
  if (range > Number.MAX_SAFE_INTEGER) throw new RangeError('purchases or spans of time beyond counting');
  const keys = new Float64Array(repeats.length);
  for (let i = 0; i < keys.length; i += 1) keys[i] = (repeats[i]! * spans + firstToLast[i]!) * spans + observed[i]!;
  const { key, count } = countKeys(keys, range);
  const rows = { repeats: new Uint32Array(key.length), firstToLast: new Uint32Array(key.length), observed: new Uint32Array(key.length) };
  for (let i = 0; i < key.length; i += 1) {
    const upper = Math.floor(key[i]! / spans);
    rows.observed[i] = key[i]! - upper * spans;
    rows.repeats[i] = Math.floor(upper / spans);
    rows.firstToLast[i] = upper - rows.repeats[i]! * spans;
  }
  return { ...rows, customers: count, totalCustomers: repeats.length, stepsPerWeek };
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
  const counts = new Float64Array(largest(repeats) + 1);
  for (let i = 0; i < repeats.length; i += 1) counts[repeats[i]!]! += customers[i]!;
  for (let j = counts.length - 2; j >= 0; j -= 1) counts[j]! += counts[j + 1]!;
  return counts;
}

function largest(values: Uint32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
