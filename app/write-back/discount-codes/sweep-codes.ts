// Nothing stays open because a job was lost: every few minutes each intent that should be settled is taken up again.
import { enqueue } from '../../queue/enqueue.ts';
import { findUnsettledIntents } from '../../records/code-intents.ts';
import { findInstalledShops } from '../../records/shops.ts';
import { findUnsettledBatches } from '../../records/write-back/code-batches.ts';

/** The job that came with the intent has had this long. */
const GRACE_MS = 3 * 60_000;

export async function sweepCodes(): Promise<void> {
  const nowMs = Date.now();
  for (const { shopId } of await findInstalledShops()) {
    for (const { batchId } of await findUnsettledBatches(shopId, new Date(nowMs - GRACE_MS), new Date(nowMs))) {
      await enqueue(undefined, 'settle-code-batch', { shopId: shopId.toString(), batchId: batchId.toString() });
    }
    for (const { intentKey } of await findUnsettledIntents(shopId, new Date(nowMs - GRACE_MS), new Date(nowMs))) {
      await enqueue(undefined, 'settle-code', { shopId: shopId.toString(), intentKey });
    }
  }
}
