// Orders, histories and settings for tests, with only what matters spelt out.
import type { CustomerOrders, Day, OrderFacts, PurchaseHistory, ScoringSettings } from '../../../app/domain/glossary.ts';
import { buildPurchaseHistory } from '../../../app/domain/purchase-history.ts';

export const TODAY: Day = 20_000;
export const DAY_MS = 86_400_000;

export const SETTINGS: ScoringSettings = {
  unpaidAfterDays: 30,
  cutPoints: { method: 'quintiles' },
  seasons: { frequencyWeight: 2, windows: [] },
  churn: { weights: { rhythm: 40, visits: 20, engagement: 20, service: 20 }, threshold: 80, horizonDays: 90 },
};

let lastOrderId = 0n;

/** A paid order worth what it says, with a number of its own. */
export function order(customer: number | bigint | null, day: Day, valueMinor = 1000, facts: Partial<OrderFacts> = {}): OrderFacts {
  return {
    orderId: (lastOrderId += 1n),
    customerId: customer === null ? null : BigInt(customer),
    processedAtMs: day * DAY_MS,
    day,
    test: false,
    cancelled: false,
    financialStatus: 'PAID',
    grossMinor: valueMinor,
    netMinor: valueMinor,
    ...facts,
  };
}

/** The history of these orders, of everybody who appears in them. */
export function historyOf(orders: readonly OrderFacts[], today: Day = TODAY): PurchaseHistory {
  const customerIds = orders.flatMap(({ customerId }) => (customerId === null ? [] : [customerId]));
  return buildPurchaseHistory({ customerIds, orders, unpaidAfterDays: SETTINGS.unpaidAfterDays, today });
}

export function ordersOf(customerId: bigint, days: readonly Day[], valuesMinor: readonly number[] = days.map(() => 1000), today: Day = TODAY): CustomerOrders {
  return { customerId, today, days: Int32Array.from(days), valuesMinor: Float64Array.from(valuesMinor) };
}
