// Orders → what was bought when: which orders count, and why the others do not.
import { EXCLUSION_RULES, type CustomerId, type CustomerOrders, type Day, type ExclusionRule, type OrderFacts, type PurchaseHistory } from './glossary.ts';
import { integerIndex } from './numerics/counting/integer-index.ts';
import { GrowingColumns } from './growing-columns.ts';
import { sortWithinCustomers } from './sort-within-customers.ts';

/**
 * Whether no money has arrived. PENDING: nothing is promised. AUTHORIZED: reserved only, and an authorisation lapses by
 * itself within weeks. None (null): there was never a transaction. PARTIALLY_PAID is not among them: the customer has bought
 * and paid for a part.
 */
function isUnpaid(financialStatus: string | null): boolean {
  return financialStatus === null || financialStatus === 'PENDING' || financialStatus === 'AUTHORIZED';
}

/**
 * Why an order is left out of the purchase history, or null when it counts. The first rule that applies, in the order of
 * EXCLUSION_RULES. A young unpaid order counts: most are paid within days.
 */
export function exclusionRule(order: OrderFacts, unpaidAfterDays: number, today: Day): ExclusionRule | null {
  if (order.test) return 'test';
  if (order.cancelled) return 'cancelled';
  if (order.financialStatus === 'VOIDED') return 'voided';
  if (order.financialStatus === 'EXPIRED') return 'expired';
  if (isUnpaid(order.financialStatus) && today - order.day > unpaidAfterDays) return 'unpaid';
  if (!(order.netMinor > 0)) return 'no-value';
  if (order.customerId === null) return 'no-customer';
  return null;
}

interface HistoryInput {
  readonly customerIds: Iterable<CustomerId>;
  readonly orders: Iterable<OrderFacts>;
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
  const indexOf = integerIndex(ids);
  const columns = new GrowingColumns();
  const counted = { orders: 0, grossMinor: 0, netMinor: 0 };
  const leftOut = noneLeftOut();
  const start = new Uint32Array(ids.length + 1);

  for (const order of orders) {
    let rule = exclusionRule(order, unpaidAfterDays, today);
    const index = rule === null && order.customerId !== null ? indexOf(order.customerId) : -1;
    if (rule === null && index < 0) rule = 'no-customer';
    if (rule !== null) {
      leftOut[rule].orders += 1;
      leftOut[rule].grossMinor += order.grossMinor;
      continue;
    }
    counted.orders += 1;
    counted.grossMinor += order.grossMinor;
    counted.netMinor += order.netMinor;
    columns.push(index, order.day, order.processedAtMs, order.netMinor);
    start[index + 1]! += 1;
  }

  for (let i = 0; i < ids.length; i += 1) start[i + 1]! += start[i]!;
  const { orderDay, orderValueMinor } = sortWithinCustomers(columns, start);
  return { today, customerIds: ids, orderStart: start, orderDay, orderValueMinor, counted, leftOut };
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

function noneLeftOut(): Record<ExclusionRule, { orders: number; grossMinor: number }> {
  const entries = EXCLUSION_RULES.map((rule) => [rule, { orders: 0, grossMinor: 0 }] as const);
  return Object.fromEntries(entries) as Record<ExclusionRule, { orders: number; grossMinor: number }>;
}
