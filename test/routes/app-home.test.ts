import { beforeAll, describe, expect, it } from 'vitest';
import { action, loader } from '../../app/routes/app._index.tsx';
import { useDatabase } from '../support/database.ts';
import { act, load, statusOf } from './support/call.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import { setMood } from './support/shopify-stub.ts';
import { merchantRequest, signIn } from './support/signed-in.ts';

const db = useDatabase();
let shop: SeededShop;

beforeAll(async () => {
  shop = await seededShop(db);
  // Another shop with more of everything: none of it may be counted.
  await seededShop(db, { shoppers: 40, seed: 12 });
});

describe('the figures of Home', () => {
  it('are the sums of what is in the tables', async () => {
    const { figures, freshness } = await load(loader, shop.domain, '/app');
    // Counted straight from the orders, by another statement of the same rules; the test clock stands at 2026-06-01.
    const [counted] = await db.asOwner<{ orders: number; net: number; buyers: number; repeat: number }>(
      `with counted as (
         select customer_id, net_minor from "order"
         where shop_id = $1 and not test and cancelled_at is null and coalesce(financial_status, '') not in ('VOIDED', 'EXPIRED') and net_minor > 0 and customer_id is not null
           and not (coalesce(financial_status, 'PENDING') in ('PENDING', 'AUTHORIZED')
                    and date '2026-06-01' - (processed_at at time zone 'America/New_York')::date > 30)),
       per as (select customer_id, count(*) as orders from counted group by 1)
       select (select count(*)::int from counted) as orders, (select sum(net_minor)::float8 from counted) as net,
              (select count(*)::int from per) as buyers, (select count(*)::int from per where orders > 1) as repeat`,
      [shop.shopId],
    );
    expect(figures?.orders).toEqual({ counted: counted?.orders, netMinor: counted?.net });
    expect(freshness.fullCount).toMatchObject({ ordersCounted: counted?.orders, netMinor: counted?.net });
    expect(figures?.customers).toMatchObject({ buyers: counted?.buyers, repeatBuyers: counted?.repeat, known: 130, merged: 0, optedOut: 0, notYetScored: 0 });

    const [risk] = await db.asOwner<{ alerts: number; value: number }>(`select count(*)::int as alerts, coalesce(sum(value_at_risk_minor), 0)::float8 as value from churn_alert where shop_id = $1 and state = 'open'`, [shop.shopId]);
    expect(risk?.alerts).toBeGreaterThan(0);
    expect(figures?.risk).toEqual({ openAlerts: risk?.alerts, valueAtRiskMinor: risk?.value });
    const [forecast] = await db.asOwner<{ back: number; year: number }>('select sum(1 - lapse_chance) as back, sum(expected_value_minor)::float8 as year from customer_score where shop_id = $1', [shop.shopId]);
    expect(figures?.expected.customers).toBeCloseTo(forecast?.back ?? 0, 8);
    expect(figures?.expected.yearValueMinor).toBe(forecast?.year);
  });

  it('and their ledger add up: counted and left out are all orders there are', async () => {
    const { freshness } = await load(loader, shop.domain, '/app');
    const [all] = await db.asOwner<{ orders: number }>('select count(*)::int as orders from "order" where shop_id = $1', [shop.shopId]);
    const leftOut = freshness.fullCount?.leftOut ?? [];
    expect((freshness.fullCount?.ordersCounted ?? 0) + leftOut.reduce((sum, rule) => sum + rule.orders, 0)).toBe(all?.orders);
    expect(leftOut.map(({ rule }) => rule)).toEqual(['test', 'cancelled', 'voided', 'expired', 'unpaid', 'no-value', 'no-customer']);
  });

  it('say how many changes wait', async () => {
    await db.asOwner(`insert into webhook_inbox (shop_id, topic, event_id) values ($1, 'orders/create', 'one'), ($1, 'orders/create', 'two')`, [shop.shopId]);
    expect((await load(loader, shop.domain, '/app')).freshness.changesWaiting).toBe(2);
    await db.asOwner('delete from webhook_inbox where shop_id = $1', [shop.shopId]);
  });
});

describe('the customers needing attention', () => {
  it('are those with most at stake, and their names come from Shopify afterwards', async () => {
    const { alerts, names } = await load(loader, shop.domain, '/app');
    const stakes = await db.asOwner<{ customer_id: string }>(`select customer_id from churn_alert where shop_id = $1 and state = 'open' order by value_at_risk_minor desc, alert_id limit 5`, [shop.shopId]);
    expect(alerts.map(({ customerId }) => customerId)).toEqual(stakes.map((row) => row.customer_id));
    const [first] = alerts;
    expect((await names)[first?.customerId ?? '']).toBe(`Shopper ${first?.customerId}`);
  });

  it.each(['names-denied', 'down'] as const)('are shown by number where Shopify is %s', async (mood) => {
    setMood(mood);
    try {
      const { alerts, names } = await load(loader, shop.domain, '/app');
      expect(alerts.length).toBeGreaterThan(0);
      expect(await names).toEqual({});
    } finally {
      setMood('willing');
    }
  });
});

describe('the setup guide', () => {
  it('stays away once dismissed, and pressing twice changes nothing', async () => {
    expect((await load(loader, shop.domain, '/app')).setupDismissed).toBe(false);
    await Promise.all([1, 2].map(() => act(action, shop.domain, '/app', { intent: 'dismiss-setup' })));
    expect((await load(loader, shop.domain, '/app')).setupDismissed).toBe(true);
    expect(await db.asOwner('select marks from shop where shop_id = $1', [shop.shopId])).toEqual([{ marks: { dismissed: ['setup'] } }]);
  });

  it('keeps what else is noted of the shop', async () => {
    const other = await db.newShop();
    await signIn(other.domain);
    await db.asOwner(`update shop set marks = '{"problems": {"shop-frozen": "2026-01-01T00:00:00Z"}, "more": 1}' where shop_id = $1`, [other.shopId]);
    await act(action, other.domain, '/app', { intent: 'dismiss-setup' });
    expect(await db.asOwner('select marks from shop where shop_id = $1', [other.shopId])).toEqual([{ marks: { problems: { 'shop-frozen': '2026-01-01T00:00:00Z' }, more: 1, dismissed: ['setup'] } }]);
    expect((await load(loader, other.domain, '/app')).problems).toEqual(['shop-frozen']);
  });

  it('opens the theme editor of this shop with our block', async () => {
    const { themeEditorUrl } = await load(loader, shop.domain, '/app');
    expect(themeEditorUrl).toBe(`https://${shop.domain}/admin/themes/current/editor?template=product&addAppBlockId=0123456789abcdef0123456789abcdef%2Fyour-offer&target=mainSection`);
  });
});

describe('the import', () => {
  it('that stopped is started again by the merchant, once', async () => {
    await Promise.all([1, 2].map(() => act(action, shop.domain, '/app', { intent: 'import-again' })));
    const jobs = await db.asOwner<{ data: unknown }>(`select data from pgboss.job where name = 'import-shop' and data->>'shopId' = $1`, [String(shop.shopId)]);
    expect(jobs).toEqual([{ data: { shopId: String(shop.shopId) } }]);
  });

  it('shows the newest run of each kind', async () => {
    const other = await db.newShop();
    await signIn(other.domain);
    await db.asOwner(
      `insert into bulk_import (shop_id, kind, state, object_count, bytes_applied, file_bytes, started_at, finished_at)
       values ($1, 'customers', 'failed', 1, 0, null, now() - interval '1 hour', now()), ($1, 'customers', 'applying', 500, 40, 100, now(), null)`,
      [other.shopId],
    );
    const { progress } = await load(loader, other.domain, '/app');
    expect(progress.state).toBe('running');
    expect(progress.steps).toMatchObject([{ kind: 'customers', state: 'applying', objects: 500, bytesApplied: 40, fileBytes: 100 }, { kind: 'orders', state: 'waiting' }]);
  });
});

describe('who asks', () => {
  it('must be signed in: a forged token is refused and nothing is changed', async () => {
    const request = await merchantRequest(shop.domain, '/app', { intent: 'import-again' });
    const forged = new Request(request, { headers: { authorization: `${request.headers.get('authorization')?.slice(0, -4)}AAAA` } });
    expect(await statusOf(action({ request: forged, params: {}, context: {} }))).toBe(401);
  });

  it('with an unknown wish gets 400', async () => {
    expect(await statusOf(act(action, shop.domain, '/app', { intent: 'drop-everything' }))).toBe(400);
  });
});
