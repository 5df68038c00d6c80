import { describe, expect, it } from 'vitest';
import { dismissAlert } from '../../app/campaigns/alerts/dismiss-alert.ts';
import { reopenAlert } from '../../app/campaigns/alerts/reopen-alert.ts';
import { reviewAlerts, reviewAlertsAt } from '../../app/campaigns/alerts/review-alerts.ts';
import { useDatabase } from '../support/database.ts';
import { alertsOf, clearJobs, DAY_MS, jobsOf, NOW_MS, putOrder, putScores } from './at-risk.ts';

const db = useDatabase();

async function onlyAlert(shopId: bigint): Promise<bigint> {
  const alerts = await alertsOf(db, shopId);
  expect(alerts).toHaveLength(1);
  return BigInt(alerts[0]?.alert_id ?? 0);
}

describe('reviewing the alerts', () => {
  it('raises one for whom the rules name, with its figures, and asks for the tags of all', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [
      { customerId: 1, riskScore: 91, valueAtRiskMinor: 12_345 },
      { customerId: 2, riskScore: 80 },
      { customerId: 3, riskScore: null, lifecycleStage: 'prospect' },
      { customerId: 4, riskScore: 97, lifecycleStage: 'lost' },
      { customerId: 5, riskScore: 95, valueAtRiskMinor: 0 },
    ]);
    await clearJobs(db);
    expect(await reviewAlertsAt(shopId, undefined, NOW_MS)).toEqual({ raised: 1, updated: 0, closed: 0 });
    expect(await alertsOf(db, shopId)).toMatchObject([{ customer: 1, state: 'open', risk_score: 91, value: 12_345, cause: 'drifting' }]);
    expect(await jobsOf(db, shopId)).toEqual(['write-metafields', 'write-tags'].map((name) => ({ name, data: { shopId: shopId.toString(), reason: 'scored' } })));
  });

  it('raises one once an episode, through three scorings, and follows the score', async () => {
    const { shopId } = await db.newShop();
    for (const [day, riskScore] of [[0, 85], [1, 88], [2, 88]] as const) {
      const nowMs = NOW_MS + day * DAY_MS;
      await putScores(shopId, [{ customerId: 1, riskScore, lastOrderDaysAgo: 100 + day }], nowMs);
      await reviewAlertsAt(shopId, undefined, nowMs);
    }
    expect(await alertsOf(db, shopId)).toMatchObject([{ customer: 1, state: 'open', risk_score: 88 }]);
  });

  it('writes nothing when nothing changed', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }]);
    await reviewAlertsAt(shopId, undefined, NOW_MS);
    const row = () => db.asOwner('select *, xmin::text from churn_alert where shop_id = $1', [shopId]);
    const before = await row();
    expect(await reviewAlertsAt(shopId, undefined, NOW_MS + DAY_MS)).toEqual({ raised: 0, updated: 0, closed: 0 });
    expect(await row()).toEqual(before);
  });

  it('closes one as returned when the customer has bought, and raises the next when they fall silent again', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }]);
    await reviewAlertsAt(shopId, undefined, NOW_MS);
    const back = NOW_MS + 5 * DAY_MS;
    await putOrder(shopId, 1, 501, back);
    await putScores(shopId, [{ customerId: 1, riskScore: 12, lastOrderDaysAgo: 0, lifecycleStage: 'won-back' }], back);
    expect(await reviewAlertsAt(shopId, undefined, back)).toMatchObject({ closed: 1 });
    const silent = back + 120 * DAY_MS;
    await putScores(shopId, [{ customerId: 1, riskScore: 92, lastOrderDaysAgo: 120 }], silent);
    expect(await reviewAlertsAt(shopId, undefined, silent)).toMatchObject({ raised: 1 });
    expect((await alertsOf(db, shopId)).map(({ state }) => state)).toEqual(['returned', 'open']);
  });

  it('closes one as recovered only ten points below the threshold, and does not raise it again in the same silence', async () => {
    const { shopId } = await db.newShop();
    await putOrder(shopId, 1, 502, NOW_MS - 100 * DAY_MS);
    const states: string[] = [];
    for (const [day, riskScore] of [[0, 85], [1, 75], [2, 69], [3, 90]] as const) {
      const nowMs = NOW_MS + day * DAY_MS;
      await putScores(shopId, [{ customerId: 1, riskScore, lastOrderDaysAgo: 100 + day }], nowMs);
      await reviewAlertsAt(shopId, undefined, nowMs);
      states.push((await alertsOf(db, shopId)).map(({ state }) => state).join());
    }
    expect(states).toEqual(['open', 'open', 'recovered', 'recovered']);
  });

  it('touches only the named customers', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }, { customerId: 2, riskScore: 95 }]);
    await clearJobs(db);
    await reviewAlerts({ shopId: shopId.toString(), customerIds: ['2'] });
    expect(await alertsOf(db, shopId)).toMatchObject([{ customer: 2 }]);
    expect(await jobsOf(db, shopId)).toEqual(['write-metafields', 'write-tags'].map((name) => ({ name, data: { shopId: shopId.toString(), reason: 'scored', customerIds: ['2'] } })));
  });

  it('closes the alert of somebody who is not scored any more', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }, { customerId: 2, riskScore: 95 }]);
    await reviewAlertsAt(shopId, undefined, NOW_MS);
    await db.asOwner('delete from customer_score where shop_id = $1 and customer_id = 1', [shopId]);
    expect(await reviewAlertsAt(shopId, [1n], NOW_MS)).toMatchObject({ closed: 1 });
    expect(await alertsOf(db, shopId)).toMatchObject([{ customer: 1, state: 'erased' }, { customer: 2, state: 'open' }]);
  });

  it("leaves no alert of somebody who was erased between the score and the review", async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }]);
    await db.asOwner('delete from customer where shop_id = $1', [shopId]);
    expect(await reviewAlertsAt(shopId, undefined, NOW_MS)).toMatchObject({ raised: 0 });
    expect(await alertsOf(db, shopId)).toEqual([]);
  });

  it('never mixes two shops, also where their customers have the same numbers', async () => {
    const [one, two] = [await db.newShop(), await db.newShop()];
    await putScores(one.shopId, [{ customerId: 1, riskScore: 90 }]);
    await putScores(two.shopId, [{ customerId: 1, riskScore: 20 }]);
    await Promise.all([reviewAlertsAt(one.shopId, undefined, NOW_MS), reviewAlertsAt(two.shopId, undefined, NOW_MS)]);
    expect(await alertsOf(db, one.shopId)).toHaveLength(1);
    expect(await alertsOf(db, two.shopId)).toEqual([]);
    const theirs = await onlyAlert(one.shopId);
    expect(await dismissAlert(two.shopId, theirs)).toEqual({ outcome: 'no-alert' });
    expect(await reopenAlert(two.shopId, theirs)).toEqual({ outcome: 'not-dismissed' });
    expect(await alertsOf(db, one.shopId)).toMatchObject([{ state: 'open' }]);
  });

  it('twice at once raises one alert', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, Array.from({ length: 40 }, (_, i) => ({ customerId: i + 1, riskScore: 90 })));
    const reviewed = await Promise.all([1, 2, 3, 4].map(() => reviewAlertsAt(shopId, undefined, NOW_MS)));
    expect(reviewed.reduce((sum, { raised }) => sum + raised, 0)).toBe(40);
    expect(await alertsOf(db, shopId)).toHaveLength(40);
  });

  it('raises nothing and asks for nothing when the transaction is lost', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }]);
    await clearJobs(db);
    await db.asOwner('create function break_off() returns trigger language plpgsql as $$ begin raise exception \'broken off on purpose\'; end $$');
    await db.asOwner('create trigger break_off before insert on pgboss.job for each row execute function break_off()');
    await expect(reviewAlertsAt(shopId, undefined, NOW_MS)).rejects.toThrow('broken off on purpose');
    await db.asOwner('drop function break_off cascade');
    expect(await alertsOf(db, shopId)).toEqual([]);
    expect(await jobsOf(db, shopId)).toEqual([]);
  });
});

describe('dismissing an alert', () => {
  it('closes it, takes its tag away, and keeps it closed until the customer has bought again', async () => {
    const { shopId } = await db.newShop();
    const lastOrder = NOW_MS - 100 * DAY_MS;
    await putOrder(shopId, 1, 601, lastOrder);
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }]);
    await reviewAlertsAt(shopId, undefined, NOW_MS);
    const alertId = await onlyAlert(shopId);
    await clearJobs(db);
    expect(await dismissAlert(shopId, alertId)).toEqual({ outcome: 'dismissed' });
    expect(await dismissAlert(shopId, alertId)).toEqual({ outcome: 'no-alert' });
    expect(await jobsOf(db, shopId)).toEqual([{ name: 'write-tags', data: { shopId: shopId.toString(), reason: 'alert-closed', customerIds: ['1'] } }]);

    for (const day of [1, 2, 3]) {
      const nowMs = NOW_MS + day * DAY_MS;
      await putScores(shopId, [{ customerId: 1, riskScore: 90 + day, lastOrderDaysAgo: 100 + day }], nowMs);
      await reviewAlertsAt(shopId, undefined, nowMs);
    }
    expect((await alertsOf(db, shopId)).map(({ state }) => state)).toEqual(['dismissed']);

    // Bought after the dismissal, and silent again: a new episode.
    const bought = Date.now() + DAY_MS;
    await putOrder(shopId, 1, 602, bought);
    const silent = bought + 150 * DAY_MS;
    await putScores(shopId, [{ customerId: 1, riskScore: 93, lastOrderDaysAgo: 150 }], silent);
    await reviewAlertsAt(shopId, undefined, silent);
    expect((await alertsOf(db, shopId)).map(({ state }) => state)).toEqual(['dismissed', 'open']);
  });

  it('can be undone', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }]);
    await reviewAlertsAt(shopId, undefined, NOW_MS);
    const alertId = await onlyAlert(shopId);
    await dismissAlert(shopId, alertId);
    await clearJobs(db);
    expect(await reopenAlert(shopId, alertId)).toEqual({ outcome: 'reopened' });
    expect(await reopenAlert(shopId, alertId)).toEqual({ outcome: 'not-dismissed' });
    expect(await alertsOf(db, shopId)).toMatchObject([{ state: 'open' }]);
    expect(await jobsOf(db, shopId)).toEqual([{ name: 'review-alerts', data: { shopId: shopId.toString(), customerIds: ['1'] } }]);
  });

  it('cannot be undone past a newer alert', async () => {
    const { shopId } = await db.newShop();
    await putScores(shopId, [{ customerId: 1, riskScore: 90 }]);
    await reviewAlertsAt(shopId, undefined, NOW_MS);
    const alertId = await onlyAlert(shopId);
    await dismissAlert(shopId, alertId);
    await db.asOwner("insert into churn_alert (shop_id, customer_id, raised_at, updated_at, risk_score, value_at_risk_minor, cause) values ($1, 1, now(), now(), 95, 1, 'drifting')", [shopId]);
    expect(await reopenAlert(shopId, alertId)).toEqual({ outcome: 'not-dismissed' });
  });
});
