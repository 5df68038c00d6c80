// Every quarter of an hour: a hot pass for every shop, a deep one where the last is a day old. Spread out, so that neither
// the database nor Shopify meets all shops at the same second.
import { log } from '../../log.server.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { inShop } from '../../records/db.ts';
import { readSyncTimes } from '../../records/reconcile/lateness.ts';
import { findInstalledShops, type Shop } from '../../records/shops.ts';

/** Half the distance of two sweeps: the passes of one sweep are over before the next begins. */
const SPREAD_MS = 7 * 60_000;
const DEEP_AFTER_MS = 24 * 3_600_000;

/** The same for a shop at every sweep, so that its passes keep their distance; neighbouring numbers lie far apart (Knuth's multiplicative hash). */
function spreadMs(shopId: bigint): number {
  return Math.floor((Number(BigInt.asUintN(32, shopId * 2_654_435_761n)) / 2 ** 32) * SPREAD_MS);
}

/** The job. */
export async function reconcileAllShops(): Promise<void> {
  let shops = 0;
  for (const shop of await findInstalledShops()) shops += (await askForPasses(shop, Date.now())) ? 1 : 0;
  log().info({ shops }, 'shops to be compared with Shopify');
}

/** @returns false before the first import: there is nothing to compare yet. */
export async function askForPasses({ shopId }: Pick<Shop, 'shopId'>, nowMs: number): Promise<boolean> {
  return inShop(shopId, async (tx) => {
    const { importedAt, lastEnds } = await readSyncTimes(tx);
    if (!importedAt) return false;
    const payload = { shopId: shopId.toString() };
    await enqueue(tx, 'reconcile-hot', payload, { afterMs: spreadMs(shopId) });
    const lastDeepMs = Math.max(importedAt.getTime(), lastEnds.deep?.getTime() ?? 0);
    if (nowMs - lastDeepMs >= DEEP_AFTER_MS) await enqueue(tx, 'reconcile-deep', payload, { afterMs: spreadMs(shopId) });
    return true;
  });
}
