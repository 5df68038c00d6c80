import { AskMerchant, GiveUp } from '../../domain/outcomes.ts';
import { inShop, type ShopId } from '../../records/db.ts';
import { endPass } from '../../records/reconcile/passes.ts';

/** Where no later try can help the pass ends with its reason; any other error leaves it open, and the next run goes on with it. */
export async function endOnFinalError(shopId: ShopId, passId: bigint, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof GiveUp || error instanceof AskMerchant) await inShop(shopId, (tx) => endPass(tx, shopId, passId, error.message));
    throw error;
  }
}
