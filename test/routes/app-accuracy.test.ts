import { beforeAll, describe, expect, it } from 'vitest';
import { action, loader } from '../../app/routes/app.accuracy.tsx';
import { backtestShop } from '../../app/scoring/backtest-shop.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { clearJobs, jobsOf } from '../scoring/support/read-back.ts';
import { act, load } from './support/call.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';
import { signIn } from './support/signed-in.ts';

const DAY_MS = 86_400_000;
const db = useDatabase();
let shop: SeededShop;
let today: number;

const iso = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const page = (asOf?: string) => load(loader, shop.domain, `/app/accuracy${asOf ? `?asOf=${asOf}` : ''}`);
const ask = (asOf: string) => act(action, shop.domain, '/app/accuracy', { asOf });

beforeAll(async () => {
  // The page goes by the clock of now: the shop's orders are brought near it.
  shop = await seededShop(db, { timeZone: 'UTC' });
  today = Math.floor(Date.now() / DAY_MS);
  await db.asOwner('update "order" set processed_at = processed_at + ($2::date - $3::date) * interval \'1 day\' where shop_id = $1', [shop.shopId, iso(today), '2026-06-01']);
  await db.asOwner('delete from shop_backtest where shop_id = $1', [shop.shopId]);
  await clearJobs(db);
  await scoreWholeShop(shop.shopId, Date.now());
});

describe('the accuracy page', () => {
  it('says that the latest day is being tested, then shows what came of it', async () => {
    expect((await page()).day).toMatchObject({ asOf: iso(today - 90), untilOn: iso(today), state: 'asked', result: null });
    await backtestShop({ shopId: String(shop.shopId), asOfDay: today - 90 });
    const { day, days, model } = await page();
    expect(day).toMatchObject({ asOf: iso(today - 90), state: 'ready', outOfDate: false });
    const test = day.result?.backtest;
    if (test?.outcome !== 'tested') throw new Error('not tested');
    expect(test.calledAtRisk.customers + test.notCalled.customers).toBe(test.buyers);
    expect(test.bySegment.reduce((sum, { customers }) => sum + customers, 0)).toBe(test.buyers);
    expect(test.bySegment.reduce((sum, { cameBack }) => sum + cameBack, 0)).toBe(test.buyers - test.lapsed);
    expect(days?.last).toBe(iso(today - 90));
    expect(model?.choice.by).toBe('evidence');
    expect(Object.keys(model?.choice.logEvidence ?? {})).toEqual(['bg-nbd', 'mbg-nbd', 'pareto-nbd']);
  });

  it('tests another day on request, once', async () => {
    await clearJobs(db);
    const answer = await ask(iso(today - 200));
    expect(answer).toBeInstanceOf(Response);
    expect((answer as Response).headers.get('location')).toBe(`/app/accuracy?asOf=${iso(today - 200)}`);
    await ask(iso(today - 200));
    expect(await jobsOf(db, shop.shopId)).toEqual([{ name: 'backtest-shop', data: { shopId: String(shop.shopId), asOfDay: today - 200 } }]);
    expect((await page(iso(today - 200))).day.state).toBe('asked');
    await backtestShop({ shopId: String(shop.shopId), asOfDay: today - 200 });
    expect((await page(iso(today - 200))).day).toMatchObject({ state: 'ready', untilOn: iso(today - 110) });
    const { day, others } = await page();
    expect(day.asOf).toBe(iso(today - 90));
    expect(others).toEqual([iso(today - 200)]);
  });

  it('keeps the older result while a newer one is computed', async () => {
    await ask(iso(today - 90));
    expect((await page()).day).toMatchObject({ state: 'asked', result: { backtest: { outcome: 'tested' } } });
    await backtestShop({ shopId: String(shop.shopId), asOfDay: today - 90 });
  });

  it('refuses days whose horizon is not over, days before the first order, and what is no day', async () => {
    await clearJobs(db);
    for (const asOf of [iso(today - 89), iso(today + 10), iso(today - 3_000), '2026-02-30', 'yesterday', '']) expect(await ask(asOf)).toEqual({ outcome: 'no-such-day' });
    expect(await jobsOf(db, shop.shopId)).toEqual([]);
  });

  it('says when the settings have changed since', async () => {
    await saveSettings(shop.shopId, { churn: { weights: { rhythm: 40, visits: 20, engagement: 20, service: 20 }, threshold: 50, horizonDays: 90 } });
    expect((await page()).day).toMatchObject({ outOfDate: true, result: { backtest: { outcome: 'tested' } } });
    await saveSettings(shop.shopId, {});
    expect((await page()).day.outOfDate).toBe(false);
  });

  it('shows nothing of another shop', async () => {
    const other = await db.newShop();
    await signIn(other.domain);
    const { day, others, model, days } = await load(loader, other.domain, `/app/accuracy?asOf=${iso(today - 90)}`);
    expect({ day, others, model, days }).toMatchObject({ day: { state: 'none', result: null }, others: [], model: null, days: null });
  });
});
