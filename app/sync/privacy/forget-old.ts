// Once a day: what has been kept long enough goes. The queue deletes its own finished jobs a day after they ended; work that
// was under way while a person was erased may have put them there once more, so they are taken out again.
import { RetryLater } from '../../domain/outcomes.ts';
import { log } from '../../log.server.ts';
import { forgetCustomersInQueue } from '../../queue/forget-customers.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { JobContext } from '../../queue/work.ts';
import { inShop } from '../../records/db.ts';
import { findErasedSince } from '../../records/inbound/tombstones.ts';
import { deleteOld } from '../../records/privacy/retention.ts';
import { findAllShops } from '../../records/shops.ts';

/** Longer than an order to erase may wait, with a day of the queue. */
const ERASED_LATELY_MS = 7 * 86_400_000;

export async function forgetOld(_payload: JobContracts['forget-old'], { signal }: Pick<JobContext, 'signal'>): Promise<void> {
  await forgetOldAt(Date.now(), signal);
}

/** Shops that have left are looked at too: what they had is kept no longer than what others have. */
export async function forgetOldAt(nowMs: number, signal: AbortSignal): Promise<void> {
  const goOn = () => {
    if (signal.aborted) throw new RetryLater(0, 'the worker stops');
  };
  for (const { shopId } of await findAllShops()) {
    const deleted = await deleteOld(shopId, nowMs, goOn);
    await inShop(shopId, async (tx) => {
      const erased = await findErasedSince(tx, shopId, new Date(nowMs - ERASED_LATELY_MS));
      if (erased.length > 0) await forgetCustomersInQueue(tx, shopId, erased);
    });
    if (Object.keys(deleted).length > 0) log().info({ shopId: shopId.toString(), deleted }, 'rows kept long enough are deleted');
  }
}
