import { describe, expect, it } from 'vitest';
import { movedBetween, VOCABULARIES, type Vocabulary } from '../../app/domain/segments/movement.ts';
import { erasePersons } from '../../app/records/erase.ts';
import { inShop, inShopBulk, type ShopId } from '../../app/records/db.ts';
import { getMembers, getMovement, requestMovement } from '../../app/records/movement/segment-movements.ts';
import { readSegments } from '../../app/records/pages/segments.ts';
import { getLastRun } from '../../app/records/scoring/scoring-runs.ts';
import { scoringSettings, shopSettingsSchema } from '../../app/records/shop-settings.ts';
import { computeMovement } from '../../app/scoring/move-segments.ts';
import { scoreNamedCustomers } from '../../app/scoring/score-customers.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { NOW_MS, order, putCustomers, putOrders, shoppersOfSeed } from './support/shoppers.ts';

const db = useDatabase();
const DAY_MS = 86_400_000;
const TODAY = Math.floor(NOW_MS / DAY_MS);
const KINDS = Object.keys(VOCABULARIES) as Vocabulary[];
const ROWS = { group: 'groups', tier: 'tiers', stage: 'stages' } as const;

/** Accounts are made up to 700 days ago, a few of them after their first order. */
async function dateAccounts(shopId: ShopId): Promise<void> {
  await db.asOwner("update customer set created_at = $2::timestamptz - (customer_id * 7919 % 700) * interval '1 day' where shop_id = $1", [shopId, new Date(NOW_MS)]);
}

async function compute(shopId: ShopId, fromDay: number, toDay: number) {
  const run = await getLastRun(shopId);
  if (!run) throw new Error('not scored');
  await inShopBulk(shopId, (connection) => requestMovement(connection, shopId, fromDay, toDay, run.settings));
  await computeMovement(shopId, 'UTC', fromDay, toDay, NOW_MS);
  const stored = await inShopBulk(shopId, (connection) => getMovement(connection, shopId, fromDay, toDay));
  if (!stored?.matrices) throw new Error('no result');
  return stored.matrices;
}

const sum = (list: readonly number[]) => list.reduce((all, n) => all + n, 0);

describe('the movement', () => {
  it('adds up to the segments of both days: of today, and of the shop as it stood then', async () => {
    const { customerIds, orders } = shoppersOfSeed(150, 7);
    const { shopId } = await db.newShop();
    await putCustomers(shopId, customerIds);
    await putOrders(shopId, orders);
    await dateAccounts(shopId);
    await scoreWholeShop(shopId, NOW_MS);
    const matrices = await compute(shopId, TODAY - 60, TODAY);

    // The same shop, scored 60 days ago by what had happened until then.
    const until = NOW_MS - 60 * DAY_MS;
    const then = await db.newShop();
    const early = orders.filter(({ processed_at }) => Math.floor(Date.parse(processed_at) / DAY_MS) <= TODAY - 60);
    await putCustomers(then.shopId, customerIds);
    await putOrders(then.shopId, early.map((one) => ({ ...one, order_id: one.order_id + 1_000_000 })));
    await dateAccounts(then.shopId);
    const bought = [...new Set(early.filter(({ cancelled_at }) => !cancelled_at).map(({ customer_id }) => customer_id))];
    await db.asOwner("delete from customer where shop_id = $1 and created_at::date > $2::date and not customer_id = any($3::bigint[])", [then.shopId, new Date(until), bought]);
    await scoreWholeShop(then.shopId, until);

    const now = await inShop(shopId, readSegments);
    const before = await inShop(then.shopId, readSegments);
    for (const kind of KINDS) {
      const counts = matrices[kind];
      const names = VOCABULARIES[kind];
      const columns = names.map((_, j) => sum(counts.map((row) => row[j] ?? 0)));
      expect(columns, `${kind} today`).toEqual(now[ROWS[kind]].map(({ customers }) => customers));
      expect(names.map((_, i) => sum(counts[i] ?? [])), `${kind} then`).toEqual(before[ROWS[kind]].map(({ customers }) => customers));
      expect(sum(counts.at(-1) ?? []), 'who came since').toBe(now.customers - before.customers);
      expect(sum(counts.map((row) => row.at(-1) ?? 0)), 'who went').toBe(0);
    }
    expect(before.customers).toBeLessThan(now.customers);
  });

  it('between two past days is worked out from the history on both', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2]);
    await putOrders(shopId, [order(1, 300, 1_000), order(1, 100, 1_000), order(2, 50, 1_000)]);
    await db.asOwner("update customer set created_at = '2020-01-01' where shop_id = $1 and customer_id = 1", [shopId]);
    await db.asOwner("update customer set created_at = $2 where shop_id = $1 and customer_id = 2", [shopId, new Date(NOW_MS - 70 * DAY_MS)]);
    await scoreWholeShop(shopId, NOW_MS);
    const { stage } = await compute(shopId, TODAY - 200, TODAY - 60);
    const at = (name: (typeof VOCABULARIES)['stage'][number]) => VOCABULARIES.stage.indexOf(name);
    // Customer 1 bought once, 300 days ago, and came back 100 days ago; customer 2 was known 70 days ago, without an order yet.
    expect(stage[at('first-time')]?.[at('active')]).toBe(1);
    expect(stage.at(-1)?.[at('prospect')]).toBe(1);
    expect(sum(stage.flat())).toBe(2);
  });

  it('names the customers of each cell, and counts what single customers’ scores have become since', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2, 3]);
    await putOrders(shopId, [order(1, 500, 1_000), order(2, 400, 900), order(3, 5, 800)]);
    await scoreWholeShop(shopId, NOW_MS);
    await putOrders(shopId, [order(1, 0, 5_000)]);
    await scoreNamedCustomers(shopId, [1n], NOW_MS);
    const { stage } = await compute(shopId, TODAY - 30, TODAY);
    const lost = VOCABULARIES.stage.indexOf('lost');
    const back = VOCABULARIES.stage.indexOf('won-back');
    expect(stage[lost]?.[back]).toBe(1);
    const members = await getMembers(shopId, TODAY - 30, TODAY);
    expect(members && [...movedBetween(members, 'stage', lost, back)]).toEqual([1n]);
    expect(members && [...members.customerIds]).toEqual([1n, 2n, 3n]);
  });

  it('is forgotten when a person is erased, and when the definition changes', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2]);
    await putOrders(shopId, [order(1, 50, 1_000), order(2, 5, 900)]);
    await scoreWholeShop(shopId, NOW_MS);
    await compute(shopId, TODAY - 30, TODAY);
    const settings = shopSettingsSchema.parse({ unpaidAfterDays: 5 });
    await saveSettings(shopId, settings);
    await inShopBulk(shopId, (connection) => requestMovement(connection, shopId, TODAY - 30, TODAY, scoringSettings(settings)));
    expect(await inShopBulk(shopId, (connection) => getMovement(connection, shopId, TODAY - 30, TODAY))).toMatchObject({ matrices: null, computedAtMs: null });
    expect(await getMembers(shopId, TODAY - 30, TODAY)).toBeNull();
    await inShop(shopId, (tx) => erasePersons(tx, shopId, { customerIds: [1n], orderIds: [] }, new Date(NOW_MS)));
    expect(await inShopBulk(shopId, (connection) => getMovement(connection, shopId, TODAY - 30, TODAY))).toBeNull();
  });
});
