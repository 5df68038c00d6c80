// A shop with a scored history: shoppers of a seed, orders of every kind, and alerts from the real review.
import { reviewAlertsAt } from '../../../app/campaigns/alerts/review-alerts.ts';
import { scoreWholeShop } from '../../../app/scoring/score-shop.ts';
import { NOW_MS, oddOrders, putCustomers, putOrders, shoppersOfSeed } from '../../scoring/support/shoppers.ts';
import type { TestDatabase } from '../../support/database.ts';
import { signIn } from './signed-in.ts';

export interface SeededShop {
  shopId: bigint;
  domain: string;
  /** Has an order of every kind that is left out. */
  oddCustomerId: number;
}

export const ODD_CUSTOMER = 1_000;

export async function seededShop(db: TestDatabase, { shoppers = 130, seed = 11, currencyCode = 'USD', timeZone = 'America/New_York' } = {}): Promise<SeededShop> {
  const { shopId, domain } = await db.newShop({ currencyCode, timeZone });
  const { customerIds, orders } = shoppersOfSeed(shoppers, seed);
  await putCustomers(shopId, customerIds);
  await putOrders(shopId, [...orders, ...oddOrders(ODD_CUSTOMER)]);
  await db.asOwner(`insert into bulk_import (shop_id, kind, state, object_count, rows_applied, started_at, finished_at) select $1, kind, 'done', 10, 10, now(), now() from unnest(array['customers', 'orders']) kind`, [shopId]);
  await scoreWholeShop(shopId, NOW_MS);
  await reviewAlertsAt(shopId, undefined, NOW_MS);
  await signIn(domain);
  return { shopId, domain, oddCustomerId: ODD_CUSTOMER };
}
