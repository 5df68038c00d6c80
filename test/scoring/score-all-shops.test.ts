import { describe, expect, it } from 'vitest';
import { requireShopById } from '../../app/records/shops.ts';
import { scoreAllShops, scoreIfDue } from '../../app/scoring/score-all-shops.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { clearJobs, jobsOf } from './support/read-back.ts';
import { NOW_MS, putCustomers } from './support/shoppers.ts';

const db = useDatabase();
const HOUR_MS = 3_600_000;

async function scoredShop(timeZone = 'UTC'): Promise<bigint> {
  const { shopId } = await db.newShop({ timeZone });
  await putCustomers(shopId, [1]);
  await db.asOwner("insert into bulk_import (shop_id, kind, state, finished_at) values ($1, 'customers', 'done', now()), ($1, 'orders', 'done', now())", [shopId]);
  await scoreWholeShop(shopId, NOW_MS);
  await clearJobs(db);
  return shopId;
}

describe('a shop is due', () => {
  it("with its own new day, once", async () => {
    const shopId = await scoredShop('Asia/Tokyo');
    const shop = await requireShopById(shopId);
    // 12:00 UTC is 21:00 in Tokyo: the day ends in three hours.
    expect(await scoreIfDue(shop, NOW_MS + 2.9 * HOUR_MS)).toBeNull();
    expect(await scoreIfDue(shop, NOW_MS + 3.1 * HOUR_MS)).toBe('new-day');
    expect(await scoreIfDue(shop, NOW_MS + 3.2 * HOUR_MS)).toBe('new-day');
    expect(await jobsOf(db, shopId)).toEqual([{ name: 'score-shop', data: { shopId: shopId.toString(), because: 'new-day' } }]);
    await scoreWholeShop(shopId, NOW_MS + 3.3 * HOUR_MS);
    expect(await scoreIfDue(shop, NOW_MS + 4 * HOUR_MS)).toBeNull();
  });

  it('with changed settings of scoring, and not with others', async () => {
    const shopId = await scoredShop();
    const shop = await requireShopById(shopId);
    await saveSettings(shopId, { offer: { percentage: 0.4, validDays: 7 } });
    expect(await scoreIfDue(shop, NOW_MS)).toBeNull();
    await saveSettings(shopId, { unpaidAfterDays: 5 });
    expect(await scoreIfDue(shop, NOW_MS)).toBe('settings');
  });

  it('when it is imported and was never scored; not before', async () => {
    const { shopId } = await db.newShop();
    const shop = await requireShopById(shopId);
    expect(await scoreIfDue(shop, NOW_MS)).toBeNull();
    await db.asOwner("insert into bulk_import (shop_id, kind, state, finished_at) values ($1, 'customers', 'done', now()), ($1, 'orders', 'done', now())", [shopId]);
    expect(await scoreIfDue(shop, NOW_MS)).toBe('first-time');
  });

  it('only while it is installed', async () => {
    const here = await scoredShop();
    const gone = await scoredShop();
    await db.asOwner('update shop set uninstalled_at = now() where shop_id = $1', [gone]);
    await scoreAllShops();
    expect((await jobsOf(db, here)).map(({ name }) => name)).toEqual(['score-shop']);
    expect(await jobsOf(db, gone)).toEqual([]);
  });
});
