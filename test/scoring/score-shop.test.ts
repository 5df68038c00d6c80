import { SHOP_MODEL_VERSION } from '../../app/domain/shop-model.ts';
import { describe, expect, it } from 'vitest';
import { getLastRun } from '../../app/records/scoring/scoring-runs.ts';
import { inShopBulk } from '../../app/records/db.ts';
import { tryLockScoringRun } from '../../app/records/scoring/scores.ts';
import { scoreShop, scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { clearJobs, jobsOf, rowsOf, runsOf, scoresOf } from './support/read-back.ts';
import { NOW_MS, oddOrders, order, putCustomers, putOrders, putShoppers, tellChanged } from './support/shoppers.ts';

const db = useDatabase();
const context = { signal: new AbortController().signal, retryCount: 0 };

describe('a scoring of the whole shop', () => {
  it('scores every customer and says what it counted and what it left out', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2, 3]);
    await putOrders(shopId, [order(1, 10, 5_000), order(1, 40, 3_000), order(2, 400, 700), ...oddOrders(2)]);
    const scored = await scoreWholeShop(shopId, NOW_MS);
    expect(scored).toMatchObject({ customers: 3, written: 3, removed: 0 });

    const run = await getLastRun(shopId);
    expect(run).toMatchObject({ runId: scored.runId, customers: 3, ordersCounted: 5, netMinor: 5_000 + 3_000 + 700 + 1_600 + 900, grossMinor: 5_000 + 3_000 + 700 + 1_600 + 1_900 });
    expect(run?.leftOut).toEqual({
      test: { orders: 2, grossMinor: 1_100 + 2_100 },
      cancelled: { orders: 1, grossMinor: 1_200 },
      voided: { orders: 1, grossMinor: 1_300 },
      expired: { orders: 1, grossMinor: 1_400 },
      unpaid: { orders: 2, grossMinor: 1_500 + 1_700 },
      'no-value': { orders: 1, grossMinor: 1_800 },
      'no-customer': { orders: 1, grossMinor: 2_000 },
    });
    expect(run?.model).toMatchObject({ version: SHOP_MODEL_VERSION, today: Math.floor(NOW_MS / 86_400_000), counts: { customers: 3, buyers: 2 } });

    const [first, second, third] = await scoresOf(db, shopId);
    expect(first).toMatchObject({ customer_id: 1, orders: 2, value_minor: 8_000, first_order_on: '2026-04-22', last_order_on: '2026-05-22' });
    expect(second).toMatchObject({ customer_id: 2, orders: 3, value_minor: 700 + 1_600 + 900 });
    expect(third).toMatchObject({ customer_id: 3, orders: 0, rfm_group: 'prospects', lifecycle_stage: 'prospect', risk_score: null, last_order_on: null });
  });

  it('asks for the review of the alerts and for the test of the past, in the same transaction', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 20, 1);
    await clearJobs(db);
    await scoreWholeShop(shopId, NOW_MS);
    expect(await jobsOf(db, shopId)).toEqual([
      { name: 'backtest-shop', data: { shopId: shopId.toString(), asOfDay: Math.floor(NOW_MS / 86_400_000) - 90 } },
      { name: 'review-alerts', data: { shopId: shopId.toString() } },
    ]);
  });

  it('of a shop without customers is a finished run of zeros', async () => {
    const { shopId } = await db.newShop();
    expect(await scoreWholeShop(shopId, NOW_MS)).toMatchObject({ customers: 0, written: 0, removed: 0 });
    expect(await getLastRun(shopId)).toMatchObject({ customers: 0, ordersCounted: 0, grossMinor: 0, netMinor: 0, leftOut: { test: { orders: 0, grossMinor: 0 } } });
  });

  it('of customers without orders scores them as prospects', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2]);
    await scoreWholeShop(shopId, NOW_MS);
    expect(await scoresOf(db, shopId)).toMatchObject([{ lifecycle_stage: 'prospect' }, { lifecycle_stage: 'prospect' }]);
  });

  it('writes no row a second time when nothing changed', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 300, 2);
    await scoreWholeShop(shopId, NOW_MS);
    const before = await rowsOf(db, shopId);
    expect(await scoreWholeShop(shopId, NOW_MS)).toMatchObject({ customers: 300, written: 0, removed: 0 });
    expect(await rowsOf(db, shopId)).toEqual(before);
  });

  it('writes only who changed', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 100, 3);
    // With fixed thresholds and one new prospect, nobody else moves.
    await saveSettings(shopId, { cutPoints: { method: 'fixed', recencyDays: [30, 60, 120, 240], orders: [1, 2, 4, 8], valueMinor: [2_000, 5_000, 10_000, 20_000] } });
    await scoreWholeShop(shopId, NOW_MS);
    await putCustomers(shopId, [5]);
    expect(await scoreWholeShop(shopId, NOW_MS)).toMatchObject({ customers: 101, written: 1, removed: 0 });
  });

  it('removes who is gone, who opted out and who was merged; and folds the merged history into the survivor', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1, 2, 3, 4]);
    await putOrders(shopId, [order(1, 10, 1_000), order(2, 20, 2_000), order(3, 30, 4_000), order(4, 40, 8_000)]);
    await scoreWholeShop(shopId, NOW_MS);
    await db.asOwner('update customer set merged_into_id = 1 where shop_id = $1 and customer_id = 2', [shopId]);
    await db.asOwner('update customer set scoring_opt_out = true where shop_id = $1 and customer_id = 3', [shopId]);
    await db.asOwner('delete from customer where shop_id = $1 and customer_id = 4', [shopId]);
    await tellChanged(shopId, [1, 2, 3, 4]);
    expect(await scoreWholeShop(shopId, NOW_MS)).toMatchObject({ customers: 1, removed: 3 });
    expect(await scoresOf(db, shopId)).toMatchObject([{ customer_id: 1, orders: 2, value_minor: 3_000 }]);
  });

  it("keeps days in the shop's time zone", async () => {
    const { shopId } = await db.newShop({ timeZone: 'Pacific/Auckland' });
    await putCustomers(shopId, [1]);
    // 13:00 UTC is past one in the morning of the next day in Auckland.
    await putOrders(shopId, [order(1, 1, 1_000, { processed_at: '2026-05-30T13:00:00Z' })]);
    await scoreWholeShop(shopId, NOW_MS);
    expect(await scoresOf(db, shopId)).toMatchObject([{ first_order_on: '2026-05-31' }]);
    expect((await getLastRun(shopId))?.model.today).toBe(Date.UTC(2026, 5, 2) / 86_400_000);
  });

  it('does not score a shop that has left', async () => {
    const { shopId } = await db.newShop();
    await putCustomers(shopId, [1]);
    await db.asOwner('update shop set uninstalled_at = now() where shop_id = $1', [shopId]);
    await scoreShop({ shopId: shopId.toString(), because: 'test' }, context);
    expect(await runsOf(db, shopId)).toEqual([]);
  });
});

describe('a scoring that breaks off', () => {
  /** A fault in the database itself, at the n-th row that is written. */
  async function failAtRow(shopId: bigint, row: number): Promise<() => Promise<void>> {
    await db.asOwner(`create sequence written_rows`);
    await db.asOwner('grant usage on sequence written_rows to perennial_app');
    await db.asOwner(
      `create function break_off() returns trigger language plpgsql as $$ begin
         if new.shop_id = ${shopId} and nextval('written_rows') >= ${row} then raise exception 'broken off on purpose'; end if; return new; end $$`,
    );
    await db.asOwner('create trigger break_off before insert or update on customer_score for each row execute function break_off()');
    return async () => {
      await db.asOwner('drop trigger break_off on customer_score');
      await db.asOwner('drop function break_off');
      await db.asOwner('drop sequence written_rows');
    };
  }

  it('in the middle of writing leaves the scores of the run before, whole, and the next run mends it', async () => {
    const { shopId } = await db.newShop();
    const { customerIds } = await putShoppers(shopId, 200, 4);
    const { runId } = await scoreWholeShop(shopId, NOW_MS);
    await clearJobs(db);
    const before = await rowsOf(db, shopId);
    await putOrders(shopId, customerIds.slice(0, 150).map((customerId) => order(customerId, 0, 9_900)));

    const repair = await failAtRow(shopId, 70);
    await expect(scoreWholeShop(shopId, NOW_MS)).rejects.toThrow('broken off on purpose');
    await repair();
    expect(await rowsOf(db, shopId)).toEqual(before);
    expect((await getLastRun(shopId))?.runId).toBe(runId);
    expect(await jobsOf(db, shopId)).toEqual([]);
    expect(await runsOf(db, shopId)).toMatchObject([{ finished: true, error: null }, { finished: false, error: 'broken off on purpose' }]);

    await scoreWholeShop(shopId, NOW_MS);
    const { shopId: untouched } = await db.newShop();
    await putCustomers(untouched, customerIds);
    await db.asOwner(
      `insert into "order" (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, cancelled_at, test, financial_status, currency_code, gross_minor, net_minor)
       select $2, order_id, name, customer_id, processed_at, created_at, updated_at, cancelled_at, test, financial_status, currency_code, gross_minor, net_minor from "order" where shop_id = $1`,
      [shopId, untouched],
    );
    await scoreWholeShop(untouched, NOW_MS);
    const withoutShop = (rows: Record<string, unknown>[]) => rows.map((row) => ({ ...row, shop_id: 0 }));
    expect(withoutShop(await scoresOf(db, shopId))).toEqual(withoutShop(await scoresOf(db, untouched)));
  });

  it('because its connection was cut leaves the same', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 50, 5);
    await scoreWholeShop(shopId, NOW_MS);
    const before = await rowsOf(db, shopId);
    // Held up at the last lock before writing; then the server ends the session, as a kill or a fail-over would.
    let released: () => void = () => undefined;
    const holding = inShopBulk(shopId, async (connection) => {
      await connection.query("select pg_advisory_xact_lock(hashtextextended('perennial scores ' || $1, 0))", [shopId.toString()]);
      await new Promise<void>((resolve) => (released = resolve));
    });
    const run = scoreWholeShop(shopId, NOW_MS + 86_400_000).then(
      () => 'finished',
      () => 'failed',
    );
    const waiting = () => db.asOwner<{ pid: number }>("select pid from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())");
    await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1);
    await db.asOwner('select pg_terminate_backend($1)', [(await waiting())[0]?.pid]);
    expect(await run).toBe('failed');
    released();
    await holding;
    expect(await rowsOf(db, shopId)).toEqual(before);
    expect((await runsOf(db, shopId)).map(({ finished }) => finished)).toEqual([true, false]);
  });

  it('is taken for interrupted by the next, where it left no word', async () => {
    const { shopId } = await db.newShop();
    await db.asOwner('insert into scoring_run (shop_id, as_of) values ($1, now())', [shopId]);
    await scoreWholeShop(shopId, NOW_MS);
    expect(await runsOf(db, shopId)).toMatchObject([{ finished: false, error: 'interrupted' }, { finished: true, error: null }]);
  });
});

describe('two scorings at once', () => {
  it('of one shop are kept apart: the second is told to come later', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 30, 6);
    await inShopBulk(shopId, async (connection) => {
      expect(await tryLockScoringRun(connection, shopId)).toBe(true);
      await expect(scoreWholeShop(shopId, NOW_MS)).rejects.toMatchObject({ name: 'RetryLater', afterMs: 3_000 });
    });
    expect(await runsOf(db, shopId)).toEqual([]);
    const both = await Promise.allSettled([scoreWholeShop(shopId, NOW_MS), scoreWholeShop(shopId, NOW_MS)]);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toMatchObject({ name: 'RetryLater' });
    const done = both.filter(({ status }) => status === 'fulfilled').length;
    expect(done).toBeGreaterThan(0);
    expect((await runsOf(db, shopId)).map(({ finished, error }) => ({ finished, error }))).toEqual(Array.from({ length: done }, () => ({ finished: true, error: null })));
  });

  it('of two shops do not wait for each other and never mix', async () => {
    const [one, two] = [await db.newShop(), await db.newShop()];
    // The same customer numbers in both: Shopify's numbers are not unique to us.
    await putShoppers(one.shopId, 80, 7);
    await putShoppers(two.shopId, 80, 8);
    await Promise.all([scoreWholeShop(one.shopId, NOW_MS), scoreWholeShop(two.shopId, NOW_MS)]);
    const alone = await scoresOf(db, one.shopId);
    await scoreWholeShop(two.shopId, NOW_MS + 90 * 86_400_000);
    expect(await scoresOf(db, one.shopId)).toEqual(alone);
    const history = await db.asOwner<{ shop_id: string; net: string }>(
      'select s.shop_id, sum(s.value_minor)::text as net from customer_score s group by 1 having sum(s.value_minor) is distinct from (select sum(o.net_minor) from "order" o where o.shop_id = s.shop_id and o.cancelled_at is null and not o.test and o.financial_status = \'PAID\' and o.customer_id is not null) and s.shop_id = any($1)',
      [[one.shopId, two.shopId]],
    );
    expect(history).toEqual([]);
  });
});
