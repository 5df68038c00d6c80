// Orders → what was bought when: which orders count, and why the others do not.
import { EXCLUSION_RULES, type CustomerId, type CustomerOrders, type Day, type ExclusionRule, type OrderFacts, type PurchaseHistory } from './glossary.ts';
import { placesIn } from './numerics/counting/integer-index.ts';
import { OrderColumns, ruleCode } from './order-columns.ts';
import { sortWithinCustomers } from './sort-within-customers.ts';

interface HistoryInput {
  readonly customerIds: Iterable<CustomerId>;
  readonly orders: OrderColumns | Iterable<OrderFacts>;
  readonly unpaidAfterDays: number;
  readonly today: Day;
}

/**
 * Sorts orders into columns by customer and time, in time linear in the orders. Rows may come in any order.
 *
 * An order of somebody who is not among `customerIds` (opted out, erased, not yet known) is left out as `no-customer`.
 */
export function buildPurchaseHistory({ customerIds, orders, unpaidAfterDays, today }: HistoryInput): PurchaseHistory {
  const ids = ascendingUnique(customerIds);
  const columns = orders instanceof OrderColumns ? orders : OrderColumns.of(orders);
  const { day, grossMinor, netMinor, state } = columns;
  const places = placesIn(ids, columns.customerId.subarray(0, columns.length));
  const start = new Uint32Array(ids.length + 1);
  // By rule, those that count last.
  const number = new Float64Array(EXCLUSION_RULES.length + 1);
  const gross = new Float64Array(EXCLUSION_RULES.length + 1);
  let countedNetMinor = 0;
  for (let row = 0; row < columns.length; row += 1) {
    const place = places[row]!;
    const rule = ruleCode(state[row]!, today - day[row]!, netMinor[row]!, place >= 0, unpaidAfterDays);
    number[rule]! += 1;
    gross[rule]! += grossMinor[row]!;
    if (rule < EXCLUSION_RULES.length) places[row] = -1;
    else {
      countedNetMinor += netMinor[row]!;
      start[place + 1]! += 1;
    }
  }
  for (let i = 0; i < ids.length; i += 1) start[i + 1]! += start[i]!;
  const leftOut = Object.fromEntries(EXCLUSION_RULES.map((rule, i) => [rule, { orders: number[i]!, grossMinor: gross[i]! }])) as Record<ExclusionRule, { orders: number; grossMinor: number }>;
  const counted = { orders: number.at(-1)!, grossMinor: gross.at(-1)!, netMinor: countedNetMinor };
  return { today, customerIds: ids, orderStart: start, ...sortWithinCustomers(columns, places, start), counted, leftOut };
}

/** The orders of the customer at `index`: views on the history's columns, nothing is copied. */
export function customerOrders(history: PurchaseHistory, index: number): CustomerOrders {
  const customerId = history.customerIds[index];
  const from = history.orderStart[index];
  const to = history.orderStart[index + 1];
  if (customerId === undefined || from === undefined || to === undefined) throw new RangeError(`no customer at ${index}`);
  return { customerId, today: history.today, days: history.orderDay.subarray(from, to), valuesMinor: history.orderValueMinor.subarray(from, to) };
}

function ascendingUnique(customerIds: Iterable<CustomerId>): BigInt64Array {
  const sorted = BigInt64Array.from(customerIds).sort();
  let kept = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[kept++] = sorted[i]!;
  }
  return sorted.slice(0, kept);
}
