// Who asks not to be scored is nowhere that scores lead to, whichever way one looks.
import { beforeAll, describe, expect, it } from 'vitest';
import { reviewAlertsAt } from '../../app/campaigns/alerts/review-alerts.ts';
import { makeOffer } from '../../app/campaigns/offers/make-offer.ts';
import { inShop, inShopBulk } from '../../app/records/db.ts';
import { getMembers } from '../../app/records/movement/segment-movements.ts';
import { exportPerson } from '../../app/records/privacy/person-export.ts';
import { askForPreview, getPreview, getPreviewedPlaces } from '../../app/records/segments/definition-previews.ts';
import { getShopSettings, scoringSettings } from '../../app/records/shop-settings.ts';
import { action as customerAction, loader as customer } from '../../app/routes/app.customers.$customerId.tsx';
import { loader as alerts } from '../../app/routes/app.alerts.tsx';
import { backtestPast } from '../../app/scoring/backtest-shop.ts';
import { askForMovement, computeMovement } from '../../app/scoring/move-segments.ts';
import { previewAt } from '../../app/scoring/preview/preview-definition.ts';
import { scoreNamedCustomers } from '../../app/scoring/score-customers.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { planChanges } from '../../app/write-back/customer-tags/plan-changes.ts';
import { act, load } from '../routes/support/call.ts';
import { type SeededShop, seededShop } from '../routes/support/seeded-shop.ts';
import '../routes/support/shopify-stub.ts';
import { NOW_MS } from '../scoring/support/shoppers.ts';
import { useDatabase } from '../support/database.ts';

const db = useDatabase();
const TODAY = Math.floor(NOW_MS / 86_400_000);
let shop: SeededShop;
let id: bigint;
let alertId: bigint;
let scoredBefore: number;

const wish = (optOut: 'yes' | 'no') => act(customerAction, shop.domain, `/app/customers/${id}`, { intent: 'scoring', optOut }, { customerId: id.toString() });
const count = async (table: string, where = 'true') => (await db.asOwner<{ n: number }>(`select count(*)::int as n from ${table} where shop_id = $1 and ${where}`, [shop.shopId]))[0]?.n ?? 0;

async function movedMembers(): Promise<readonly bigint[]> {
  await askForMovement(shop.shopId, TODAY - 30, TODAY, scoringSettings(await getShopSettings(shop.shopId)));
  await computeMovement(shop.shopId, 'America/New_York', TODAY - 30, TODAY, NOW_MS);
  return [...((await getMembers(shop.shopId, TODAY - 30, TODAY))?.customerIds ?? [])].map(BigInt);
}

async function preview(): Promise<bigint> {
  const settings = await getShopSettings(shop.shopId);
  const previewId = await inShop(shop.shopId, (tx) => askForPreview(tx, shop.shopId, { ...settings, unpaidAfterDays: 3 }));
  await previewAt(shop.shopId, previewId, NOW_MS);
  return previewId;
}

beforeAll(async () => {
  shop = await seededShop(db, { shoppers: 130, seed: 11 });
  const [open] = await db.asOwner<{ customer_id: string; alert_id: string }>("select customer_id, alert_id from churn_alert where shop_id = $1 and state = 'open' order by alert_id limit 1", [shop.shopId]);
  id = BigInt(open?.customer_id ?? 0);
  alertId = BigInt(open?.alert_id ?? 0);
  await db.asOwner("update customer set own_tags = array['perennial:alert', 'perennial:stage:at-risk'] where shop_id = $1 and customer_id = $2", [shop.shopId, id]);
  scoredBefore = await count('customer_score');
});

describe('a customer who opts out', () => {
  it('was scored, at risk, in the movement and in the preview before', async () => {
    expect(id).toBeGreaterThan(0n);
    expect(await movedMembers()).toContain(id);
    const previewId = await preview();
    expect([...((await getPreviewedPlaces(shop.shopId, previewId))?.places.customerIds ?? [])].map(BigInt)).toContain(id);
  });

  it('gets no offer from that moment, though the alert still stands, and is in nothing that was worked out before', async () => {
    await wish('yes');
    expect(await count('churn_alert', `state = 'open' and customer_id = ${id}`)).toBe(1);
    expect(await makeOffer(shop.shopId, alertId)).toEqual({ outcome: 'no-alert' });
    expect([await count('code_intent', `customer_id = ${id}`), await count('segment_movement'), await count('definition_preview')]).toEqual([0, 0, 0]);
    expect(await db.asOwner("select 1 from pgboss.job where name = 'score-customers' and data -> 'customerIds' ? $1", [id.toString()])).toHaveLength(1);
  });

  it('has no score after the scoring that was asked for, nor after a whole one; the alert is closed, and the tags are to go', async () => {
    await scoreNamedCustomers(shop.shopId, [id], NOW_MS);
    await reviewAlertsAt(shop.shopId, [id], NOW_MS);
    for (const again of [false, true]) {
      if (again) await scoreWholeShop(shop.shopId, NOW_MS);
      if (again) await reviewAlertsAt(shop.shopId, undefined, NOW_MS);
      expect(await count('customer_score')).toBe(scoredBefore - 1);
      expect(await count('customer_score', `customer_id = ${id}`)).toBe(0);
      expect(await count('churn_alert', `state = 'open' and customer_id = ${id}`)).toBe(0);
    }
    const changes = await inShopBulk(shop.shopId, async (connection) => {
      const pages = [];
      for await (const page of planChanges(connection, shop.shopId, { group: true, stage: true, alert: true })) pages.push(...page.changes);
      return pages;
    });
    expect(changes.find(({ customerId }) => BigInt(customerId) === id)).toMatchObject({ add: [], remove: ['perennial:alert', 'perennial:stage:at-risk'] });
  });

  it('is in no movement, no preview and no backtest', async () => {
    expect(await movedMembers()).not.toContain(id);
    const previewId = await preview();
    expect([...((await getPreviewedPlaces(shop.shopId, previewId))?.places.customerIds ?? [])].map(BigInt)).not.toContain(id);
    expect((await inShop(shop.shopId, (tx) => getPreview(tx, shop.shopId, previewId)))?.movement?.customers).toBe(scoredBefore - 1);
    const customersOfBacktest = async () => {
      await db.asOwner("insert into shop_backtest (shop_id, as_of, horizon_days, made_with) values ($1, date '1970-01-01' + $2::int, 90, '{}') on conflict do nothing", [shop.shopId, TODAY - 90]);
      return backtestPast(shop.shopId, 'America/New_York', TODAY - 90, NOW_MS);
    };
    await customersOfBacktest();
    const without = await db.asOwner('select result from shop_backtest where shop_id = $1', [shop.shopId]);
    await wish('no');
    await customersOfBacktest();
    const within = await db.asOwner('select result from shop_backtest where shop_id = $1', [shop.shopId]);
    await wish('yes');
    expect(without).not.toEqual(within);
    // A wish is honoured at once, also by a scoring that began before it was made.
    await scoreNamedCustomers(shop.shopId, [id], NOW_MS);
  });

  it('is on no page as somebody who is scored, and is handed out as somebody who is not', async () => {
    const page = await load(customer, shop.domain, `/app/customers/${id}`, { customerId: id.toString() });
    expect([page.customer.optedOut, page.customer.scores, page.customer.outlook]).toEqual([true, null, null]);
    const open = await load(alerts, shop.domain, '/app/alerts');
    expect(open.alerts.map(({ customerId }) => customerId)).not.toContain(id.toString());
    const person = await inShop(shop.shopId, (tx) => exportPerson(tx, shop.shopId, { requestId: '1', customerId: id, orderIds: [], askedAt: new Date() }, new Date()));
    expect([person.tables['customer_score'], person.scoredBy]).toEqual([[], []]);
    expect(person.tables['customer']).toMatchObject([{ scoring_opt_out: true }]);
  });
});
