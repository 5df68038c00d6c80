// The three ways in which a change of segment goes out, each as the app does it. Loaded after the app's time is virtual.
import { Session } from '@shopify/shopify-api';
import type pg from 'pg';
import { inShopBulk, type ShopId } from '../../../app/records/db.ts';
import { getShopSettings, shopSettingsSchema } from '../../../app/records/shop-settings.ts';
import { claimTagRun, finishTagRun, getTagRun } from '../../../app/records/tag-runs.ts';
import { insertTagChanges, insertTagRun, lockTagPlans } from '../../../app/records/write-back/tag-plans.ts';
import { getMetafieldRun } from '../../../app/records/write-back/metafields/runs.ts';
import { adminClient } from '../../../app/shopify/admin-client.ts';
import { sessionStorage } from '../../../app/shopify/session-storage.ts';
import { applyMetafields } from '../../../app/write-back/customer-metafields/apply-metafields.ts';
import { writeMetafields } from '../../../app/write-back/customer-metafields/write-metafields.ts';
import { applyTagRun } from '../../../app/write-back/customer-tags/apply-tag-run.ts';
import { planChanges } from '../../../app/write-back/customer-tags/plan-changes.ts';
import { sendOneByOne } from '../../../app/write-back/customer-tags/send-one-by-one.ts';
import { issueStandingToken } from '../../store/auth/tokens.ts';
import { installApp } from '../../store/commerce/app-installation.ts';
import { addCustomer } from '../../store/commerce/customers.ts';
import type { ShopifySide } from '../../faults/shopify/shopify-side.ts';

const context = () => ({ signal: new AbortController().signal, retryCount: 0 });

/** What a customer carries before the sweep, on both sides. */
const FROM = { group: 'loyal', stage: 'active', riskScore: 20 };

export interface Sweep {
  readonly customers: number;
  /** Sends it, and returns how many customers were changed. */
  send(): Promise<number>;
}

/** A shop whose customers are written as they are scored, and the app installed in it. */
export async function prepare(owner: pg.Client, side: ShopifySide, customers: number): Promise<ShopId> {
  const { domain } = side.state.shop;
  const installation = installApp(side.store, side.state);
  const accessToken = issueStandingToken(installation, installation.scopes);
  await sessionStorage.storeSession(new Session({ id: `offline_${domain}`, shop: domain, state: '', isOnline: false, accessToken, scope: installation.scopes.join(',') }));
  const { rows } = await owner.query<{ shop_id: string }>('insert into shop (domain, settings) values ($1, $2) returning shop_id', [domain, shopSettingsSchema.parse({ tags: { group: true, stage: false, alert: false } })]);
  const shopId = BigInt(rows[0]?.shop_id ?? 0);
  const tag = `perennial:group:${FROM.group}`;
  const ids = Array.from({ length: customers }, () => addCustomer(side.store, side.state, { tags: [tag] }).id);
  await owner.query('insert into customer (shop_id, customer_id, created_at, updated_at, own_tags) select $1, id, now(), now(), array[$3] from unnest($2::bigint[]) as id', [shopId, ids, tag]);
  await owner.query(
    `insert into customer_score (shop_id, customer_id, run_id, computed_at, orders, purchase_days, value_minor, recency_score, frequency_score, monetary_score, rfm_group, value_tier, lifecycle_stage, risk_score)
     select $1, id, 1, now(), 3, 3, 9000, 5, 5, 5, $3, 'high-value', $4, $5 from unnest($2::bigint[]) as id`,
    [shopId, ids, FROM.group, FROM.stage, FROM.riskScore],
  );
  await owner.query(
    "insert into customer_metafield (shop_id, customer_id, stage, risk_score, to_stage, to_risk_score, state, written_at) select $1, id, $3, $4, $3, $4, 'written', now() from unnest($2::bigint[]) as id",
    [shopId, ids, FROM.stage, FROM.riskScore],
  );
  await owner.query('update shop set installed_at = $2 where shop_id = $1', [shopId, new Date(0)]);
  return shopId;
}

async function planTags(owner: pg.Client, shopId: ShopId, group: string): Promise<bigint> {
  await owner.query('update customer_score set rfm_group = $2 where shop_id = $1', [shopId, group]);
  const { tags } = await getShopSettings(shopId);
  return inShopBulk(shopId, async (connection) => {
    await lockTagPlans(connection, shopId);
    const tagRunId = await insertTagRun(connection, shopId, 'scored');
    for await (const { changes } of planChanges(connection, shopId, tags)) await insertTagChanges(connection, shopId, tagRunId, changes);
    return tagRunId;
  });
}

const applied = async (shopId: ShopId, tagRunId: bigint) => (await getTagRun(shopId, tagRunId))?.applied ?? 0;

/** The old tag goes and the new one comes, one customer a request, whatever the route chosen by arithmetic would be. */
export async function tagsOneByOne(owner: pg.Client, shopId: ShopId, domain: string): Promise<() => Promise<number>> {
  const tagRunId = await planTags(owner, shopId, 'champions');
  return async () => {
    await claimTagRun(shopId, tagRunId, 3_600_000);
    await sendOneByOne(await adminClient(domain), shopId, tagRunId, context().signal, () => Promise.resolve(true));
    await finishTagRun(shopId, tagRunId);
    return applied(shopId, tagRunId);
  };
}

/** As the app does it: by the route that arithmetic chooses. */
export async function tagsAsChosen(owner: pg.Client, shopId: ShopId): Promise<() => Promise<number>> {
  const tagRunId = await planTags(owner, shopId, 'at-risk');
  return async () => {
    await applyTagRun({ shopId: shopId.toString(), tagRunId: tagRunId.toString() }, context());
    return applied(shopId, tagRunId);
  };
}

export async function metafields(owner: pg.Client, shopId: ShopId): Promise<() => Promise<number>> {
  await owner.query("update customer_score set lifecycle_stage = 'cooling', risk_score = risk_score + 3 where shop_id = $1", [shopId]);
  await writeMetafields({ shopId: shopId.toString(), reason: 'scored' }, context());
  return async () => {
    await applyMetafields({ shopId: shopId.toString() }, context());
    return (await getMetafieldRun(shopId))?.written ?? 0;
  };
}
