import { enqueue } from '../../queue/enqueue.ts';
import type { ShopId } from '../../records/db.ts';
import { stopMetafieldRun } from '../../records/write-back/metafields/runs.ts';

/** Ends the open run early: what Shopify has been asked is brought to an end and recorded, nothing more is begun. */
export async function stopMetafields(shopId: ShopId): Promise<{ outcome: 'stopped' | 'no-run' }> {
  const result = await stopMetafieldRun(shopId);
  if (result.outcome === 'stopped') await enqueue(undefined, 'apply-metafields', { shopId: shopId.toString() });
  return result;
}
