// Settling one intent: by one process at a time. `claims` counts up with every claim; a write names the claim it was made
// under and changes nothing when another process has claimed the intent since.
import type { CodeIntent } from '@prisma/client';
import { LEAKS } from '../../domain/offers/code-incidents.ts';
import { codeOfIntent } from '../code-intents.ts';
import { inShop, type ShopId } from '../db.ts';

export type Claim = { outcome: 'claimed'; intent: CodeIntent } | { outcome: 'busy'; freeInMs: number } | { outcome: 'nothing-to-do' };

/** @param holdMs the claim falls after this time, unless noteAttempt renews it. */
export async function claimIntent(shopId: ShopId, intentKey: string, holdMs: number): Promise<Claim> {
  return inShop(shopId, async (tx) => {
    const claimed = await tx.$executeRaw`
      update code_intent set claims = claims + 1, claimed_until = clock_timestamp() + ${holdMs} * interval '1 millisecond'
      where shop_id = ${shopId} and intent_key = ${intentKey} and state in ('planned', 'revoking', 'reissuing')
        and (claimed_until is null or claimed_until <= clock_timestamp())`;
    const intent = await tx.codeIntent.findUnique({ where: { shopId_intentKey: { shopId, intentKey } } });
    if (!intent || !['planned', 'revoking', 'reissuing'].includes(intent.state)) return { outcome: 'nothing-to-do' };
    if (claimed === 1) return { outcome: 'claimed', intent };
    return { outcome: 'busy', freeInMs: Math.max(1_000, (intent.claimedUntil?.getTime() ?? 0) - Date.now()) };
  });
}

type Held = Pick<CodeIntent, 'shopId' | 'intentKey' | 'claims' | 'salt'>;

const heldBy = ({ shopId, intentKey, claims }: Held) => ({ shopId, intentKey, claims });

/** Lets others at the intent again. */
export async function releaseIntent(held: Held): Promise<void> {
  await inShop(held.shopId, (tx) => tx.codeIntent.updateMany({ where: heldBy(held), data: { claimedUntil: null } }));
}

/** To be committed before Shopify is asked to make the code: from here on it may exist. */
export async function noteAttempt(held: Held, holdMs: number): Promise<boolean> {
  const changed = await inShop(
    held.shopId,
    (tx) => tx.$executeRaw`
      update code_intent set attempts = attempts + 1, attempted_at = clock_timestamp(), claimed_until = clock_timestamp() + ${holdMs} * interval '1 millisecond'
      where shop_id = ${held.shopId} and intent_key = ${held.intentKey} and claims = ${held.claims} and state = 'planned' and claimed_until > clock_timestamp()`,
  );
  return changed === 1;
}

/** The last attempt is known to have made nothing: what may still come to be is of the one before, if there was one. */
export async function noteNoEffect(held: Held, before: Date | null): Promise<void> {
  await inShop(held.shopId, (tx) => tx.codeIntent.updateMany({ where: heldBy(held), data: { attemptedAt: before } }));
}

/** The code is Shopify's and ours. Also where it is to be ended by now: the id is kept for that. */
export async function noteCreated(held: Held, discountGid: string): Promise<boolean> {
  return inShop(held.shopId, async (tx) => {
    const { count } = await tx.codeIntent.updateMany({
      where: { ...heldBy(held), salt: held.salt, state: 'planned' },
      data: { state: 'created', discountGid, settledAt: new Date(), error: null, claimedUntil: null },
    });
    if (count === 0) await tx.codeIntent.updateMany({ where: { ...heldBy(held), salt: held.salt, state: { in: ['revoking', 'reissuing'] } }, data: { discountGid } });
    return count === 1;
  });
}

/** Somebody else in the shop has our code: the next one, committed before anything is asked of Shopify. Null when the claim is lost. */
export async function takeNextCode(held: Held): Promise<CodeIntent | null> {
  const { shopId, intentKey, salt } = held;
  return inShop(shopId, async (tx) => {
    const { count } = await tx.codeIntent.updateMany({
      where: { ...heldBy(held), salt, state: 'planned' },
      data: { salt: salt + 1, code: codeOfIntent(shopId, intentKey, salt + 1), attemptedAt: null },
    });
    return count === 0 ? null : tx.codeIntent.findUnique({ where: { shopId_intentKey: { shopId, intentKey } } });
  });
}

/**
 * The code that leaked is proven to be of no use any more: the next one takes its place, committed before anything is asked of
 * Shopify. Null when the claim is lost, or the reward turned out to be its owner's.
 */
export async function takeReissue(held: Held): Promise<CodeIntent | null> {
  const { shopId, intentKey, salt } = held;
  return inShop(shopId, async (tx) => {
    const { count } = await tx.codeIntent.updateMany({
      where: { ...heldBy(held), salt, state: 'reissuing' },
      data: {
        state: 'planned',
        salt: salt + 1,
        code: codeOfIntent(shopId, intentKey, salt + 1),
        reissues: { increment: 1 },
        attempts: 0,
        error: null,
        ...{ attemptedAt: null, discountGid: null, batchId: null, redeemedOrderId: null, redeemedAt: null },
      },
    });
    return count === 0 ? null : tx.codeIntent.findUnique({ where: { shopId_intentKey: { shopId, intentKey } } });
  });
}

/** The customer is gone, most likely merged into the very one whose order looked like a stranger's: the reward was used. */
export async function noteNoLeak(held: Held & Pick<CodeIntent, 'code'>): Promise<void> {
  await inShop(held.shopId, async (tx) => {
    const { count } = await tx.codeIntent.updateMany({ where: { ...heldBy(held), state: 'reissuing' }, data: { state: 'redeemed', settledAt: new Date(), error: null, claimedUntil: null } });
    if (count > 0) await tx.codeIncident.deleteMany({ where: { shopId: held.shopId, code: held.code, kind: { in: [...LEAKS] } } });
  });
}

/** Ends the intent without a code, for a reason that the page shows. */
export async function noteFailed(held: Held, error: string): Promise<void> {
  await inShop(held.shopId, (tx) => tx.codeIntent.updateMany({ where: { ...heldBy(held), state: 'planned' }, data: { state: 'failed', error, settledAt: new Date(), claimedUntil: null } }));
}

/** Why it has not come off yet; it will be tried again. Of a code that is to be ended the reason for that stays. */
export async function noteObstacle(held: Held, error: string): Promise<void> {
  await inShop(held.shopId, (tx) => tx.codeIntent.updateMany({ where: { ...heldBy(held), state: 'planned' }, data: { error } }));
}

/** The code can no longer be redeemed. A reward that was used, and is neither refunded nor leaked, stays used. */
export async function noteRevoked(held: Held): Promise<void> {
  await inShop(
    held.shopId,
    (tx) => tx.$executeRaw`
      update code_intent
      set state = case when redeemed_order_id is not null and error is null then 'redeemed' else 'revoked' end, settled_at = now(), claimed_until = null
      where shop_id = ${held.shopId} and intent_key = ${held.intentKey} and claims = ${held.claims} and state in ('revoking', 'reissuing')`,
  );
}

export async function requireIntent(shopId: ShopId, intentKey: string): Promise<CodeIntent> {
  return inShop(shopId, (tx) => tx.codeIntent.findUniqueOrThrow({ where: { shopId_intentKey: { shopId, intentKey } } }));
}
