// Codes made together: one process at a time is at a batch, as with single intents (code-claims.ts).
import type { CodeBatch, CodeIntent } from '@prisma/client';
import { codeOfIntent } from '../code-intents.ts';
import { inShop, type ShopId, type ShopTx } from '../db.ts';

export type { CodeBatch } from '@prisma/client';

/** Before its intents, in one transaction with them; the caller enqueues `settle-code-batch`. */
export async function planCodeBatch(tx: ShopTx, shopId: ShopId): Promise<bigint> {
  return (await tx.codeBatch.create({ data: { shopId }, select: { batchId: true } })).batchId;
}

export type BatchClaim = { outcome: 'claimed'; batch: CodeBatch } | { outcome: 'busy'; freeInMs: number } | { outcome: 'nothing-to-do' };

export async function claimBatch(shopId: ShopId, batchId: bigint, holdMs: number): Promise<BatchClaim> {
  return inShop(shopId, async (tx) => {
    const claimed = await tx.$executeRaw`
      update code_batch set claims = claims + 1, claimed_until = clock_timestamp() + ${holdMs} * interval '1 millisecond'
      where shop_id = ${shopId} and batch_id = ${batchId} and state = 'planned' and (claimed_until is null or claimed_until <= clock_timestamp())`;
    const batch = await tx.codeBatch.findUnique({ where: { shopId_batchId: { shopId, batchId } } });
    if (batch?.state !== 'planned') return { outcome: 'nothing-to-do' };
    if (claimed === 1) return { outcome: 'claimed', batch };
    return { outcome: 'busy', freeInMs: Math.max(1_000, (batch.claimedUntil?.getTime() ?? 0) - Date.now()) };
  });
}

type Held = Pick<CodeBatch, 'shopId' | 'batchId' | 'claims'>;

const heldBy = ({ shopId, batchId, claims }: Held) => ({ shopId, batchId, claims });

export async function releaseBatch(held: Held): Promise<void> {
  await inShop(held.shopId, (tx) => tx.codeBatch.updateMany({ where: heldBy(held), data: { claimedUntil: null } }));
}

/** Intents of the batch in the order of their keys. The first one's code is the one that the discount is made with. */
export async function readMembers(held: Held): Promise<CodeIntent[]> {
  return inShop(held.shopId, (tx) => tx.codeIntent.findMany({ where: { shopId: held.shopId, batchId: held.batchId }, orderBy: { intentKey: 'asc' } }));
}

/** To be committed before Shopify is asked to make the discount with this code: from here on both may exist. */
export async function noteDiscountAsked(held: Held, code: string, holdMs: number): Promise<boolean> {
  return noteAsked(held, [code], 'attempted_at', holdMs);
}

/** To be committed before Shopify is asked to add these codes. Once, for ever: what does not come of it is made one by one. */
export async function noteCodesAsked(held: Held, codes: readonly string[], holdMs: number): Promise<boolean> {
  return noteAsked(held, codes, 'added_at', holdMs);
}

async function noteAsked(held: Held, codes: readonly string[], column: 'attempted_at' | 'added_at', holdMs: number): Promise<boolean> {
  const { shopId, batchId, claims } = held;
  return inShop(shopId, async (tx) => {
    const hold = `${holdMs} milliseconds`;
    const mine =
      column === 'attempted_at'
        ? await tx.$executeRaw`
            update code_batch set attempts = attempts + 1, attempted_at = clock_timestamp(), claimed_until = clock_timestamp() + ${hold}::interval
            where shop_id = ${shopId} and batch_id = ${batchId} and claims = ${claims} and state = 'planned' and claimed_until > clock_timestamp()`
        : await tx.$executeRaw`
            update code_batch set added_at = clock_timestamp(), claimed_until = clock_timestamp() + ${hold}::interval
            where shop_id = ${shopId} and batch_id = ${batchId} and claims = ${claims} and state = 'planned' and added_at is null and claimed_until > clock_timestamp()`;
    if (mine === 0) return false;
    await tx.$executeRaw`update code_intent set attempts = attempts + 1, attempted_at = clock_timestamp() where shop_id = ${shopId} and batch_id = ${batchId} and code = any(${[...codes]}::text[])`;
    return true;
  });
}

export async function noteDiscount(held: Held, discountGid: string): Promise<void> {
  await inShop(held.shopId, (tx) => tx.codeBatch.updateMany({ where: heldBy(held), data: { discountGid } }));
}

export async function noteCreation(held: Held, creationGid: string): Promise<void> {
  await inShop(held.shopId, (tx) => tx.codeBatch.updateMany({ where: heldBy(held), data: { creationGid } }));
}

/** Shopify holds this code in the discount of the batch. Where it is to be ended by now, the id is kept for that. */
export async function noteMemberCreated(held: Held, { code }: Pick<CodeIntent, 'code'>, discountGid: string): Promise<void> {
  const { shopId, batchId } = held;
  await inShop(shopId, async (tx) => {
    await tx.codeIntent.updateMany({ where: { shopId, batchId, code, state: { in: ['revoking', 'reissuing'] } }, data: { discountGid } });
    await tx.codeIntent.updateMany({ where: { shopId, batchId, code, state: 'planned' }, data: { state: 'created', discountGid, settledAt: new Date(), error: null } });
  });
}

/** Somebody else in the shop has the code of this one: the next code is committed, and made on its own. */
export async function releaseMember(tx: ShopTx, { shopId, intentKey, code, salt }: CodeIntent): Promise<boolean> {
  const { count } = await tx.codeIntent.updateMany({
    where: { shopId, intentKey, code, state: 'planned' },
    data: { batchId: null, salt: salt + 1, code: codeOfIntent(shopId, intentKey, salt + 1), attemptedAt: null, attempts: 0 },
  });
  return count === 1;
}

/** @returns keys of the intents that are still open: each is settled on its own from here. */
export async function noteBatchDone(tx: ShopTx, held: Held): Promise<string[]> {
  const { count } = await tx.codeBatch.updateMany({ where: { ...heldBy(held), state: 'planned' }, data: { state: 'done', settledAt: new Date(), claimedUntil: null } });
  if (count === 0) return [];
  const open = await tx.codeIntent.findMany({ where: { shopId: held.shopId, batchId: held.batchId, state: { in: ['planned', 'revoking', 'reissuing'] } }, select: { intentKey: true } });
  return open.map(({ intentKey }) => intentKey);
}

/** Batches that should have been settled by now and that nobody is at. */
export async function findUnsettledBatches(shopId: ShopId, plannedBefore: Date, now: Date): Promise<{ batchId: bigint }[]> {
  return inShop(shopId, (tx) =>
    tx.codeBatch.findMany({
      where: { shopId, state: 'planned', createdAt: { lt: plannedBefore }, OR: [{ claimedUntil: null }, { claimedUntil: { lt: now } }] },
      select: { batchId: true },
      orderBy: { batchId: 'asc' },
      take: 100,
    }),
  );
}
