import { beforeAll, describe, expect, it } from 'vitest';
import { action, loader } from '../../app/routes/app.alerts.tsx';
import { useDatabase } from '../support/database.ts';
import { act, load, statusOf } from './support/call.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';

const db = useDatabase();
let shop: SeededShop;
let other: SeededShop;
const press = (intent: string, alertId: string, domain = shop.domain) => act(action, domain, '/app/alerts', { intent, alertId });

beforeAll(async () => {
  shop = await seededShop(db, { shoppers: 900, seed: 21 });
  other = await seededShop(db, { shoppers: 300, seed: 22 });
});

describe('the alerts', () => {
  it('are ranked by value at risk over all pages, each once', async () => {
    const expected = await db.asOwner<{ alert_id: string; value: number }>("select alert_id, value_at_risk_minor::float8 as value from churn_alert where shop_id = $1 and state = 'open' order by value_at_risk_minor desc, alert_id", [shop.shopId]);
    const first = await load(loader, shop.domain, '/app/alerts');
    expect(first.pages).toBeGreaterThan(1);
    const shown: string[] = [];
    for (let page = 1; page <= first.pages; page += 1) shown.push(...(await load(loader, shop.domain, `/app/alerts?page=${page}`)).alerts.map(({ alertId }) => alertId));
    expect(shown).toEqual(expected.map((row) => row.alert_id));
    expect(first).toMatchObject({ openCount: expected.length, openValueMinor: expected.reduce((sum, row) => sum + row.value, 0), closedCount: 0 });
    expect((await load(loader, shop.domain, '/app/alerts?page=999')).page).toBe(first.pages);
  });
});

describe('a shop without an alert', () => {
  it('hears of the highest score among those still in time', async () => {
    const third = await seededShop(db, { shoppers: 300, seed: 23 });
    await db.asOwner("update churn_alert set state = 'dismissed' where shop_id = $1", [third.shopId]);
    const [highest] = await db.asOwner<{ score: number }>("select max(risk_score) as score from customer_score where shop_id = $1 and lifecycle_stage = any('{cooling,at-risk}')", [third.shopId]);
    expect(await load(loader, third.domain, '/app/alerts')).toMatchObject({ openCount: 0, highestRiskScore: highest?.score });
    expect(await load(loader, shop.domain, '/app/alerts')).toMatchObject({ highestRiskScore: null });
  });
});

describe('making a code', () => {
  it('pressed twice at once makes one, and the page shows it being made', async () => {
    const { alerts } = await load(loader, shop.domain, '/app/alerts');
    const alertId = alerts[0]?.alertId ?? '';
    const outcomes = await Promise.all([press('make-offer', alertId), press('make-offer', alertId)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['already', 'planned']);
    const intents = await db.asOwner<{ code: string; state: string }>('select code, state from code_intent where shop_id = $1', [shop.shopId]);
    expect(intents).toHaveLength(1);
    const after = (await load(loader, shop.domain, '/app/alerts')).alerts.find((alert) => alert.alertId === alertId);
    expect(after?.offer).toMatchObject({ code: intents[0]?.code, state: 'planned', percentage: 0.15 });
  });

  it('for all at once makes one for each open alert of the shop', async () => {
    const fourth = await seededShop(db, { shoppers: 300, seed: 24 });
    const { openCount } = await load(loader, fourth.domain, '/app/alerts');
    expect(openCount).toBeGreaterThan(0);
    expect(await act(action, fourth.domain, '/app/alerts', { intent: 'make-offers' })).toEqual({ outcome: 'planned', offers: openCount });
    expect(await db.asOwner('select 1 from code_intent where shop_id = $1', [fourth.shopId])).toHaveLength(openCount);
    expect((await load(loader, fourth.domain, '/app/alerts')).alerts.every(({ offer }) => offer?.state === 'planned')).toBe(true);
  });

  it('for an alert of another shop is for no alert, and nothing is written', async () => {
    const { alerts } = await load(loader, other.domain, '/app/alerts');
    expect(await press('make-offer', alerts[0]?.alertId ?? '')).toEqual({ outcome: 'no-alert' });
    expect(await press('dismiss', alerts[0]?.alertId ?? '')).toEqual({ outcome: 'no-alert' });
    expect(await db.asOwner('select 1 from code_intent where shop_id = $1', [other.shopId])).toEqual([]);
    expect((await load(loader, other.domain, '/app/alerts')).openCount).toBe(alerts.length < 25 ? alerts.length : (await load(loader, other.domain, '/app/alerts')).openCount);
  });
});

describe('dismissing', () => {
  it('moves the alert to the closed ones, and undo brings it back', async () => {
    const before = await load(loader, shop.domain, '/app/alerts');
    const alertId = before.alerts[1]?.alertId ?? '';
    expect(await press('dismiss', alertId)).toEqual({ outcome: 'dismissed' });
    expect(await press('dismiss', alertId)).toEqual({ outcome: 'no-alert' });
    const closed = await load(loader, shop.domain, '/app/alerts?tab=closed');
    expect(closed.alerts).toMatchObject([{ alertId, state: 'dismissed' }]);
    expect(closed.openCount).toBe(before.openCount - 1);
    expect(await press('reopen', alertId)).toEqual({ outcome: 'reopened' });
    expect(await press('reopen', alertId)).toEqual({ outcome: 'not-dismissed' });
    expect((await load(loader, shop.domain, '/app/alerts')).openCount).toBe(before.openCount);
  });

  it.each([{ intent: 'delete', alertId: '1' }, { intent: 'dismiss', alertId: "1' or true" }, { intent: 'dismiss' }, { intent: 'dismiss', alertId: '-1' }])('takes nothing but its own wishes: %o', async (form) => {
    expect(await statusOf(act(action, shop.domain, '/app/alerts', form as Record<string, string>))).toBe(400);
  });
});
