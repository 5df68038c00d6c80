// Counting sort of the orders by customer, then by time within each customer.
import type { GrowingColumns } from './growing-columns.ts';

/** Segments up to this length are sorted in place by insertion; longer ones (a wholesale account) by Array.sort. */
const INSERTION_LIMIT = 24;

/**
 * @param columns the counted orders in any order
 * @param start where each customer's orders begin in the result; length customers + 1
 * @returns the two columns of the purchase history. Orders are sorted by day, then moment, then value, so the result does
 *   not depend on the order of the rows that came in.
 */
export function sortWithinCustomers(columns: GrowingColumns, start: Uint32Array): { orderDay: Int32Array; orderValueMinor: Float64Array } {
  const { length, customer, day, atMs, valueMinor } = columns;
  const next = start.slice();
  const order = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) order[next[customer[row]!]!++] = row;

  const before = (a: number, b: number): number => day[a]! - day[b]! || atMs[a]! - atMs[b]! || valueMinor[a]! - valueMinor[b]!;
  for (let c = 0; c + 1 < start.length; c += 1) {
    const from = start[c]!;
    const to = start[c + 1]!;
    if (to - from > INSERTION_LIMIT) {
      order.subarray(from, to).sort(before);
      continue;
    }
    for (let i = from + 1; i < to; i += 1) {
      const row = order[i]!;
      let at = i;
      while (at > from && before(order[at - 1]!, row) > 0) {
        order[at] = order[at - 1]!;
        at -= 1;
      }
      order[at] = row;
    }
  }

  const orderDay = new Int32Array(length);
  const orderValueMinor = new Float64Array(length);
  for (let i = 0; i < length; i += 1) {
    const row = order[i]!;
    orderDay[i] = day[row]!;
    orderValueMinor[i] = valueMinor[row]!;
  }
  return { orderDay, orderValueMinor };
}
