// An order used codes of ours: the rewards behind them are redeemed, or leaked, or, when the order is undone, taken back.
import type { CodeIntent } from '@prisma/client';
import { leakOf, MOST_REISSUES } from '../../domain/offers/code-incidents.ts';
import type { ShopId, ShopTx } from '../db.ts';
import { findIntentOfRetiredCode, noteIncident } from './code-incidents.ts';

export interface OrderWithCodes {
  readonly orderId: bigint;
  /** Null for a guest. */
  readonly customerId: bigint | null;
  readonly createdAtMs: number;
  /** As written on the order: Shopify compares codes without regard to case. */
  readonly codes: readonly string[];
  /** Cancelled, or paid back in full. */
  readonly undone: boolean;
}

interface Use {
  readonly code: string;
  readonly intent: CodeIntent;
  /** The code had been replaced when the order came to be known. */
  readonly retired: boolean;
}

/**
 * Notes what an order means for the rewards whose codes it used. Of several orders the first stays. The same order seen again,
 * or in another version, changes nothing but what is new in it.
 *
 * @returns keys of the intents that have to be settled with Shopify; the caller enqueues `settle-code` in the same transaction.
 */
export async function noteCodeUses(tx: ShopTx, shopId: ShopId, order: OrderWithCodes): Promise<string[]> {
  const uses: Use[] = [];
  for (const code of new Set(order.codes.map((one) => one.toUpperCase()))) {
    const use = await findUse(tx, shopId, code);
    if (use) uses.push(use);
  }
  if (uses.length === 0) return [];
  const buyerId = await survivorOf(tx, shopId, order.customerId);
  const strangeCodes = uses.filter(({ intent }) => intent.customerId !== buyerId).length;
  const open: string[] = [];
  for (const use of uses) {
    const leak = leakOf({ ownerId: use.intent.customerId, buyerId, strangeCodes });
    const settle = use.retired ? await noteRetiredUse(tx, use, order, leak) : await noteUse(tx, use, order, leak);
    if (settle) open.push(use.intent.intentKey);
  }
  return open;
}

async function findUse(tx: ShopTx, shopId: ShopId, code: string): Promise<Use | null> {
  const intent = await tx.codeIntent.findFirst({ where: { shopId, code } });
  if (intent) return { code, intent, retired: false };
  const intentKey = await findIntentOfRetiredCode(tx, shopId, code);
  const owner = intentKey === null ? null : await tx.codeIntent.findUnique({ where: { shopId_intentKey: { shopId, intentKey } } });
  return owner && { code, intent: owner, retired: true };
}

/** Who a customer is now: whoever they were merged into. */
export async function survivorOf(tx: ShopTx, shopId: ShopId, customerId: bigint | null): Promise<bigint | null> {
  if (customerId === null) return null;
  const row = await tx.customer.findUnique({ where: { shopId_customerId: { shopId, customerId } }, select: { mergedIntoId: true } });
  return row?.mergedIntoId ?? customerId;
}

const keyOf = ({ shopId, intentKey }: CodeIntent) => ({ shopId, intentKey });

async function noteUse(tx: ShopTx, { code, intent }: Use, order: OrderWithCodes, leak: ReturnType<typeof leakOf>): Promise<boolean> {
  const first = await tx.codeIntent.updateMany({
    where: { ...keyOf(intent), code, redeemedOrderId: null },
    data: { redeemedOrderId: order.orderId, redeemedAt: new Date(order.createdAtMs), ...(leak ? {} : { state: 'redeemed', settledAt: new Date(order.createdAtMs), error: null }) },
  });
  if (first.count === 0 && intent.redeemedOrderId !== order.orderId) return noteSecondOrder(tx, code, intent, order);
  if (first.count > 0 && leak) return noteLeak(tx, code, intent, order, leak);
  // A later version of the order names its customer: it was theirs all along.
  if (!leak) await tx.codeIntent.updateMany({ where: { ...keyOf(intent), code, state: 'reissuing' }, data: { state: 'redeemed', settledAt: new Date(order.createdAtMs), error: null } });
  return order.undone && takeBack(tx, intent, order);
}

/** The code is ended and made anew, unless the reward has ended, or leaks again and again. */
async function noteLeak(tx: ShopTx, code: string, intent: CodeIntent, order: OrderWithCodes, kind: NonNullable<ReturnType<typeof leakOf>>): Promise<boolean> {
  await noteIncident(tx, intent.shopId, { kind, code, intentKey: intent.intentKey, orderId: order.orderId });
  const unwanted = intent.state === 'revoking' || intent.state === 'revoked';
  const again = !unwanted && intent.reissues < MOST_REISSUES && intent.endsAt.getTime() > Date.now();
  await tx.codeIntent.updateMany({ where: { ...keyOf(intent), code }, data: { state: again ? 'reissuing' : 'revoking', error: 'leaked', attempts: 0, settledAt: null } });
  return true;
}

/** A code for one use was used by two orders: somebody changed the discount. The reward was given, so the code is ended. */
async function noteSecondOrder(tx: ShopTx, code: string, intent: CodeIntent, order: OrderWithCodes): Promise<boolean> {
  const fresh = await noteIncident(tx, intent.shopId, { kind: 'used-twice', code, intentKey: intent.intentKey, orderId: order.orderId });
  if (!fresh || intent.state !== 'redeemed') return false;
  const { count } = await tx.codeIntent.updateMany({ where: { ...keyOf(intent), code, state: 'redeemed' }, data: { state: 'revoking', attempts: 0, error: null } });
  return count > 0;
}

/** The reward goes with the order that used it: the code does not come back, whatever Shopify does with its count of uses. */
async function takeBack(tx: ShopTx, intent: CodeIntent, order: OrderWithCodes): Promise<boolean> {
  const { count } = await tx.codeIntent.updateMany({
    where: { ...keyOf(intent), redeemedOrderId: order.orderId, state: 'redeemed' },
    data: { state: 'revoking', error: 'refunded', attempts: 0, settledAt: null },
  });
  return count > 0;
}

/** An order with a code that has been replaced since. Was it its owner's, they have had the reward: the new code is ended. */
async function noteRetiredUse(tx: ShopTx, { code, intent }: Use, order: OrderWithCodes, leak: ReturnType<typeof leakOf>): Promise<boolean> {
  if (leak) {
    await noteIncident(tx, intent.shopId, { kind: leak, code, intentKey: intent.intentKey, orderId: order.orderId });
    return false;
  }
  const changed = await tx.$executeRaw`
    update code_intent
    set redeemed_order_id = ${order.orderId}, redeemed_at = ${new Date(order.createdAtMs)}, attempts = 0, error = null,
        state = case when attempted_at is null and discount_gid is null then 'redeemed' else 'revoking' end
    where shop_id = ${intent.shopId} and intent_key = ${intent.intentKey} and redeemed_order_id is null`;
  return changed > 0;
}
