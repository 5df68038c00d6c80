import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../app/domain/numerics/random.ts';
import { segmentCodes } from '../../app/domain/segments/codes/segment-codes.ts';
import { inShopBulk, type ShopId } from '../../app/records/db.ts';
import { getLastRun } from '../../app/records/scoring/scoring-runs.ts';
import { lockScores, writeScores } from '../../app/records/scoring/scores.ts';
import { figuresOf } from '../../app/scoring/figures.ts';
import { readHistory } from '../../app/scoring/read-history.ts';
import { scoreCustomers, scoreNamedCustomers } from '../../app/scoring/score-customers.ts';
import { scoreHistory } from '../../app/scoring/score-history.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { clearJobs, codesOfRows, jobsOf, rowsOf, runsOf, scoresOf, storedCodes } from './support/read-back.ts';
import { NOW_MS, oddOrders, order, putCustomers, putOrders, putShoppers, tellChanged } from './support/shoppers.ts';

const db = useDatabase();
const DAY_MS = 86_400_000;
const TODAY = Math.floor(NOW_MS / DAY_MS);

/** What a full pass with the model of the last run would have written today: scores and figures. */
async function fullPassWithStoredModel(shopId: ShopId): Promise<{ codes: unknown; scores: unknown[]; figures: unknown }> {
  const run = await getLastRun(shopId);
  if (!run) throw new Error('no run');
  const history = await readHistory({ shopId, timeZone: 'UTC', unpaidAfterDays: run.settings.unpaidAfterDays, today: TODAY });
  const { shopId: scratch } = await db.newShop();
  await db.asOwner('insert into customer (shop_id, customer_id, created_at, updated_at) select $2, customer_id, now(), now() from customer where shop_id = $1', [shopId, scratch]);
  await inShopBulk(scratch, async (connection) => {
    await lockScores(connection, scratch);
    await writeScores(connection, scratch, 1n, scoreHistory(history, run.model, run.settings), { codes: segmentCodes(history, run.model) });
  });
  return { codes: await storedCodes(db, scratch), scores: (await scoresOf(db, scratch)).map((row) => ({ ...row, shop_id: Number(shopId) })), figures: figuresOf(history) };
}

async function figuresOfRun(shopId: ShopId): Promise<unknown> {
  const run = await getLastRun(shopId);
  return run && { customers: run.customers, ordersCounted: run.ordersCounted, grossMinor: run.grossMinor, netMinor: run.netMinor, leftOut: run.leftOut };
}

describe('scoring single customers', () => {
  it('is what a full pass with the same model gives, to the bit, and the figures are those of a full run', async () => {
    const { shopId } = await db.newShop();
    const { customerIds } = await putShoppers(shopId, 150, 11);
    await scoreWholeShop(shopId, NOW_MS);
    const random = seededRandom(12);
    for (let round = 0; round < 25; round += 1) {
      const customerId = customerIds[random.integer(customerIds.length)] ?? 0;
      const touched = [BigInt(customerId)];
      switch (random.integer(5)) {
        case 0:
          await putOrders(shopId, [order(customerId, random.integer(60), 500 + random.integer(20_000))]);
          break;
        case 1:
          await putOrders(shopId, oddOrders(customerId));
          break;
        case 2:
          await db.asOwner('update "order" set cancelled_at = now() where shop_id = $1 and order_id = (select max(order_id) from "order" where shop_id = $1 and customer_id = $2)', [shopId, customerId]);
          break;
        case 3:
          await db.asOwner('update "order" set net_minor = net_minor / 2, refunded_minor = gross_minor - net_minor / 2 where shop_id = $1 and customer_id = $2', [shopId, customerId]);
          break;
        default: {
          const into = customerIds[random.integer(customerIds.length)] ?? 0;
          const rows = await db.asOwner<{ merged: string }>(
            `update customer c set merged_into_id = $3 where c.shop_id = $1 and c.customer_id = $2 and $2 <> $3 and c.merged_into_id is null
               and exists (select from customer s where s.shop_id = $1 and s.customer_id = $3 and s.merged_into_id is null)
               and not exists (select from customer m where m.shop_id = $1 and m.merged_into_id = $2) returning merged_into_id as merged`,
            [shopId, customerId, into],
          );
          if (rows.length > 0) touched.push(BigInt(into));
        }
      }
      await tellChanged(shopId, touched.map(Number));
      await scoreNamedCustomers(shopId, touched, NOW_MS);
      expect(await storedCodes(db, shopId)).toEqual(await codesOfRows(db, shopId));
    }
    const expected = await fullPassWithStoredModel(shopId);
    expect(await scoresOf(db, shopId)).toEqual(expected.scores);
    expect(await storedCodes(db, shopId)).toEqual(expected.codes);
    expect(await figuresOfRun(shopId)).toEqual(expected.figures);

    const incremental = await figuresOfRun(shopId);
    await scoreWholeShop(shopId, NOW_MS);
    expect(await figuresOfRun(shopId)).toEqual(incremental);
  });

  it('writes nothing a second time, and asks for the review of the alerts of those it scored', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 60, 13);
    await scoreWholeShop(shopId, NOW_MS);
    await clearJobs(db);
    await putOrders(shopId, [order(1_001, 0, 4_200)]);
    expect(await scoreNamedCustomers(shopId, [1_001n], NOW_MS)).toEqual({ outcome: 'scored', written: 1, removed: 0 });
    expect(await jobsOf(db, shopId)).toEqual([{ name: 'review-alerts', data: { shopId: shopId.toString(), customerIds: ['1001'] } }]);
    const before = await rowsOf(db, shopId);
    expect(await scoreNamedCustomers(shopId, [1_001n], NOW_MS)).toEqual({ outcome: 'scored', written: 0, removed: 0 });
    expect(await rowsOf(db, shopId)).toEqual(before);
    expect(await jobsOf(db, shopId)).toHaveLength(1);
  });

  it('reviews the survivor where the named customer was merged, and removes the score of the other', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2]);
    await putOrders(shopId, [order(1, 10, 1_000), order(2, 20, 2_000)]);
    await scoreWholeShop(shopId, NOW_MS);
    await db.asOwner('update customer set merged_into_id = 1 where shop_id = $1 and customer_id = 2', [shopId]);
    expect(await scoreNamedCustomers(shopId, [2n], NOW_MS)).toEqual({ outcome: 'scored', written: 1, removed: 1 });
    expect(await scoresOf(db, shopId)).toMatchObject([{ customer_id: 1, orders: 2, value_minor: 3_000 }]);
  });

  it('removes the scores of those who opted out or are gone', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2, 3]);
    await putOrders(shopId, [order(1, 10, 1_000), order(2, 20, 2_000), order(3, 30, 4_000)]);
    await scoreWholeShop(shopId, NOW_MS);
    await db.asOwner('update customer set scoring_opt_out = true where shop_id = $1 and customer_id = 1', [shopId]);
    await db.asOwner('delete from customer where shop_id = $1 and customer_id = 2', [shopId]);
    expect(await scoreNamedCustomers(shopId, [1n, 2n], NOW_MS)).toEqual({ outcome: 'scored', written: 0, removed: 2 });
    expect(await scoresOf(db, shopId)).toMatchObject([{ customer_id: 3 }]);
    expect(await getLastRun(shopId)).toMatchObject({ customers: 1, ordersCounted: 1, netMinor: 4_000, leftOut: { 'no-customer': { orders: 1, grossMinor: 2_000 } } });
  });

  it('counts the day of today where the model is of yesterday', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2]);
    await putOrders(shopId, [order(1, 10, 1_000), order(2, 20, 2_000)]);
    await scoreWholeShop(shopId, NOW_MS);
    await putOrders(shopId, [order(1, -1, 3_000)]);
    await putCustomers(shopId, [3]);
    await putOrders(shopId, [order(3, 30, 4_000)]);
    await scoreNamedCustomers(shopId, [1n, 3n], NOW_MS + DAY_MS);
    const [first, second, third] = await scoresOf(db, shopId);
    expect(first).toMatchObject({ last_order_on: '2026-06-02', orders: 2, reasons: [{ facts: { daysSinceLastOrder: 0 } }] });
    // Nobody asked for the second: the full scoring of the new day will.
    expect(second).toMatchObject({ reasons: [{ facts: { daysSinceLastOrder: 20 } }] });
    expect(third).toMatchObject({ reasons: [{ facts: { daysSinceLastOrder: 31 } }] });
  });

  it('does nothing before the import is done; asks for a full scoring where that was lost', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1]);
    await clearJobs(db);
    expect(await scoreNamedCustomers(shopId, [1n], NOW_MS)).toEqual({ outcome: 'import-first' });
    expect(await jobsOf(db, shopId)).toEqual([]);
    await db.asOwner("insert into bulk_import (shop_id, kind, state, finished_at) values ($1, 'customers', 'done', now()), ($1, 'orders', 'done', now())", [shopId]);
    expect(await scoreNamedCustomers(shopId, [1n], NOW_MS)).toEqual({ outcome: 'full-run-first' });
    expect(await jobsOf(db, shopId)).toEqual([{ name: 'score-shop', data: { shopId: shopId.toString(), because: 'no-model' } }]);
    expect(await scoresOf(db, shopId)).toEqual([]);
  });

  it('does not read a model of another version', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1]);
    await scoreWholeShop(shopId, NOW_MS);
    await db.asOwner(`update scoring_run set model = jsonb_set(model, '{version}', '0') where shop_id = $1`, [shopId]);
    expect(await scoreNamedCustomers(shopId, [1n], NOW_MS)).toEqual({ outcome: 'import-first' });
  });

  it('of one shop leaves the other alone', async () => {
    const [one, two] = [await db.newShop(), await db.newShop()];
    for (const { shopId } of [one, two]) {
      await putCustomers(shopId, [1]);
      await putOrders(shopId, [order(1, 10, 1_000)]);
      await scoreWholeShop(shopId, NOW_MS);
    }
    const before = await rowsOf(db, two.shopId);
    const runs = await runsOf(db, two.shopId);
    await putOrders(one.shopId, [order(1, 0, 9_000)]);
    await scoreCustomers({ shopId: one.shopId.toString(), customerIds: ['1'] });
    expect(await rowsOf(db, two.shopId)).toEqual(before);
    expect(await runsOf(db, two.shopId)).toEqual(runs);
  });
});

describe('an order that comes while the whole shop is scored', () => {
  it('is in the scores when both are done', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 40, 14);
    await scoreWholeShop(shopId, NOW_MS);
    let full: Promise<unknown> = Promise.resolve();
    await inShopBulk(shopId, async (connection) => {
      await lockScores(connection, shopId);
      // It reads its orders, fits, and waits for us before it writes.
      full = scoreWholeShop(shopId, NOW_MS + DAY_MS);
      const waiting = () => db.asOwner("select pid from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())");
      await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1);
      await putOrders(shopId, [order(1_003, 0, 77_700)]);
      const run = await getLastRun(shopId);
      if (!run) throw new Error('no run');
      const history = await readHistory({ shopId, timeZone: 'UTC', unpaidAfterDays: 30, today: TODAY }, [1_003n]);
      await writeScores(connection, shopId, run.runId, scoreHistory(history, run.model, run.settings), { among: [1_003n] });
    });
    await full;
    const [row] = (await scoresOf(db, shopId)).filter((score) => score['customer_id'] === 1_003);
    expect(row).toMatchObject({ last_order_on: '2026-06-01' });
    const history = await readHistory({ shopId, timeZone: 'UTC', unpaidAfterDays: 30, today: TODAY + 1 });
    expect(await figuresOfRun(shopId)).toEqual(figuresOf(history));
    expect(await rowsOf(db, shopId)).toHaveLength(40);
  });

  it('and scored after it waits, and has the new model', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 40, 15);
    await scoreWholeShop(shopId, NOW_MS);
    const [{ runId }] = await Promise.all([
      scoreWholeShop(shopId, NOW_MS + DAY_MS),
      putOrders(shopId, [order(1_004, 0, 66_600)]).then(() => scoreNamedCustomers(shopId, [1_004n], NOW_MS + DAY_MS)),
    ]);
    const [row] = (await scoresOf(db, shopId)).filter((score) => score['customer_id'] === 1_004);
    expect(row).toMatchObject({ last_order_on: '2026-06-01' });
    expect((await getLastRun(shopId))?.runId).toBe(runId);
  });
});

describe('when a season begins or ends with the day', () => {
  it('single customers wait for the whole shop, which is scored by the new weights', async () => {
    const { shopId } = await db.newShop();
    const { customerIds } = await putShoppers(shopId, 60, 5);
    await db.asOwner("insert into bulk_import (shop_id, kind, state, finished_at) values ($1, 'customers', 'done', now()), ($1, 'orders', 'done', now())", [shopId]);
    const date = new Date(NOW_MS + DAY_MS);
    const tomorrow = { month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    await saveSettings(shopId, { seasons: { frequencyWeight: 2.5, windows: [{ kind: 'own', name: 'Tomorrow', from: tomorrow, to: tomorrow }] } });
    const named = customerIds.slice(0, 5).map(BigInt);
    const seasons: (number | undefined)[] = [];
    for (const day of [0, 1, 2]) {
      const nowMs = NOW_MS + day * DAY_MS;
      if (day > 0) {
        const before = await rowsOf(db, shopId);
        await clearJobs(db);
        expect(await scoreNamedCustomers(shopId, named, nowMs)).toEqual({ outcome: 'full-run-first' });
        expect(await rowsOf(db, shopId)).toEqual(before);
        expect(await jobsOf(db, shopId)).toEqual([{ name: 'score-shop', data: { shopId: shopId.toString(), because: 'no-model' } }]);
      }
      await scoreWholeShop(shopId, nowMs);
      expect((await scoreNamedCustomers(shopId, named, nowMs)).outcome).toBe('scored');
      seasons.push((await getLastRun(shopId))?.model.season?.frequencyWeight);
    }
    expect(seasons).toEqual([undefined, 2.5, undefined]);
  });
});
