// The intents as the comparison with Shopify needs them, and what it changes. Each change holds only while the intent is as it
// was seen: same code, same state.
import type { CodeIntent } from '@prisma/client';
import { inShop, type ShopId, type ShopTx } from '../db.ts';

export async function findIntentByCode(shopId: ShopId, code: string): Promise<CodeIntent | null> {
  return inShop(shopId, (tx) => tx.codeIntent.findFirst({ where: { shopId, code } }));
}

/** Codes that Shopify should hold redeemable now, and did before the comparison began. */
export async function findStandingIntents(shopId: ShopId, settledBefore: Date, now: Date): Promise<CodeIntent[]> {
  return inShop(shopId, (tx) => tx.codeIntent.findMany({ where: { shopId, state: 'created', settledAt: { lt: settledBefore }, startsAt: { lte: now }, endsAt: { gt: now } }, orderBy: { intentKey: 'asc' } }));
}

const asSeen = ({ shopId, intentKey, code, state }: CodeIntent) => ({ shopId, intentKey, code, state });

/** To be settled once more with the same code; the caller enqueues `settle-code` in the same transaction. */
export async function replanSeen(tx: ShopTx, intent: CodeIntent): Promise<boolean> {
  const { count } = await tx.codeIntent.updateMany({ where: asSeen(intent), data: { state: 'planned', discountGid: null, attempts: 0, settledAt: null, error: null } });
  return count === 1;
}

/** The merchant ended the code in Shopify: that is their word, and the page says so. */
export async function noteEndedByHand(tx: ShopTx, intent: CodeIntent): Promise<boolean> {
  const { count } = await tx.codeIntent.updateMany({ where: asSeen(intent), data: { state: 'revoked', error: 'ended-by-hand', settledAt: new Date() } });
  return count === 1;
}
