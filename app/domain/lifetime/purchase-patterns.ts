// What the lifetime models need to know of the customers: equal customers counted once.
import type { PurchaseHistory } from '../glossary.ts';
import { countKeys } from '../numerics/count-keys.ts';

/** The lifetime models count time in weeks, as their literature does. */
export const DAYS_PER_WEEK = 7;

/**
 * One row a pattern that occurs, with its number of customers. In the papers' letters: x, t_x, T. They are sufficient: two
 * customers with the same three are the same to the models. A purchase is a day with an order.
 */
export interface PurchasePatterns {
  /** x: purchase days after the first. */
  readonly repeats: Float64Array;
  /** t_x, weeks from the first purchase to the last. */
  readonly firstToLastWeeks: Float64Array;
  /** T, weeks from the first purchase to the end of observation. */
  readonly observedWeeks: Float64Array;
  readonly customers: Float64Array;
  readonly totalCustomers: number;
}

/** A packed key has 17 bits for x and 18 for each span of days (718 years): 53, what a double holds exactly. */
const SPAN = 2 ** 18;

/** The patterns of the customers who bought; those without an order have none. */
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
    keys[buyers++] = (repeats * SPAN + (last - first)) * SPAN + (Math.max(today, last) - first);
  }
  const { key, count } = countKeys(keys.subarray(0, buyers));
  return {
    repeats: key.map((packed) => Math.floor(packed / SPAN / SPAN)),
    firstToLastWeeks: key.map((packed) => (Math.floor(packed / SPAN) % SPAN) / DAYS_PER_WEEK),
    observedWeeks: key.map((packed) => (packed % SPAN) / DAYS_PER_WEEK),
    customers: count,
    totalCustomers: buyers,
  };
}
