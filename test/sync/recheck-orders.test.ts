import { expect, it } from 'vitest';
import { planCodeIntent } from '../../app/records/code-intents.ts';
import { inShop, type ShopId } from '../../app/records/db.ts';
import { recheckOrders } from '../../app/sync/recheck-orders.ts';
import { useDatabase } from '../support/database.ts';
import { orderBody } from './support/bodies.ts';
import { orderLines } from './support/export-file.ts';
import { useExportServer } from './support/export-server.ts';
import { happen } from './support/inbox.ts';
import { importAll } from './support/run-import.ts';
import { stateOf } from './support/state.ts';

const db = useDatabase();
const shopify = useExportServer();
const at = (second: number) => `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`;
const read = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId));
const created = { topic: 'orders/create', body: orderBody({ id: 1, updatedAt: at(1) }), triggeredAt: at(1) };
const refund = { topic: 'refunds/create', body: { id: 5, order_id: 1, created_at: at(4) }, triggeredAt: at(4) };
const recheck = (shopId: ShopId, domain: string, graceMs: number) => recheckOrders(shopId, domain, new AbortController().signal, graceMs);

function orderNode(total: string, refunded: string): unknown {
  const { parent } = orderLines({ id: 1, customerId: 7, updatedAt: at(4), total, lines: [] });
  const lineItems = { nodes: [{ id: 'gid://shopify/LineItem/11', title: 'Cup', quantity: 1, sku: null, originalUnitPriceSet: { shopMoney: { amount: '100.00' } } }], pageInfo: { hasNextPage: false } };
  return { ...(JSON.parse(parent) as object), totalPriceSet: { shopMoney: { amount: '100.00', currencyCode: 'USD' }, presentmentMoney: { amount: '100.00', currencyCode: 'USD' } }, totalRefundedSet: { shopMoney: { amount: refunded } }, lineItems };
}

it('an order whose refund was announced, and whose own update was lost, is asked for by id', async () => {
  const { shopId, domain } = await db.newShop();
  await shopify.signIn(domain);
  await happen(shopId, created, refund);
  shopify.order = orderNode('60.00', '40.00');
  await recheck(shopId, domain, 60_000);
  expect((await read(shopId)).orders[0]).toMatchObject({ net_minor: '10000' });
  await recheck(shopId, domain, -1_000);
  const state = await read(shopId);
  expect(state.orders[0]).toMatchObject({ net_minor: '6000', refunded_minor: '4000', updated_at: '2026-03-02T10:00:04.000Z' });
  expect(state.rechecks).toEqual([]);
  // What a webhook alone knows of a line stays known.
  expect(state.lines[0]).toMatchObject({ line_id: '11', product_id: '5' });
  const jobs = await db.asOwner("select 1 from pgboss.job where name = 'score-customers' and data->>'shopId' = $1", [shopId.toString()]);
  expect(jobs.length).toBeGreaterThan(0);
});

it('an order that Shopify no longer has is not asked for again', async () => {
  const { shopId, domain } = await db.newShop();
  await shopify.signIn(domain);
  await happen(shopId, refund);
  await recheck(shopId, domain, -1_000);
  expect(await read(shopId)).toMatchObject({ orders: [], rechecks: [] });
});

it('an order with a code of ours redeems its intent, by webhook and, where that was lost, by the next export', async () => {
  const { shopId, domain } = await db.newShop();
  await shopify.signIn(domain);
  const plan = (intentKey: string) =>
    inShop(shopId, (tx) => planCodeIntent(tx, { shopId, intentKey, customerId: 7n, alertId: null, percentage: 0.1, startsAt: new Date(), endsAt: new Date(Date.now() + 1e9) }));
  const first = await plan('alert:1');
  const second = await plan('alert:2');
  await happen(shopId, { topic: 'orders/create', body: orderBody({ id: 1, updatedAt: at(1), codes: ['SPRING', first.code.toLowerCase()] }), triggeredAt: at(1) });
  const intents = () => db.asOwner('select intent_key, state, redeemed_order_id from code_intent where shop_id = $1 order by 1', [shopId]);
  expect(await intents()).toMatchObject([{ state: 'redeemed', redeemed_order_id: '1' }, { state: 'planned' }]);
  const { parent } = orderLines({ id: 2, customerId: 7, updatedAt: at(1), total: '1.00', lines: [] });
  shopify.files = { customers: Buffer.alloc(0), orders: Buffer.from(`${parent.replace('"discountCodes":[]', `"discountCodes":["${second.code}"]`)}\n`) };
  await importAll(db, shopId);
  expect(await intents()).toMatchObject([{ redeemed_order_id: '1' }, { state: 'redeemed', redeemed_order_id: '2' }]);
});
