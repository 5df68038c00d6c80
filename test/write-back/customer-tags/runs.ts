// What tests of tag runs share.
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { findTagRuns, type TagRun } from '../../../app/records/tag-runs.ts';
import { applyTagRun } from '../../../app/write-back/customer-tags/apply-tag-run.ts';
import { writeTags } from '../../../app/write-back/customer-tags/write-tags.ts';
import type { TestDatabase } from '../../support/database.ts';

export const context = () => ({ signal: new AbortController().signal, retryCount: 0 });

export const plan = (shopId: ShopId, customerIds?: readonly number[]) => writeTags({ shopId: shopId.toString(), reason: 'scored', ...(customerIds ? { customerIds: customerIds.map(String) } : {}) }, context());

/** A dead worker's claims fall, and what it may have begun has begun. */
export async function letTimePass(db: TestDatabase, shopId: ShopId): Promise<void> {
  await db.asOwner("update tag_run set claimed_until = null, planned_at = planned_at - interval '10 minutes' where shop_id = $1", [shopId]);
  await db.asOwner("update tag_bulk set submitted_at = submitted_at - interval '10 minutes' where shop_id = $1 and finished_at is null", [shopId]);
}

/** Applies what is unfinished, as the queue does: again where it is told to come later. */
export async function applyAll(db: TestDatabase, shopId: ShopId, most = 20): Promise<void> {
  for (let round = 0; round < most; round += 1) {
    const unfinished = (await findTagRuns(shopId, 100)).filter(({ finishedAt }) => finishedAt === null).reverse();
    if (unfinished.length === 0) return;
    for (const { tagRunId } of unfinished) {
      try {
        await applyTagRun({ shopId: shopId.toString(), tagRunId: tagRunId.toString() }, context());
      } catch (error) {
        if (!(error instanceof RetryLater)) throw error;
        await letTimePass(db, shopId);
      }
    }
  }
  throw new Error(`the tag runs of shop ${shopId} do not end`);
}

export async function lastRun(shopId: ShopId): Promise<TagRun> {
  const [run] = await findTagRuns(shopId, 1);
  if (!run) throw new Error('no run was planned');
  return run;
}

export async function ownTags(shopId: ShopId, customerId: number): Promise<string[]> {
  const { ownTags: tags } = await inShop(shopId, (tx) => tx.customer.findUniqueOrThrow({ where: { shopId_customerId: { shopId, customerId: BigInt(customerId) } }, select: { ownTags: true } }));
  return tags;
}

export async function changeStates(shopId: ShopId, tagRunId: bigint): Promise<Record<string, number>> {
  const groups = await inShop(shopId, (tx) => tx.tagChange.groupBy({ by: ['state'], where: { shopId, tagRunId }, _count: true }));
  return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
}
