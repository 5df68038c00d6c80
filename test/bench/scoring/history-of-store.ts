import type { OrderFacts } from '../../../app/domain/glossary.ts';
import { OrderColumns } from '../../../app/domain/order-columns.ts';
import type { StoreColumns } from './simulated-store.ts';

/** Customer i has this number: as long as Shopify's are. */
export const FIRST_CUSTOMER_ID = 6_000_000_000_000;

export function customerIdsOf(store: StoreColumns): BigInt64Array {
  return BigInt64Array.from({ length: store.customers }, (_, i) => BigInt(FIRST_CUSTOMER_ID + i));
}

/** The orders of the store as they are read from the database. */
export function ordersOf(store: StoreColumns): OrderColumns {
  const columns = new OrderColumns();
  for (const order of facts(store)) columns.add(order);
  return columns;
}

function* facts(store: StoreColumns): Generator<OrderFacts> {
  for (let row = 0; row < store.customer.length; row += 1) {
    const minor = store.cents[row]!;
    yield {
      orderId: BigInt(row + 1),
      customerId: BigInt(FIRST_CUSTOMER_ID + store.customer[row]!),
      processedAtMs: store.atMs[row]!,
      day: store.day[row]!,
      test: false,
      cancelled: store.cancelled[row] === 1,
      financialStatus: 'PAID',
      grossMinor: minor,
      netMinor: minor,
    };
  }
}
