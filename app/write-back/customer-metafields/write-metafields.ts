// Brings the metafields of these customers, or of all, to what their scores and offers say: plans the difference, commits it, and
// lets it be applied.
import { enqueue } from '../../queue/enqueue.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { JobContext } from '../../queue/work.ts';
import { inShopBulk } from '../../records/db.ts';
import { getShopSettings } from '../../records/shop-settings.ts';
import { findShopById } from '../../records/shops.ts';
import { doubtSurvivors, joinMetafieldRun, lockFieldPlans, writeFieldPlans } from '../../records/write-back/metafields/plans.ts';
import { applyIfFree } from './apply-metafields.ts';
import { planPages } from './plan-fields.ts';

/** Where no more are named than fit into a few calls, they go before the sweeps that wait, and at once. */
const FEW = 100;
/** Should this process die meanwhile, the queue takes the run up after this time. */
const SAFETY_NET_MS = 60_000;

export async function writeMetafields(payload: JobContracts['write-metafields'], context: JobContext): Promise<void> {
  const { shopId: shop, reason, staff } = payload;
  const shopId = BigInt(shop);
  const known = await findShopById(shopId);
  if (!known || known.uninstalledAt) return;
  const among = payload.customerIds?.map(BigInt);
  const urgent = among !== undefined && among.length <= FEW;
  const settings = await getShopSettings(shopId);
  const planned = await inShopBulk(shopId, async (connection) => {
    await lockFieldPlans(connection, shopId);
    await doubtSurvivors(connection, shopId, among);
    let customers = 0;
    for await (const page of planPages(connection, shopId, settings, among, new Date())) {
      await writeFieldPlans(connection, shopId, page, urgent);
      customers += page.length;
    }
    if (customers === 0) return 0;
    await joinMetafieldRun(connection, shopId, reason, customers, staff);
    await enqueue(connection, 'apply-metafields', { shopId: shop }, urgent ? { afterMs: SAFETY_NET_MS } : {});
    return customers;
  });
  if (planned > 0 && urgent) await applyIfFree(shopId, context.signal);
}
