// Buyers with all their orders, whatever their state: what a purchase history is made from on any day and by any rule of age.
import { placesIn } from '../numerics/counting/integer-index.ts';
import type { OrderColumns } from '../order-columns.ts';
import { sortByBuyer } from './sort-by-buyer.ts';

/**
 * Columns. Buyer i has the orders from orderStart[i] up to, not including, orderStart[i + 1]: by day, then moment, then value,
 * then gross, then state, so that they never depend on the order in which they came.
 */
export interface Buyers {
  /**
   * Ascending, each once. Who may be scored: the customer's number, also without an order. Orders that belong to nobody who
   * is a customer: the number they were placed under, or the order's own, negative, where there is none.
   */
  readonly keys: BigInt64Array;
  /** 1: may be scored. 0: nobody's orders; they count in the figures of what is left out. */
  readonly scored: Uint8Array;
  readonly orderStart: Uint32Array;
  readonly day: Int32Array;
  readonly netMinor: Float64Array;
  readonly grossMinor: Float64Array;
  /** See ruleOfState in order-columns.ts. */
  readonly state: Uint8Array;
}

/**
 * @param scoredIds ascending, each once
 * @param orders each once, in any order; the column customerId holds the key
 */
export function buyersOf(scoredIds: BigInt64Array, orders: OrderColumns): Buyers {
  const wanted = orders.customerId.subarray(0, orders.length);
  const amongScored = placesIn(scoredIds, wanted);
  const nobody = new Set<bigint>();
  for (let row = 0; row < wanted.length; row += 1) if (amongScored[row]! < 0) nobody.add(wanted[row]!);
  const keys = nobody.size === 0 ? scoredIds : BigInt64Array.from([...scoredIds, ...nobody]).sort();
  const places = nobody.size === 0 ? amongScored : placesIn(keys, wanted);
  const scored = new Uint8Array(keys.length);
  for (let i = 0, next = 0; i < keys.length; i += 1) {
    if (next < scoredIds.length && keys[i] === scoredIds[next]) {
      scored[i] = 1;
      next += 1;
    }
  }
  const { start, order } = sortByBuyer(orders, places, keys.length);
  const m = order.length;
  const buyers = { keys, scored, orderStart: start, day: new Int32Array(m), netMinor: new Float64Array(m), grossMinor: new Float64Array(m), state: new Uint8Array(m) };
  for (let at = 0; at < m; at += 1) {
    const row = order[at]!;
    buyers.day[at] = orders.day[row]!;
    buyers.netMinor[at] = orders.netMinor[row]!;
    buyers.grossMinor[at] = orders.grossMinor[row]!;
    buyers.state[at] = orders.state[row]!;
  }
  return buyers;
}

/** Some of the buyers, those from one place up to another: views, but for the starts. */
export function sliceBuyers(buyers: Buyers, from: number, to: number): Buyers {
  const first = buyers.orderStart[from]!;
  const last = buyers.orderStart[to]!;
  return {
    keys: buyers.keys.subarray(from, to),
    scored: buyers.scored.subarray(from, to),
    orderStart: buyers.orderStart.subarray(from, to + 1).map((start) => start - first),
    day: buyers.day.subarray(first, last),
    netMinor: buyers.netMinor.subarray(first, last),
    grossMinor: buyers.grossMinor.subarray(first, last),
    state: buyers.state.subarray(first, last),
  };
}
