// Privacy webhooks of somebody for whom Shopify gives no customer's number, only an e-mail address or a phone number; and requests
// that lie for long.
import { beforeAll, describe, expect, it } from 'vitest';
import { inShop, type ShopId } from '../../app/records/db.ts';
import { exportPerson } from '../../app/records/privacy/person-export.ts';
import { getDataRequest } from '../../app/records/privacy/data-requests.ts';
import { getShopProblems } from '../../app/records/shop-problems.ts';
import { action, loader } from '../../app/routes/app.privacy/route.tsx';
import { watchRequests } from '../../app/sync/privacy/watch-requests.ts';
import { act, load } from '../routes/support/call.ts';
import { signIn } from '../routes/support/signed-in.ts';
import { useDatabase } from '../support/database.ts';
import { orderBody } from '../sync/support/bodies.ts';
import { applyAll, happen } from '../sync/support/inbox.ts';
import { send } from '../sync/support/sign.ts';
import { everythingIn } from './everything.ts';

const db = useDatabase();
const DAY_MS = 86_400_000;
const AT = '2026-03-02T10:00:00Z';
const CONTACT = { email: 'zq1xemail@example.com', phone: '+49zq1xphone' };

let shopId: ShopId;
let domain: string;

beforeAll(async () => {
  ({ shopId, domain } = await db.newShop());
  await signIn(domain);
});

const orders = (...of: [id: number, customerId: number | null][]) => happen(shopId, ...of.map(([id, customerId]) => ({ topic: 'orders/create', triggeredAt: AT, body: orderBody({ id, customerId, updatedAt: AT }) })));
async function told(topic: string, body: Record<string, unknown>): Promise<void> {
  expect(await send({ topic, shop: domain, body: { shop_id: 1, shop_domain: domain, ...body }, triggeredAt: new Date().toISOString() })).toBe(200);
  await applyAll(shopId);
}
const left = async () => ({
  orders: (await db.asOwner<{ id: string }>('select order_id::text as id from "order" where shop_id = $1 order by order_id', [shopId])).map(({ id }) => id),
  customers: (await db.asOwner<{ id: string }>('select customer_id::text as id from customer where shop_id = $1 order by customer_id', [shopId])).map(({ id }) => id),
});
const lastOutcome = async () => (await db.asOwner<{ outcome: string; body: unknown }>('select outcome, body from webhook_inbox where shop_id = $1 order by inbox_id desc limit 1', [shopId]))[0];

describe('an order to erase somebody without a number', () => {
  it.each([
    ['no number at all', { ...CONTACT }],
    ['a number of 0', { id: 0, ...CONTACT }],
    ['null for a number', { id: null, ...CONTACT }],
    ['a phone number alone', { phone: CONTACT.phone }],
  ])('with %s erases the orders it names, and the customer whose they all are', async (_name, customer) => {
    await orders([101, 11], [102, 11], [103, null], [104, 12]);
    await told('customers/redact', { customer, orders_to_redact: [101, 102, 103] });
    expect(await lastOutcome()).toEqual({ outcome: 'applied', body: null });
    expect(await left()).toEqual({ orders: ['104'], customers: ['12'] });
    // They stay away, and so does what comes late.
    await orders([101, 11], [105, 11]);
    expect(await left()).toEqual({ orders: ['104'], customers: ['12'] });
    await db.asOwner('delete from tombstone where shop_id = $1', [shopId]);
  });

  it('whose named orders are of several customers erases the orders, and no customer', async () => {
    await orders([111, 21], [112, 22], [113, 21]);
    await told('customers/redact', { customer: CONTACT, orders_to_redact: [111, 112] });
    const now = await left();
    expect(now.orders).toContain('113');
    expect(now.orders).not.toContain('111');
    expect(now.customers).toEqual(expect.arrayContaining(['21', '22']));
  });

  it('that names nothing finds nobody, tells the merchant so, and keeps neither address nor phone number anywhere', async () => {
    const before = await left();
    expect((await load(loader, domain, '/app/privacy')).unmatched).toBeNull();
    await told('customers/redact', { customer: CONTACT, orders_to_redact: [] });
    expect(await lastOutcome()).toEqual({ outcome: 'applied: nobody-found', body: null });
    expect((await load(loader, domain, '/app/privacy')).unmatched).toEqual({ redactions: 1, lastAtMs: expect.any(Number) });
    expect(await left()).toEqual(before);
    const held = await everythingIn(db);
    expect(held.filter(({ text }) => text.includes('zq1x'))).toEqual([]);
  });
});

describe('a request for data of somebody without a number', () => {
  it('is the request of the customer whose the named orders are', async () => {
    await orders([201, 31]);
    await told('customers/data_request', { customer: CONTACT, orders_requested: [201], data_request: { id: 1 } });
    const { requests } = await load(loader, domain, '/app/privacy');
    expect(requests).toMatchObject([{ requestId: '1', customerId: '31' }]);
  });

  it('of a guest gives out the guest’s orders, and is forgotten when those are erased', async () => {
    await orders([211, null], [212, 32]);
    await told('customers/data_request', { customer: { id: 0, ...CONTACT }, orders_requested: [211, 999], data_request: { id: 2 } });
    await told('customers/data_request', { customer: CONTACT, orders_requested: [], data_request: { id: 3 } });
    const { requests } = await load(loader, domain, '/app/privacy');
    expect(requests.find(({ requestId }) => requestId === '2')).toMatchObject({ customerId: null, nobodyFound: false });
    expect(requests.find(({ requestId }) => requestId === '3')).toMatchObject({ customerId: null, nobodyFound: true });
    const person = await inShop(shopId, async (tx) => {
      const request = await getDataRequest(tx, shopId, '2');
      if (!request) throw new Error('the request is not there');
      return exportPerson(tx, shopId, request, new Date());
    });
    expect(person.customerId).toBeNull();
    expect(person.tables['order']?.map((row) => row['order_id'])).toEqual([211]);
    expect(person.tables['data_request']?.map((row) => row['request_id'])).toEqual(['2']);
    const page = await act(action, domain, '/app/privacy', { intent: 'download', requestId: '2', format: 'html', language: 'en' });
    expect(page.file?.content).toContain('Not a customer');
    await told('customers/redact', { customer: CONTACT, orders_to_redact: [211] });
    expect((await load(loader, domain, '/app/privacy')).requests.map(({ requestId }) => requestId).sort()).toEqual(['1', '3']);
  });
});

describe('a request that is not handed over', () => {
  it('becomes a problem of the shop after 7 days, another after 30, and none once it is handed over', async () => {
    const shop = await db.newShop();
    await signIn(shop.domain);
    const askedAt = Date.now() - 6 * DAY_MS;
    await db.asOwner("insert into data_request (shop_id, request_id, customer_id, order_ids, asked_at) values ($1, '9', 41, '{}', $2)", [shop.shopId, new Date(askedAt)]);
    const problems = async (nowMs: number) => {
      await watchRequests(shop.shopId, nowMs);
      return Object.keys(await getShopProblems(shop.shopId));
    };
    expect(await problems(askedAt + 7 * DAY_MS - 1)).toEqual([]);
    expect(await problems(askedAt + 7 * DAY_MS)).toEqual(['data-request-waits']);
    expect(await problems(askedAt + 30 * DAY_MS)).toEqual(['data-request-waits']);
    expect(await problems(askedAt + 30 * DAY_MS + 1)).toEqual(['data-request-overdue']);
    expect((await load(loader, shop.domain, '/app/privacy')).waiting).toBeNull();
    await db.asOwner("update data_request set asked_at = asked_at - interval '2 days' where shop_id = $1", [shop.shopId]);
    expect((await load(loader, shop.domain, '/app/privacy')).waiting).toEqual({ requests: 1, dueAtMs: askedAt + 28 * DAY_MS });
    await act(action, shop.domain, '/app/privacy', { intent: 'handed-over', requestId: '9', done: 'yes' });
    expect(await getShopProblems(shop.shopId)).toEqual({});
    expect((await load(loader, shop.domain, '/app/privacy')).waiting).toBeNull();
  });
});
