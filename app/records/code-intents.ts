// The intent of a reward comes first, its code follows from it: the same intent has the same code, for ever, so no crash
// or repetition can make a second one. Settling (write-back/discount-codes) goes through write-back/code-claims.ts.
import { createHmac } from 'node:crypto';
import type { CodeIntent } from '@prisma/client';
import { config } from '../config.server.ts';
import { codeFromDigest } from '../domain/offers/code-from-digest.ts';
import { inShop, type ShopId, type ShopTx } from './db.ts';

export type { CodeIntent } from '@prisma/client';

/** @param salt 0, unless somebody else in the shop had the very same code. */
export function codeOfIntent(shopId: ShopId, intentKey: string, salt: number): string {
  return codeFromDigest(createHmac('sha256', config().codeSecret).update(`${shopId}:${intentKey}:${salt}`).digest());
}

export interface NewCodeIntent {
  shopId: ShopId;
  /** What the reward is for ("alert:17"). */
  intentKey: string;
  customerId: bigint;
  alertId: bigint | null;
  /** Where it is made together with others. */
  batchId?: bigint;
  /** 0 to 1: 0.15 is 15 % off. */
  percentage: number;
  startsAt: Date;
  endsAt: Date;
}

/** Shopify keeps whole seconds. */
const wholeSeconds = (at: Date) => new Date(Math.floor(at.getTime() / 1000) * 1000);

/**
 * Notes the intent; the caller enqueues `settle-code` in the same transaction.
 *
 * @returns the intent, as it was first planned where it existed.
 */
export async function planCodeIntent(tx: ShopTx, { shopId, intentKey, customerId, alertId, batchId, percentage, startsAt, endsAt }: NewCodeIntent): Promise<CodeIntent & { fresh: boolean }> {
  const { count } = await tx.codeIntent.createMany({
    data: { shopId, intentKey, customerId, alertId, batchId: batchId ?? null, code: codeOfIntent(shopId, intentKey, 0), percentage, startsAt: wholeSeconds(startsAt), endsAt: wholeSeconds(endsAt) },
    skipDuplicates: true,
  });
  const intent = await tx.codeIntent.findUniqueOrThrow({ where: { shopId_intentKey: { shopId, intentKey } } });
  return { ...intent, fresh: count === 1 };
}

export interface Offer {
  readonly intentKey: string;
  readonly code: string;
  /** 0 to 1. */
  readonly percentage: number;
  readonly endsAt: Date;
}

/** The offer to show to this customer now: a code that Shopify holds, valid, not used. Of several, the one that ends first. */
export async function findOfferOfCustomer(shopId: ShopId, customerId: bigint, now: Date): Promise<Offer | null> {
  const intent = await inShop(shopId, (tx) =>
    tx.codeIntent.findFirst({
      where: { shopId, customerId, state: 'created', startsAt: { lte: now }, endsAt: { gt: now } },
      orderBy: [{ endsAt: 'asc' }, { intentKey: 'asc' }],
    }),
  );
  return intent ? { intentKey: intent.intentKey, code: intent.code, percentage: intent.percentage.toNumber(), endsAt: intent.endsAt } : null;
}

/**
 * Asks for the code to be taken back; the caller enqueues `settle-code` in the same transaction, which does it.
 * A code that was never asked of Shopify is revoked at once.
 */
export async function planRevocation(tx: ShopTx, shopId: ShopId, intentKey: string): Promise<{ outcome: 'revoking' | 'revoked' | 'redeemed' | 'no-intent' }> {
  await tx.$executeRaw`
    update code_intent
    set state = case when attempted_at is null and discount_gid is null then 'revoked' else 'revoking' end,
        settled_at = case when attempted_at is null and discount_gid is null then now() else settled_at end,
        error = null, attempts = 0
    where shop_id = ${shopId} and intent_key = ${intentKey} and state in ('planned', 'created', 'failed')`;
  const intent = await tx.codeIntent.findUnique({ where: { shopId_intentKey: { shopId, intentKey } }, select: { state: true } });
  if (!intent) return { outcome: 'no-intent' };
  return { outcome: intent.state as 'revoking' | 'revoked' | 'redeemed' };
}

/** Puts a failed intent back to the start, with the same code; the caller enqueues `settle-code` in the same transaction. */
export async function replanFailedIntent(tx: ShopTx, shopId: ShopId, intentKey: string): Promise<boolean> {
  const { count } = await tx.codeIntent.updateMany({ where: { shopId, intentKey, state: 'failed' }, data: { state: 'planned', error: null, attempts: 0, settledAt: null } });
  return count === 1;
}

/** Intents that should have been settled by now and that nobody is at; those of a batch are the batch's until it is done. */
export async function findUnsettledIntents(shopId: ShopId, plannedBefore: Date, now: Date): Promise<{ intentKey: string }[]> {
  return inShop(
    shopId,
    (tx) => tx.$queryRaw<{ intentKey: string }[]>`
      select intent_key as "intentKey" from code_intent i
      where shop_id = ${shopId} and state in ('planned', 'revoking', 'reissuing') and created_at < ${plannedBefore} and (claimed_until is null or claimed_until < ${now})
        and not (state = 'planned' and exists (select from code_batch b where b.shop_id = ${shopId} and b.batch_id = i.batch_id and b.state = 'planned'))
      order by created_at limit 1000`,
  );
}
