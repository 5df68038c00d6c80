import { enqueue } from '../../queue/enqueue.ts';
import type { ShopId } from '../../records/db.ts';
import { stopTagRun as noteStop } from '../../records/tag-runs.ts';

/** Ends a run early: what Shopify has been asked is brought to an end and recorded, nothing more is begun. */
export async function stopTagRun(shopId: ShopId, tagRunId: bigint): Promise<{ outcome: 'stopped' | 'over' | 'no-run' }> {
  const result = await noteStop(shopId, tagRunId);
  if (result.outcome === 'stopped') await enqueue(undefined, 'apply-tag-run', { shopId: shopId.toString(), tagRunId: tagRunId.toString() });
  return result;
}
