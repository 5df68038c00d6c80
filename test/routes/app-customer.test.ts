import { beforeAll, describe, expect, it } from 'vitest';
import { getCustomerPage } from '../../app/records/pages/customers/one.ts';
import { action, loader } from '../../app/routes/app.customers.$customerId.tsx';
import { NOW_MS } from '../scoring/support/shoppers.ts';
import { useDatabase } from '../support/database.ts';
import { act, load, statusOf } from './support/call.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';

const db = useDatabase();
let shop: SeededShop;
let other: SeededShop;
const pageOf = (customerId: bigint) => getCustomerPage(shop.shopId, customerId, { timeZone: 'America/New_York', unpaidAfterDays: 30, nowMs: NOW_MS });

beforeAll(async () => {
  shop = await seededShop(db);
  other = await seededShop(db, { shoppers: 10, seed: 5 });
  await db.asOwner('insert into customer (shop_id, customer_id, created_at, updated_at) values ($1, 8000, now(), now())', [other.shopId]);
});

describe('a customer', () => {
  it.each(['8000', '999999', '0', '-1', 'abc', '1e3', '99999999999999999999'])('%s that this shop does not have is not there, whether it is another shop’s or nobody’s', async (customerId) => {
    const answer = await loader({ request: (await import('./support/signed-in.ts').then(({ merchantRequest }) => merchantRequest(shop.domain, `/app/customers/${customerId}`))), params: { customerId }, context: {} }).then(
      () => 'found',
      async (thrown: unknown) => (thrown instanceof Response ? { status: thrown.status, body: await thrown.text(), headers: [...thrown.headers] } : thrown),
    );
    expect(answer).toEqual({ status: 404, body: '', headers: [] });
    expect(await statusOf(act(action, shop.domain, `/app/customers/${customerId}`, { intent: 'scoring', optOut: 'yes' }, { customerId }))).toBe(404);
  });

  it('of another shop was not touched by that', async () => {
    expect(await db.asOwner('select scoring_opt_out from customer where customer_id = 8000')).toEqual([{ scoring_opt_out: false }]);
  });

  it('has every order, counted or left out by the rule that scoring used', async () => {
    const page = await pageOf(BigInt(shop.oddCustomerId));
    const [score] = await db.asOwner<{ orders: number; value: number }>('select orders, value_minor::float8 as value from customer_score where shop_id = $1 and customer_id = $2', [shop.shopId, shop.oddCustomerId]);
    expect(page?.ordersCounted).toBe(score?.orders);
    const counted = page?.orders.filter(({ leftOutBy }) => leftOutBy === null) ?? [];
    expect(counted.reduce((sum, order) => sum + order.netMinor, 0)).toBe(score?.value);
    expect(page?.ordersLeftOut).toMatchObject({ test: 2, voided: 1, expired: 1, unpaid: 2, 'no-value': 1 });
    const [all] = await db.asOwner<{ n: number }>('select count(*)::int as n from "order" where shop_id = $1 and customer_id = $2', [shop.shopId, shop.oddCustomerId]);
    expect(page?.orders).toHaveLength(all?.n ?? 0);
  });

  it('has the orders of those who were merged into it, also through a third', async () => {
    await db.asOwner('update customer set merged_into_id = 1021 where shop_id = $1 and customer_id = 1022', [shop.shopId]);
    await db.asOwner('update customer set merged_into_id = 1020 where shop_id = $1 and customer_id = 1021', [shop.shopId]);
    const page = await pageOf(1020n);
    const [all] = await db.asOwner<{ n: number }>('select count(*)::int as n from "order" where shop_id = $1 and customer_id in (1020, 1021, 1022)', [shop.shopId]);
    expect(page?.orders).toHaveLength(all?.n ?? 0);
    expect(page?.mergedIds).toEqual(['1021']);
    expect((await pageOf(1021n))?.mergedIntoId).toBe('1020');
  });

  it('has a risk score whose parts add up to it', async () => {
    const [alert] = await db.asOwner<{ customer_id: string }>("select customer_id from churn_alert where shop_id = $1 and state = 'open' limit 1", [shop.shopId]);
    const { customer } = await load(loader, shop.domain, '/app/customers/x', { customerId: alert?.customer_id ?? '' });
    const sum = customer.scores?.reasons.reduce((points, reason) => points + reason.contribution, 0);
    expect(customer.scores?.riskScore).toBeGreaterThan(80);
    expect(sum).toBe(customer.scores?.riskScore);
    expect(customer.alerts[0]).toMatchObject({ customerId: alert?.customer_id, state: 'open', reasons: customer.scores?.reasons });
  });

  it('has what Shopify holds in our fields, and whether something else is on its way', async () => {
    expect((await pageOf(1030n))?.fields).toBeNull();
    await db.asOwner("insert into customer_metafield (shop_id, customer_id, stage, risk_score, to_stage, to_risk_score, state, written_at) values ($1, 1030, 'active', 20, 'cooling', 20, 'planned', $2)", [shop.shopId, new Date(NOW_MS)]);
    await db.asOwner("insert into customer_metafield (shop_id, customer_id, stage, state) values ($1, 1030, 'lost', 'written')", [other.shopId]);
    expect((await pageOf(1030n))?.fields).toEqual({ stage: 'active', riskScore: 20, offerCode: null, writtenAtMs: NOW_MS, waiting: true, error: null });
  });

  it('has our tags with the newest reason and time of each', async () => {
    await db.asOwner("update customer set own_tags = array['perennial:group:loyal', 'perennial:stage:active'] where shop_id = $1 and customer_id = 1030", [shop.shopId]);
    await db.asOwner("insert into tag_run (shop_id, tag_run_id, state, reason) overriding system value values ($1, 901, 'done', 'x'), ($1, 902, 'done', 'x')", [shop.shopId]).catch(() => db.asOwner("insert into tag_run (shop_id, tag_run_id, state, reason) values ($1, 901, 'done', 'x'), ($1, 902, 'done', 'x')", [shop.shopId]));
    await db.asOwner(
      `insert into tag_change (shop_id, tag_run_id, customer_id, add, remove, reason, state, applied_at) values
       ($1, 901, 1030, array['perennial:group:loyal'], '{}', 'alert-closed', 'applied', '2026-01-01Z'),
       ($1, 902, 1030, array['perennial:group:loyal'], '{}', 'scored', 'applied', '2026-02-01Z')`,
      [shop.shopId],
    );
    expect((await pageOf(1030n))?.tags).toEqual([
      { tag: 'perennial:group:loyal', reason: 'scored', sinceMs: Date.UTC(2026, 1, 1) },
      { tag: 'perennial:stage:active', reason: null, sinceMs: null },
    ]);
  });
});

describe('opting out of scoring', () => {
  it('writes the wish and asks for the customer to be scored anew, in one go; twice is once', async () => {
    const wish = () => act(action, shop.domain, '/app/customers/1005', { intent: 'scoring', optOut: 'yes' }, { customerId: '1005' });
    expect(await Promise.all([wish(), wish()])).toEqual([{ optedOut: true }, { optedOut: true }]);
    expect(await db.asOwner('select scoring_opt_out from customer where shop_id = $1 and customer_id = 1005', [shop.shopId])).toEqual([{ scoring_opt_out: true }]);
    const jobs = await db.asOwner<{ data: unknown }>("select data from pgboss.job where name = 'score-customers' and data->>'shopId' = $1", [String(shop.shopId)]);
    expect(jobs).toEqual([{ data: { shopId: String(shop.shopId), customerIds: ['1005'] } }]);
  });

  it('takes no other wish', async () => {
    expect(await statusOf(act(action, shop.domain, '/app/customers/1005', { intent: 'scoring', optOut: 'perhaps' }, { customerId: '1005' }))).toBe(400);
  });
});
