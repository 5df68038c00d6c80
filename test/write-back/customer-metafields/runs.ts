// What tests of metafields share.
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { getMetafieldRun, type MetafieldRun } from '../../../app/records/write-back/metafields/runs.ts';
import { applyMetafields } from '../../../app/write-back/customer-metafields/apply-metafields.ts';
import { writeMetafields } from '../../../app/write-back/customer-metafields/write-metafields.ts';
import type { TestDatabase } from '../../support/database.ts';
import type { StoreShop } from '../simulated-store.ts';

export const context = () => ({ signal: new AbortController().signal, retryCount: 0 });

export const plan = (shopId: ShopId, customerIds?: readonly number[]) => writeMetafields({ shopId: shopId.toString(), reason: 'scored', ...(customerIds ? { customerIds: customerIds.map(String) } : {}) }, context());

/** The app's metafields of a customer, as Shopify has them. */
export function fieldsOf(shop: StoreShop, customerId: number): Record<string, string> {
  const fields = shop.state.metafields.get(`gid://shopify/Customer/${customerId}`) ?? [];
  return Object.fromEntries(fields.filter(({ namespace }) => namespace.startsWith('app--')).map(({ key, value }) => [key, value]));
}

/** Goes on with what is unfinished, as the queue does. */
export async function applyAll(db: TestDatabase, shopId: ShopId): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const run = await getMetafieldRun(shopId);
    if (!run || run.finishedAt) return;
    try {
      await applyMetafields({ shopId: shopId.toString() }, context());
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
      await letTimePass(db, shopId);
    }
  }
  throw new Error(`the metafields of shop ${shopId} do not end`);
}

/** A dead worker's claim falls. */
export async function letTimePass(db: TestDatabase, shopId: ShopId): Promise<void> {
  await db.asOwner('update metafield_run set claimed_until = null where shop_id = $1', [shopId]);
}

export async function lastRun(shopId: ShopId): Promise<MetafieldRun> {
  const run = await getMetafieldRun(shopId);
  if (!run) throw new Error('no run was planned');
  return run;
}

/** Customers by the state of their fields. */
export async function fieldStates(shopId: ShopId): Promise<Record<string, number>> {
  const groups = await inShop(shopId, (tx) => tx.customerMetafield.groupBy({ by: ['state'], where: { shopId }, _count: true }));
  return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
}

/** Scores as a scoring would have written them. */
export async function scoreAs(db: TestDatabase, shopId: ShopId, customerIds: readonly number[], lifecycleStage: string, riskScore: number | null, orders = 3): Promise<void> {
  await db.asOwner(
    `insert into customer_score (shop_id, customer_id, run_id, computed_at, orders, purchase_days, value_minor, recency_score, frequency_score, monetary_score, rfm_group, value_tier, lifecycle_stage, risk_score)
     select $1, id, 1, now(), $5, $5, 9000, 5, 5, 5, 'champions', 'high-value', $3, $4 from unnest($2::bigint[]) as id
     on conflict (shop_id, customer_id) do update set lifecycle_stage = excluded.lifecycle_stage, risk_score = excluded.risk_score, orders = excluded.orders`,
    [shopId, customerIds, lifecycleStage, riskScore, orders],
  );
}

/** A code that Shopify holds, as settling leaves it. */
export async function offer(db: TestDatabase, shopId: ShopId, customerId: number, code: string, { state = 'created', endsInDays = 10 } = {}): Promise<void> {
  await db.asOwner(
    `insert into code_intent (shop_id, intent_key, customer_id, code, percentage, starts_at, ends_at, state)
     values ($1, 'test:' || $3, $2, $3, 0.15, now() - interval '1 day', now() + $5 * interval '1 day', $4)
     on conflict (shop_id, intent_key) do update set state = excluded.state, ends_at = excluded.ends_at`,
    [shopId, customerId, code, state, endsInDays],
  );
}
