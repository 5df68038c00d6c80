// What a scoring counted and what it left out. Between full runs the figures are counted again in the database, by the same
// rule, so that they never disagree with the customers' pages.
import type { PoolClient } from 'pg';
import { EXCLUSION_RULES, type ExclusionRule, type PurchaseHistory } from '../domain/glossary.ts';
import { exclusionRule } from '../domain/order-columns.ts';
import { countScoredCustomers, readOrderGroups } from '../records/scoring/order-groups.ts';
import type { RunFigures } from '../records/scoring/scoring-runs.ts';
import type { HistoryOf } from './read-history.ts';

export function figuresOf(history: PurchaseHistory): RunFigures {
  return {
    customers: history.customerIds.length,
    ordersCounted: history.counted.orders,
    grossMinor: history.counted.grossMinor,
    netMinor: history.counted.netMinor,
    leftOut: history.leftOut,
  };
}

/** The figures as figuresOf gives them for the whole shop, without reading the orders one by one. */
export async function countFigures(connection: PoolClient, { shopId, timeZone, unpaidAfterDays, today }: HistoryOf): Promise<RunFigures> {
  const counted = { ordersCounted: 0, grossMinor: 0, netMinor: 0 };
  const leftOut = Object.fromEntries(EXCLUSION_RULES.map((rule) => [rule, { orders: 0, grossMinor: 0 }])) as Record<ExclusionRule, { orders: number; grossMinor: number }>;
  const oldest = today - unpaidAfterDays;
  for (const group of await readOrderGroups(connection, shopId, timeZone, oldest)) {
    const rule = exclusionRule(
      {
        ...group,
        orderId: 0n,
        customerId: group.hasCustomer ? 0n : null,
        processedAtMs: 0,
        day: group.old ? oldest - 1 : today,
        netMinor: group.hasValue ? group.netMinor : 0,
      },
      unpaidAfterDays,
      today,
    );
    if (rule === null) {
      counted.ordersCounted += group.orders;
      counted.grossMinor += group.grossMinor;
      counted.netMinor += group.netMinor;
    } else {
      leftOut[rule].orders += group.orders;
      leftOut[rule].grossMinor += group.grossMinor;
    }
  }
  return { customers: await countScoredCustomers(connection, shopId), ...counted, leftOut };
}
