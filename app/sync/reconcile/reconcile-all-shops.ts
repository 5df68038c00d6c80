// Every quarter of an hour: a hot pass for every shop, a deep one where the last is a day old.
import { log } from '../../log.server.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { isImportGivenUp } from '../../records/bulk-imports.ts';
import { inShop } from '../../records/db.ts';
import { readSyncTimes } from '../../records/reconcile/lateness.ts';
import { isDeepDue, spreadMs } from '../../records/reconcile/schedule.ts';
import { findInstalledShops, type Shop } from '../../records/shops.ts';

/** The job. */
export async function reconcileAllShops(): Promise<void> {
  let shops = 0;
  for (const shop of await findInstalledShops()) shops += (await askForPasses(shop, Date.now())) ? 1 : 0;
  log().info({ shops }, 'shops to be compared with Shopify');
}

const DAY_MS = 86_400_000;
/** A first import that failed is begun anew, so often a day: nobody may be there to ask for it. */
const MOST_FIRST_IMPORTS_A_DAY = 5;

/** @returns false before the first import: there is nothing to compare yet. */
export async function askForPasses({ shopId, installedAt }: Pick<Shop, 'shopId'> & Partial<Pick<Shop, 'installedAt'>>, nowMs: number): Promise<boolean> {
  return inShop(shopId, async (tx) => {
    const times = await readSyncTimes(tx);
    const payload = { shopId: shopId.toString() };
    if (!times.importedAt) {
      if (await isImportGivenUp(tx, shopId, new Date(nowMs - DAY_MS), MOST_FIRST_IMPORTS_A_DAY)) await enqueue(tx, 'import-shop', payload);
      return false;
    }
    await enqueue(tx, 'reconcile-hot', payload, { afterMs: spreadMs(shopId) });
    if (isDeepDue(times, nowMs, installedAt)) await enqueue(tx, 'reconcile-deep', payload, { afterMs: spreadMs(shopId) });
    return true;
  });
}
