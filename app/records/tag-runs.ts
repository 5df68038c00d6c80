// Runs of tag changes: each is applied, stopped and undone as a whole. Planning is in write-back/tag-plans.ts, what becomes of
// single changes in write-back/tag-changes.ts.
import type { TagRun } from '@prisma/client';
import { inShop, type ShopId } from './db.ts';

export type { TagRun } from '@prisma/client';

export async function getTagRun(shopId: ShopId, tagRunId: bigint): Promise<TagRun | null> {
  return inShop(shopId, (tx) => tx.tagRun.findUnique({ where: { shopId_tagRunId: { shopId, tagRunId } } }));
}

/** The shop's newest runs. */
export async function findTagRuns(shopId: ShopId, limit: number): Promise<TagRun[]> {
  return inShop(shopId, (tx) => tx.tagRun.findMany({ where: { shopId }, orderBy: { tagRunId: 'desc' }, take: limit }));
}

/** One process is at a run at a time. @returns false when another one is, or when the run is over. */
export async function claimTagRun(shopId: ShopId, tagRunId: bigint, holdMs: number): Promise<boolean> {
  const changed = await inShop(
    shopId,
    (tx) => tx.$executeRaw`
      update tag_run set claimed_until = clock_timestamp() + ${holdMs} * interval '1 millisecond'
      where shop_id = ${shopId} and tag_run_id = ${tagRunId} and finished_at is null and (claimed_until is null or claimed_until <= clock_timestamp())`,
  );
  return changed === 1;
}

/** Keeps the claim. @returns the run's state now: "stopped" when the merchant has stopped it. */
export async function renewTagRun(shopId: ShopId, tagRunId: bigint, holdMs: number): Promise<string> {
  return inShop(shopId, async (tx) => {
    await tx.$executeRaw`update tag_run set claimed_until = clock_timestamp() + ${holdMs} * interval '1 millisecond' where shop_id = ${shopId} and tag_run_id = ${tagRunId}`;
    const { state } = await tx.tagRun.findUniqueOrThrow({ where: { shopId_tagRunId: { shopId, tagRunId } }, select: { state: true } });
    return state;
  });
}

export async function releaseTagRun(shopId: ShopId, tagRunId: bigint): Promise<void> {
  await inShop(shopId, (tx) => tx.tagRun.updateMany({ where: { shopId, tagRunId }, data: { claimedUntil: null } }));
}

/** What is left of a run, by what has to be done with it. */
export async function countUnfinished(shopId: ShopId, tagRunId: bigint): Promise<{ planned: number; sending: number; mutationRoots: number }> {
  const rows = await inShop(
    shopId,
    (tx) => tx.$queryRaw<{ planned: number; sending: number; mutationRoots: number }[]>`
      select count(*) filter (where state = 'planned')::int as planned, count(*) filter (where state = 'sending')::int as sending,
        coalesce(sum((cardinality(add) > 0)::int + (cardinality(remove) > 0)::int) filter (where state = 'planned'), 0)::int as "mutationRoots"
      from tag_change where shop_id = ${shopId} and tag_run_id = ${tagRunId} and state in ('planned', 'sending')`,
  );
  return rows[0] ?? { planned: 0, sending: 0, mutationRoots: 0 };
}

/** Closes a run in which nothing is left to do. A run that undoes another marks what it took back. */
export async function finishTagRun(shopId: ShopId, tagRunId: bigint): Promise<void> {
  await inShop(shopId, async (tx) => {
    await tx.$executeRaw`
      update tag_run set state = case when state = 'applying' then 'done' else state end, finished_at = clock_timestamp(), claimed_until = null
      where shop_id = ${shopId} and tag_run_id = ${tagRunId} and finished_at is null`;
    const { undoesRunId, state } = await tx.tagRun.findUniqueOrThrow({ where: { shopId_tagRunId: { shopId, tagRunId } } });
    if (undoesRunId === null) return;
    await tx.$executeRaw`
      update tag_change done set state = 'undone' from tag_change back
      where done.shop_id = ${shopId} and done.tag_run_id = ${undoesRunId} and (done.state = 'applied' or done.state in ('failed', 'stopped') and (done.add_done or done.remove_done))
        and back.shop_id = ${shopId} and back.tag_run_id = ${tagRunId} and back.customer_id = done.customer_id and back.state = 'applied'`;
    // Of an undoing that was stopped, or that Shopify refused in part, the rest is still in place, and can be undone.
    const refused = await tx.tagChange.count({ where: { shopId, tagRunId, state: 'failed', error: { not: 'customer-gone' } } });
    await tx.$executeRaw`
      update tag_run set state = case when ${state !== 'stopped' && refused === 0} then 'undone' when stopped_at is null then 'done' else 'stopped' end
      where shop_id = ${shopId} and tag_run_id = ${undoesRunId} and state = 'undoing'`;
  });
}

/** Lets what is being sent come to an end, and begins nothing more. */
export async function stopTagRun(shopId: ShopId, tagRunId: bigint): Promise<{ outcome: 'stopped' | 'over' | 'no-run' }> {
  return inShop(shopId, async (tx) => {
    const { count } = await tx.tagRun.updateMany({ where: { shopId, tagRunId, state: 'applying' }, data: { state: 'stopped', stoppedAt: new Date() } });
    if (count === 0) return { outcome: (await tx.tagRun.count({ where: { shopId, tagRunId } })) > 0 ? 'over' : 'no-run' };
    await tx.tagChange.updateMany({ where: { shopId, tagRunId, state: 'planned' }, data: { state: 'stopped' } });
    return { outcome: 'stopped' };
  });
}
