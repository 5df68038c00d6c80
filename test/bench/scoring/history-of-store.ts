import type { OrderFacts, PurchaseHistory } from '../../../app/domain/glossary.ts';
import { buildPurchaseHistory } from '../../../app/domain/purchase-history.ts';
import { TODAY, type StoreColumns } from './simulated-store.ts';

/** The store as the domain reads it; customer i has the number i + 1. */
export function historyOfStore(store: StoreColumns): PurchaseHistory {
  return buildPurchaseHistory({ customerIds: Array.from({ length: store.customers }, (_, i) => BigInt(i + 1)), orders: ordersOfStore(store), unpaidAfterDays: 30, today: TODAY });
}

function* ordersOfStore(store: StoreColumns): Generator<OrderFacts> {
  for (let row = 0; row < store.customer.length; row += 1) {
    const minor = store.cents[row]!;
    yield {
      orderId: BigInt(row + 1),
      customerId: BigInt(store.customer[row]! + 1),
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
