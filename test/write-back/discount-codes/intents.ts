// What tests of codes share: an intent, time passing for it, and settling it as the queue would.
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { enqueue } from '../../../app/queue/enqueue.ts';
import { type CodeIntent, planCodeIntent } from '../../../app/records/code-intents.ts';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { noteCodeUses, type OrderWithCodes } from '../../../app/records/write-back/code-uses.ts';
import { settleCode } from '../../../app/write-back/discount-codes/settle-code.ts';
import type { TestDatabase } from '../../support/database.ts';

export const CUSTOMER = 4711n;

export async function plan(shopId: ShopId, intentKey: string, fields: { percentage?: number; startsAt?: Date; endsAt?: Date; customerId?: bigint } = {}): Promise<CodeIntent & { fresh: boolean }> {
  const now = Date.now();
  return inShop(shopId, async (tx) => {
    const intent = await planCodeIntent(tx, { shopId, intentKey, customerId: CUSTOMER, alertId: null, percentage: 0.15, startsAt: new Date(now - 1_000), endsAt: new Date(now + 86_400_000), ...fields });
    if (intent.fresh) await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey });
    return intent;
  });
}

export async function read(shopId: ShopId, intentKey: string): Promise<CodeIntent> {
  return inShop(shopId, (tx) => tx.codeIntent.findUniqueOrThrow({ where: { shopId_intentKey: { shopId, intentKey } } }));
}

/** Time enough for a dead worker's claim to fall and a late effect to come. */
export async function letTimePass(db: TestDatabase, shopId: ShopId, intentKey: string): Promise<void> {
  await db.asOwner(
    "update code_intent set claimed_until = claimed_until - interval '10 minutes', attempted_at = attempted_at - interval '10 minutes', created_at = created_at - interval '10 minutes' where shop_id = $1 and intent_key = $2",
    [shopId, intentKey],
  );
}

/** An order used a code, as a webhook would bring it. @returns the intents that must be settled now. */
export async function use(shopId: ShopId, code: string, orderId: bigint, order: Partial<OrderWithCodes> = {}): Promise<string[]> {
  return inShop(shopId, (tx) => noteCodeUses(tx, shopId, { orderId, customerId: CUSTOMER, createdAtMs: Date.now(), codes: [code], undone: false, ...order }));
}

const OPEN = new Set(['planned', 'revoking', 'reissuing']);

/** Settles as the queue does: again and again where it is told to come later. @returns how often it took. */
export async function settleThrough(db: TestDatabase, shopId: ShopId, intentKey: string, most = 40): Promise<number> {
  for (let round = 1; round <= most; round += 1) {
    try {
      await settleCode({ shopId: shopId.toString(), intentKey });
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
    }
    const { state } = await read(shopId, intentKey);
    if (!OPEN.has(state)) return round;
    await letTimePass(db, shopId, intentKey);
  }
  throw new Error(`${intentKey} is not settled after ${most} rounds`);
}
