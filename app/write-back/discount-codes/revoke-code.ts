import { enqueue } from '../../queue/enqueue.ts';
import { planRevocation } from '../../records/code-intents.ts';
import { inShop, type ShopId } from '../../records/db.ts';

/** Takes a reward back. The code is ended at Shopify by the job that this enqueues; a code already used stays used. */
export async function revokeCode(shopId: ShopId, intentKey: string): Promise<{ outcome: 'revoking' | 'revoked' | 'redeemed' | 'no-intent' }> {
  return inShop(shopId, async (tx) => {
    const result = await planRevocation(tx, shopId, intentKey);
    if (result.outcome === 'revoking') await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey });
    return result;
  });
}
