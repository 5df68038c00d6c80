import { describe, expect, it } from 'vitest';
import { backtest } from '../../app/domain/churn/backtest/backtest.ts';
import { RetryLater } from '../../app/domain/outcomes.ts';
import { readBacktests, type StoredBacktest } from '../../app/records/accuracy/shop-backtests.ts';
import { inShopBulk, type ShopId } from '../../app/records/db.ts';
import { tryLockScoringRun } from '../../app/records/scoring/scores.ts';
import { scoringSettings, shopSettingsSchema } from '../../app/records/shop-settings.ts';
import { backtestPast, backtestShop } from '../../app/scoring/backtest-shop.ts';
import { readHistory } from '../../app/scoring/read-history.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { clearJobs, jobsOf } from './support/read-back.ts';
import { NOW_MS, oddOrders, putCustomers, putOrders, putShoppers, shoppersOfSeed } from './support/shoppers.ts';

const db = useDatabase();
const TODAY = Math.floor(NOW_MS / 86_400_000);
const DAY_MS = 86_400_000;
const stored = (shopId: ShopId): Promise<StoredBacktest[]> => inShopBulk(shopId, (connection) => readBacktests(connection, shopId));
const testJobs = async (shopId: ShopId) => (await jobsOf(db, shopId)).filter(({ name }) => name === 'backtest-shop').map(({ data }) => data['asOfDay']);

describe('the test of the past', () => {
  it('is stored as the domain gives it, with the orders it stood on', async () => {
    const { shopId } = await db.newShop();
    const { customerIds, orders } = shoppersOfSeed(160, 4);
    await putCustomers(shopId, customerIds);
    await putOrders(shopId, [...orders, ...oddOrders(1_000)]);
    await scoreWholeShop(shopId, NOW_MS);
    expect((await stored(shopId))[0]).toMatchObject({ asOfDay: TODAY - 90, horizonDays: 90, computedAtMs: null, result: null });
    expect(await backtestPast(shopId, 'UTC', TODAY - 90, NOW_MS)).toBe('tested');

    const settings = scoringSettings(shopSettingsSchema.parse({}));
    const history = await readHistory({ shopId, timeZone: 'UTC', unpaidAfterDays: settings.unpaidAfterDays, today: TODAY });
    const [row] = await stored(shopId);
    expect(row?.result?.backtest).toEqual(JSON.parse(JSON.stringify(backtest(history, TODAY - 90, 90, settings))));
    const [expected] = await db.asOwner<{ before: number; within: number }>(
      `select (count(*) filter (where day <= $2))::int as before, (count(*) filter (where day > $2 and day <= $2 + 90))::int as within
       from (select processed_at::date - date '1970-01-01' as day from "order" where shop_id = $1 and customer_id is not null and not test and cancelled_at is null
         and coalesce(financial_status, '') not in ('VOIDED', 'EXPIRED') and net_minor > 0 and not (coalesce(financial_status, '') in ('', 'PENDING') and $3 - (processed_at::date - date '1970-01-01') > 30)) o`,
      [shopId, TODAY - 90, TODAY],
    );
    expect(row?.result?.basis).toMatchObject({ ordersBefore: expected?.before, ordersWithin: expected?.within, ordersCounted: history.counted.orders });
    expect(row?.result?.basis.leftOut).toContainEqual({ rule: 'test', orders: 2 });
  });

  it('is asked for once a day, and again when the settings have changed', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 20, 1);
    await clearJobs(db);
    await scoreWholeShop(shopId, NOW_MS);
    expect(await testJobs(shopId)).toEqual([TODAY - 90]);
    await clearJobs(db);
    await scoreWholeShop(shopId, NOW_MS);
    expect(await testJobs(shopId)).toEqual([]);
    await scoreWholeShop(shopId, NOW_MS + DAY_MS);
    expect(await testJobs(shopId)).toEqual([TODAY - 89]);
    await clearJobs(db);
    const churn = shopSettingsSchema.parse({}).churn;
    await saveSettings(shopId, { churn: { ...churn, threshold: 60 } });
    await scoreWholeShop(shopId, NOW_MS + DAY_MS);
    expect(await testJobs(shopId)).toEqual([TODAY - 89]);
    await saveSettings(shopId, { churn: { ...churn, horizonDays: 30 } });
    await scoreWholeShop(shopId, NOW_MS + DAY_MS);
    expect(await testJobs(shopId)).toEqual([TODAY - 89, TODAY - 29]);
  });

  it('says so where there is too little to test', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 20, 1);
    await scoreWholeShop(shopId, NOW_MS);
    expect(await backtestPast(shopId, 'UTC', TODAY - 90, NOW_MS)).toBe('too-few-buyers');
    expect((await stored(shopId))[0]?.result?.backtest).toMatchObject({ outcome: 'too-few-buyers', needed: 50 });
  });

  it('keeps nothing that was made with settings that changed while it ran', async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 20, 1);
    await scoreWholeShop(shopId, NOW_MS);
    await saveSettings(shopId, { unpaidAfterDays: 5 });
    expect(await backtestPast(shopId, 'UTC', TODAY - 90, NOW_MS)).toBe('out-of-date');
    expect((await stored(shopId))[0]).toMatchObject({ result: null, computedAtMs: null });
  });

  it('waits while the shop is being scored', async () => {
    const { shopId } = await db.newShop();
    await inShopBulk(shopId, async (connection) => {
      expect(await tryLockScoringRun(connection, shopId)).toBe(true);
      await expect(backtestShop({ shopId: shopId.toString(), asOfDay: TODAY - 90 })).rejects.toBeInstanceOf(RetryLater);
    });
  });
});
