import type { OrderColumns } from '../order-columns.ts';

/** Up to this length a buyer's orders are sorted by insertion; longer ones (a wholesale account) by Array.sort. */
const INSERTION_LIMIT = 24;

/**
 * @param places the buyer of each order
 * @returns where each buyer's orders begin, and the rows of the orders in their order: see Buyers
 */
export function sortByBuyer(orders: OrderColumns, places: Int32Array, buyers: number): { start: Uint32Array; order: Uint32Array } {
  const start = new Uint32Array(buyers + 1);
  for (let row = 0; row < orders.length; row += 1) start[places[row]! + 1]! += 1;
  for (let i = 0; i < buyers; i += 1) start[i + 1]! += start[i]!;
  const next = start.slice();
  const order = new Uint32Array(orders.length);
  for (let row = 0; row < orders.length; row += 1) order[next[places[row]!]!++] = row;
  for (let i = 0; i < buyers; i += 1) sortRange(orders, order.subarray(start[i], start[i + 1]));
  return { start, order };
}

function sortRange(orders: OrderColumns, rows: Uint32Array): void {
  if (rows.length > INSERTION_LIMIT) {
    rows.sort((one, other) => compare(orders, one, other));
    return;
  }
  for (let i = 1; i < rows.length; i += 1) {
    const row = rows[i]!;
    let at = i;
    for (; at > 0 && compare(orders, rows[at - 1]!, row) > 0; at -= 1) rows[at] = rows[at - 1]!;
    rows[at] = row;
  }
}

function compare({ day, atMs, netMinor, grossMinor, state }: OrderColumns, one: number, other: number): number {
  return day[one]! - day[other]! || atMs[one]! - atMs[other]! || netMinor[one]! - netMinor[other]! || grossMinor[one]! - grossMinor[other]! || state[one]! - state[other]!;
}
