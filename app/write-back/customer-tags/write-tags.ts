// Brings the tags of these customers, or of all, to what their scores and alerts say: plans the difference, commits it, and
// lets it be applied.
import type { CustomerId } from '../../domain/glossary.ts';
import { enqueue } from '../../queue/enqueue.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { JobContext } from '../../queue/work.ts';
import { inShopBulk } from '../../records/db.ts';
import { getShopSettings } from '../../records/shop-settings.ts';
import { insertTagChanges, insertTagRun, lockTagPlans, supersedeWaiting } from '../../records/write-back/tag-plans.ts';
import { applyTagRun } from './apply-tag-run.ts';
import { planChanges } from './plan-changes.ts';

/** A run up to this size is applied at once, before the sweeps that wait in the queue. */
const SMALL_RUN = 25;
/** Should this process die meanwhile, the queue takes the run up after this time. */
const SAFETY_NET_MS = 60_000;
const DEFERRED_MS = 5_000;

export async function writeTags(payload: JobContracts['write-tags'], context: JobContext): Promise<void> {
  const { shopId: shop, reason, staff } = payload;
  const shopId = BigInt(shop);
  const among = payload.customerIds?.map(BigInt);
  const { tags } = await getShopSettings(shopId);
  const run = await inShopBulk(shopId, async (connection) => {
    await lockTagPlans(connection, shopId);
    const deferred: CustomerId[] = [];
    let tagRunId: bigint | null = null;
    let size = 0;
    for await (const page of planChanges(connection, shopId, tags, among)) {
      await supersedeWaiting(connection, shopId, page.outdated);
      if (page.changes.length > 0) {
        tagRunId ??= await insertTagRun(connection, shopId, reason, { by: staff });
        await insertTagChanges(connection, shopId, tagRunId, page.changes);
      }
      deferred.push(...page.deferred);
      size += page.changes.length;
    }
    if (deferred.length > 0) await enqueue(connection, 'write-tags', { shopId: shop, reason, customerIds: deferred.map(String) }, { afterMs: DEFERRED_MS });
    if (tagRunId === null) return null;
    const small = size <= SMALL_RUN;
    await enqueue(connection, 'apply-tag-run', { shopId: shop, tagRunId: tagRunId.toString() }, small ? { afterMs: SAFETY_NET_MS } : {});
    return { tagRunId, small };
  });
  if (run?.small) await applyTagRun({ shopId: shop, tagRunId: run.tagRunId.toString() }, context);
}
