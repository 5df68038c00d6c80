// Keeps every shop's scores at the present day and the present settings. Scheduled; may run more often than needed, for it asks
// for a scoring only where the shop's day or its settings have changed since the last one.
import { isDeepStrictEqual } from 'node:util';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import { inShopBulk } from '../records/db.ts';
import { isImported } from '../records/scoring/is-imported.ts';
import { getLastRunWithin } from '../records/scoring/scoring-runs.ts';
import { shopDay } from '../records/shop/shop-calendar.ts';
import { getShopSettings, scoringSettings } from '../records/shop-settings.ts';
import { findInstalledShops, type Shop } from '../records/shops.ts';

export type WhyScore = 'first-time' | 'new-day' | 'settings';

/** The job. */
export async function scoreAllShops(): Promise<void> {
  const nowMs = Date.now();
  let enqueued = 0;
  for (const shop of await findInstalledShops()) if (await scoreIfDue(shop, nowMs)) enqueued += 1;
  log().info({ enqueued }, 'shops to be scored');
}

/** @returns why the shop is to be scored; null when its scores are those of today. */
export async function scoreIfDue(shop: Shop, nowMs: number): Promise<WhyScore | null> {
  const { shopId, timeZone } = shop;
  const settings = scoringSettings(await getShopSettings(shopId));
  return inShopBulk(shopId, async (connection) => {
    const run = await getLastRunWithin(connection, shopId);
    let because: WhyScore;
    // The end of the import asks for the first scoring; this is for the one that was lost.
    if (!run) {
      if (!(await isImported(connection, shopId))) return null;
      because = 'first-time';
    } else if (run.model.today < shopDay(nowMs, timeZone)) because = 'new-day';
    else if (!isDeepStrictEqual(run.settings, settings)) because = 'settings';
    else return null;
    await enqueue(connection, 'score-shop', { shopId: shopId.toString(), because }, { key: shopId.toString() });
    return because;
  });
}
