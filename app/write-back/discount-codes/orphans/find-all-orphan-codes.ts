import { enqueue } from '../../../queue/enqueue.ts';
import { findInstalledShops } from '../../../records/shops.ts';

const HOUR_MS = 3_600_000;

/** Every shop once a day, at an hour of its own, so that they do not all come at once. */
export async function findAllOrphanCodes(): Promise<void> {
  const hour = BigInt(Math.floor(Date.now() / HOUR_MS) % 24);
  for (const { shopId } of await findInstalledShops()) {
    if (shopId % 24n === hour) await enqueue(undefined, 'find-orphan-codes', { shopId: shopId.toString() });
  }
}
