// Whose a webhook is, asked of Shopify with the shop's own token: what a first sight costs, what happens while nobody answers, and
// what the news of a deletion leaves of something that was never here.
import { expect, it } from 'vitest';
import { AskMerchant, RetryLater } from '../../../../app/domain/outcomes.ts';
import { inShop, type ShopId } from '../../../../app/records/db.ts';
import { applyWebhooks } from '../../../../app/sync/apply-webhooks.ts';
import { type AskShopify, askShopify } from '../../../../app/sync/webhooks/origin/whose-body.ts';
import { useDatabase } from '../../../support/database.ts';
import { addCustomer } from '../../../store/commerce/customers.ts';
import { useSimulatedStore } from '../../../write-back/simulated-store.ts';
import { customerGid, orderBody } from '../../support/bodies.ts';
import { applyAll, deposit, type Waiting } from '../../support/inbox.ts';
import { stateOf } from '../../support/state.ts';

const db = useDatabase();
const store = useSimulatedStore(db);
const at = (second: number) => `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`;
const customer = (id: number): Waiting => ({ topic: 'customers/create', triggeredAt: at(1), body: { id, admin_graphql_api_id: customerGid(id), created_at: at(0), updated_at: at(1) } });
const order = (id: number, customerId: number | null): Waiting => ({ topic: 'orders/create', triggeredAt: at(2), body: orderBody({ id, customerId, updatedAt: at(2) }) });
const gone = (topic: string, id: number): Waiting => ({ topic, triggeredAt: at(5), body: { id } });

const state = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId));
const outcomes = async (shopId: ShopId) => (await db.asOwner<{ outcome: string | null }>('select outcome from webhook_inbox where shop_id = $1 order by inbox_id', [shopId])).map(({ outcome }) => outcome);
const asked = () => store.running.runtime.operations.get('WhichExist') ?? { count: 0, points: 0 };

it('of two real shops each gets its own first sights: one request for all of them, about a point each; nothing of what is forged', async () => {
  const [a, b] = [await store.newShop(), await store.newShop()];
  const ids = (shop: typeof a, count: number) => Array.from({ length: count }, () => addCustomer(store.running.store, shop.state, {}).id);
  // The simulated shops count from the same number: those of A that B has not.
  const [ofA, ofB] = [ids(a, 120).slice(60), ids(b, 60)];
  const before = asked();
  // Under the name of B: its own, and copies of what A was sent.
  await deposit(b.shopId, [...ofA.map(customer), ...ofB.map(customer), order(900_001, ofA[0] ?? 0), { topic: 'customer.tags_added', triggeredAt: at(3), body: { customerId: customerGid(ofA[1] ?? 0), tags: ['perennial:alert'], occurredAt: at(3) } }]);
  await applyAll(b.shopId, askShopify);
  const { customers, orders } = await state(b.shopId);
  expect(customers.map((row) => row['customer_id'])).toEqual(ofB.map(String).sort());
  expect(orders).toEqual([]);
  const { count, points } = asked();
  const [requests, spent] = [count - before.count, points - before.points];
  // The forged order by itself (urgent), then all the others together.
  expect(requests).toBeLessThanOrEqual(3);
  expect(spent).toBeLessThanOrEqual(130);
  process.stdout.write(`121 first sights: ${requests} requests, ${spent} points\n`);

  await deposit(b.shopId, ofB.map((id, n) => order(910_000 + n, id)));
  await applyAll(b.shopId, askShopify);
  expect((await state(b.shopId)).orders).toHaveLength(60);
  // Orders of known customers are the shop's by their customer: nobody is asked.
  expect(asked().count).toBe(count);
});

const busy: AskShopify = async () => Promise.reject(new RetryLater(2_000, 'Shopify is away'));
const locked: AskShopify = async () => Promise.reject(new AskMerchant('missing-scope', 'no scope'));
const willing: AskShopify = async (_shop, customerIds, orderIds) => Promise.resolve({ customerIds: new Set(customerIds), orderIds: new Set(orderIds) });

it('while Shopify does not answer, what is known goes on and the rest waits without counting as failed', async () => {
  const { shopId } = await db.newShop();
  await deposit(shopId, [customer(1)]);
  await applyAll(shopId, willing);
  await deposit(shopId, [order(11, 1), order(12, 2), customer(3)]);
  await applyAll(shopId, busy);
  expect((await state(shopId)).orders.map((row) => row['order_id'])).toEqual(['11']);
  const [waiting] = await db.asOwner<{ n: number; attempts: number; ms: number }>("select count(*)::int as n, max(attempts) as attempts, max(extract(epoch from retry_at - now()) * 1000)::int as ms from webhook_inbox where shop_id = $1 and applied_at is null", [shopId]);
  expect(waiting).toMatchObject({ n: 2, attempts: 0 });
  expect(waiting?.ms).toBeGreaterThan(1_000);
  const jobs = await db.asOwner<{ n: number }>("select count(*)::int as n from pgboss.job where name = 'apply-webhooks' and data ->> 'shopId' = $1", [shopId.toString()]);
  expect(jobs[0]?.n).toBeGreaterThan(0);
  await db.asOwner('update webhook_inbox set retry_at = now() where shop_id = $1 and applied_at is null', [shopId]);
  await applyAll(shopId, willing);
  const now = await state(shopId);
  expect([now.orders.length, now.customers.length]).toEqual([2, 3]);
});

it('where only the merchant can help, the merchant is told, and what is known goes on', async () => {
  const { shopId } = await db.newShop();
  await deposit(shopId, [customer(1)]);
  await applyAll(shopId, willing);
  await deposit(shopId, [order(11, 1), order(12, 2)]);
  await expect(applyWebhooks({ shopId: shopId.toString() }, { signal: new AbortController().signal }, locked)).rejects.toMatchObject({ code: 'missing-scope' });
  expect((await state(shopId)).orders).toHaveLength(1);
});

it('the news that something is no more, that was never here, leaves no mark and takes along what waits under its number', async () => {
  const { shopId } = await db.newShop();
  await deposit(shopId, [order(11, null), order(12, null), gone('orders/delete', 13), gone('orders/delete', 12), gone('customers/delete', 14)]);
  await applyAll(shopId, willing);
  const { tombstones, orders } = await state(shopId);
  expect(orders.map((row) => row['order_id'])).toEqual(['11']);
  expect(tombstones).toEqual([]);
  expect(await outcomes(shopId)).toEqual(['applied', 'ignored: never-known', 'ignored: never-known', 'ignored: never-known', 'ignored: never-known']);
  // What was here leaves its mark.
  await deposit(shopId, [gone('orders/delete', 11)]);
  await applyAll(shopId, willing);
  expect((await state(shopId)).tombstones.map((row) => `${String(row['kind'])} ${String(row['subject_id'])}`)).toEqual(['order 11']);
});

it('while an export is on its way that may still have it, the news leaves its mark', async () => {
  const { shopId } = await db.newShop();
  await db.asOwner("insert into bulk_import (shop_id, kind, state) values ($1, 'orders', 'running')", [shopId]);
  await deposit(shopId, [gone('orders/delete', 31)]);
  await applyAll(shopId, willing);
  expect((await state(shopId)).tombstones.map((row) => row['subject_id'])).toEqual(['31']);
});
