// The open run of a shop: who is at it, how far it has come, and whether the merchant has stopped it.
import type { MetafieldRun } from '@prisma/client';
import { inShop, type ShopId, type ShopTx } from '../../db.ts';

export type { MetafieldRun } from '@prisma/client';

/** The newest run; null before the first. */
export async function getMetafieldRun(shopId: ShopId): Promise<MetafieldRun | null> {
  return inShop(shopId, (tx) => tx.metafieldRun.findFirst({ where: { shopId }, orderBy: { metafieldRunId: 'desc' } }));
}

/** The shop's newest runs. */
export async function findMetafieldRuns(tx: ShopTx, shopId: ShopId, limit: number): Promise<MetafieldRun[]> {
  return tx.metafieldRun.findMany({ where: { shopId }, orderBy: { metafieldRunId: 'desc' }, take: limit });
}

/** One process is at a shop's run at a time. @returns false when another one is, or when none is open. */
export async function claimMetafieldRun(shopId: ShopId, holdMs: number): Promise<boolean> {
  const changed = await inShop(
    shopId,
    (tx) => tx.$executeRaw`
      update metafield_run set claimed_until = clock_timestamp() + ${holdMs} * interval '1 millisecond'
      where shop_id = ${shopId} and finished_at is null and (claimed_until is null or claimed_until <= clock_timestamp())`,
  );
  return changed === 1;
}

/** Keeps the claim. */
export async function renewMetafieldRun(shopId: ShopId, holdMs: number): Promise<void> {
  await inShop(shopId, (tx) => tx.$executeRaw`update metafield_run set claimed_until = clock_timestamp() + ${holdMs} * interval '1 millisecond' where shop_id = ${shopId} and finished_at is null`);
}

export async function releaseMetafieldRun(shopId: ShopId): Promise<void> {
  await inShop(shopId, (tx) => tx.metafieldRun.updateMany({ where: { shopId, finishedAt: null }, data: { claimedUntil: null } }));
}

/** Closes the run unless somebody has been planned into it meanwhile. @returns whether none is open any more. */
export async function finishMetafieldRun(shopId: ShopId): Promise<boolean> {
  return inShop(shopId, async (tx) => {
    // Planning holds the row from joining the run to its commit, so nobody joins unseen.
    const open = await tx.$queryRaw<unknown[]>`select 1 from metafield_run where shop_id = ${shopId} and finished_at is null for update`;
    if (open.length === 0) return true;
    const closed = await tx.$executeRaw`
      update metafield_run set state = case when state = 'applying' then 'done' else state end, finished_at = clock_timestamp(), claimed_until = null
      where shop_id = ${shopId} and finished_at is null
        and not exists (select from customer_metafield where shop_id = ${shopId} and state in ('planned', 'sending'))`;
    return closed === 1;
  });
}

/** Lets what is being sent come to an end, and begins nothing more. What still differs is planned again with the next scoring. */
export async function stopMetafieldRun(shopId: ShopId): Promise<{ outcome: 'stopped' | 'no-run' }> {
  return inShop(shopId, async (tx) => {
    const { count } = await tx.metafieldRun.updateMany({ where: { shopId, finishedAt: null, state: 'applying' }, data: { state: 'stopped', stoppedAt: new Date() } });
    if (count === 0) return { outcome: 'no-run' };
    await tx.customerMetafield.updateMany({ where: { shopId, state: 'planned' }, data: { state: 'stopped' } });
    return { outcome: 'stopped' };
  });
}
