// Counting sort of the orders by customer, then by time within each customer.
import type { OrderColumns } from './order-columns.ts';

/** Up to this length the orders of a customer are sorted in place by insertion; longer ones (a wholesale account) by Array.sort. */
const INSERTION_LIMIT = 24;

/**
 * @param columns the orders in any order
 * @param places the customer of each order; −1 where it does not count
 * @param start where each customer's orders begin in the result; length customers + 1
 * @returns the two columns of the purchase history. Orders are sorted by day, then moment, then value, so the result does
 *   not depend on the order of the rows that came in.
 */
export function sortWithinCustomers(columns: OrderColumns, places: Int32Array, start: Uint32Array): { orderDay: Int32Array; orderValueMinor: Float64Array } {
  // Moved to their customers first: from there on a customer's orders lie side by side in memory.
  const length = start[start.length - 1]!;
  const next = start.slice();
  const days = new Int32Array(length);
  const moments = new Float64Array(length);
  const values = new Float64Array(length);
  for (let row = 0; row < columns.length; row += 1) {
    const who = places[row]!;
    if (who < 0) continue;
    const at = next[who]!;
    next[who] = at + 1;
    days[at] = columns.day[row]!;
    moments[at] = columns.atMs[row]!;
    values[at] = columns.netMinor[row]!;
  }
  for (let c = 0; c + 1 < start.length; c += 1) sortRange(days, moments, values, start[c]!, start[c + 1]!);
  return { orderDay: days, orderValueMinor: values };
}

function sortRange(days: Int32Array, moments: Float64Array, values: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i += 1) {
    const day = days[i]!;
    const moment = moments[i]!;
    const value = values[i]!;
    if (!isAfter(days, moments, values, i - 1, day, moment, value)) continue;
    if (to - from > INSERTION_LIMIT) return sortLong(days, moments, values, from, to);
    let at = i;
    for (; at > from && isAfter(days, moments, values, at - 1, day, moment, value); at -= 1) {
      days[at] = days[at - 1]!;
      moments[at] = moments[at - 1]!;
      values[at] = values[at - 1]!;
    }
    days[at] = day;
    moments[at] = moment;
    values[at] = value;
  }
}

/** Whether the order at a place comes after one of that day, moment and value. */
function isAfter(days: Int32Array, moments: Float64Array, values: Float64Array, place: number, day: number, moment: number, value: number): boolean {
  if (days[place] !== day) return days[place]! > day;
  if (moments[place] !== moment) return moments[place]! > moment;
  return values[place]! > value;
}

function sortLong(days: Int32Array, moments: Float64Array, values: Float64Array, from: number, to: number): void {
  const order = Uint32Array.from({ length: to - from }, (_, i) => from + i).sort((a, b) => days[a]! - days[b]! || moments[a]! - moments[b]! || values[a]! - values[b]!);
  days.set(Int32Array.from(order, (place) => days[place]!), from);
  moments.set(Float64Array.from(order, (place) => moments[place]!), from);
  values.set(Float64Array.from(order, (place) => values[place]!), from);
}
