// Runs that nobody is at are taken up again, of tags and of metafields; those in somebody's hands, and those over, are left alone.
import { beforeEach, expect, test } from 'vitest';
import { sweepRuns } from '../../app/write-back/sweep-runs.ts';
import { useDatabase } from '../support/database.ts';
import * as fields from './customer-metafields/runs.ts';
import * as tags from './customer-tags/runs.ts';
import { score, type StoreShop, useSimulatedStore } from './simulated-store.ts';

const db = useDatabase();
const store = useSimulatedStore(db);

let shop: StoreShop;
/** What the sweep asks for of this shop; a job that was asked for is done with before the next. */
async function swept(): Promise<unknown[]> {
  await db.asOwner('delete from pgboss.job');
  await sweepRuns();
  return (await db.asOwner<{ data: unknown }>("select data from pgboss.job where data ->> 'shopId' = $1 order by name desc", [shop.shopId.toString()])).map(({ data }) => data);
}

beforeEach(async () => {
  shop = await store.newShop();
  // So many that they are left to the queue, whose jobs are then given up.
  const ids = await store.newCustomers(shop, 120);
  await score(db, shop.shopId, ids, 'champions');
  await Promise.all([tags.plan(shop.shopId), fields.plan(shop.shopId)]);
});

test('a run whose job was given up goes on', async () => {
  expect(await swept()).toEqual([]);
  await db.asOwner("update tag_run set planned_at = planned_at - interval '2 minutes'");
  const { tagRunId } = await tags.lastRun(shop.shopId);
  expect(await swept()).toEqual([{ shopId: shop.shopId.toString(), tagRunId: tagRunId.toString() }]);
  await db.asOwner("update metafield_run set planned_at = planned_at - interval '2 minutes'");
  expect(await swept()).toEqual([{ shopId: shop.shopId.toString(), tagRunId: tagRunId.toString() }, { shopId: shop.shopId.toString() }]);
});

test('not one that is being applied, nor one that is over, nor of a shop that is gone', async () => {
  await db.asOwner("update tag_run set planned_at = planned_at - interval '2 minutes', claimed_until = now() + interval '20 seconds'");
  await db.asOwner("update metafield_run set planned_at = planned_at - interval '2 minutes', finished_at = now()");
  expect(await swept()).toEqual([]);
  await db.asOwner("update tag_run set claimed_until = now() - interval '1 second'");
  expect(await swept()).toHaveLength(1);
  await db.asOwner('update shop set uninstalled_at = now() where shop_id = $1', [shop.shopId]);
  expect(await swept()).toEqual([]);
});
