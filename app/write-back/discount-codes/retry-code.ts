import { enqueue } from '../../queue/enqueue.ts';
import { replanFailedIntent } from '../../records/code-intents.ts';
import { inShop, type ShopId } from '../../records/db.ts';

/** Tries a failed intent once more, on the merchant's word: the same intent, so the same code. */
export async function retryCode(shopId: ShopId, intentKey: string): Promise<{ outcome: 'planned' | 'not-failed' }> {
  return inShop(shopId, async (tx) => {
    if (!(await replanFailedIntent(tx, shopId, intentKey))) return { outcome: 'not-failed' };
    await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey });
    return { outcome: 'planned' };
  });
}
