// The whole of sync against the simulated store: what is in the tables is what is in the store, by export and by webhook.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, config } from '../../app/config.server.ts';
import { inShop, type ShopId } from '../../app/records/db.ts';
import { readPurchaseOrders } from '../../app/records/purchase-orders.ts';
import { sessionStorage } from '../../app/shopify/session-storage.ts';
import { afterAuth } from '../../app/sync/after-auth.ts';
import { receiveWebhook } from '../../app/sync/webhooks/receive.ts';
import type { Order } from '../store/model.ts';
import { type RunningStore, startStore } from '../store/server.ts';
import { generateShoppers } from '../store/shoppers/generate.ts';
import { eventually } from '../store/tests/support/open-store.ts';
import { useDatabase } from '../support/database.ts';
import { applyAll } from './support/inbox.ts';
import { importAll, importsOf } from './support/run-import.ts';
import { type State, stateOf } from './support/state.ts';

const db = useDatabase();
const held = globalThis as { perennialConfig?: Config };
let store: RunningStore;
let before: Config;
let shopId: ShopId;
const statuses: number[] = [];

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const app = createServer((request, response) => {
  void bytesOf(request).then(async (rawBody) => {
    const headers = new Headers(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : [])));
    const { status } = await receiveWebhook({ rawBody, headers });
    statuses.push(status);
    response.writeHead(status).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((listening) => app.listen(0, '127.0.0.1', listening));
  store = await startStore({ searchLagMs: 0, history: generateShoppers({ shoppers: 400, seed: 5 }), bulk: { delayMs: 20, scatterSeed: 3 } });
  before = config();
  held.perennialConfig = { ...before, simulatedStoreUrl: store.origin, apiSecret: store.clientSecret };
  await sessionStorage.storeSession(new Session({ id: `offline_${store.shop}`, shop: store.shop, state: '', isOnline: false, accessToken: store.accessToken }));
  await afterAuth(store.shop);
  const [shop] = await db.asOwner<{ shop_id: string }>('select shop_id from shop where domain = $1', [store.shop]);
  shopId = BigInt(shop?.shop_id ?? 0);
});

afterAll(async () => {
  held.perennialConfig = before;
  await store.close();
  app.closeAllConnections();
  await new Promise((closed) => app.close(closed));
});

const read = () => inShop(shopId, (tx) => stateOf(tx, shopId));
const cents = (amount: string) => Math.round(Number(amount) * 100);
const seconds = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString();

/** What the store holds, as the tables should. */
function expectedOrders(...except: number[]): unknown[] {
  return [...store.state.orders.values()]
    .filter(({ customerId }) => customerId === null || !except.includes(customerId))
    .sort((a, b) => a.id - b.id)
    .map((order: Order) => ({
      id: String(order.id),
      customerId: order.customerId === null ? null : String(order.customerId),
      processedAt: seconds(order.processedAt),
      updatedAt: seconds(order.updatedAt),
      cancelled: order.cancelledAt !== null,
      test: order.test,
      status: order.financialStatus,
      minor: [order.total, order.currentTotal, order.refunded].map(cents),
      lines: order.lines.length,
    }));
}

function storedOrders(state: State): unknown[] {
  const lines = new Map<string, number>();
  for (const line of state.lines) lines.set(String(line['order_id']), (lines.get(String(line['order_id'])) ?? 0) + 1);
  return state.orders
    .toSorted((a, b) => Number(a['order_id']) - Number(b['order_id']))
    .map((row) => ({
      id: row['order_id'],
      customerId: row['customer_id'],
      processedAt: row['processed_at'],
      updatedAt: row['updated_at'],
      cancelled: row['cancelled_at'] !== null,
      test: row['test'],
      status: row['financial_status'],
      minor: [row['gross_minor'], row['net_minor'], row['refunded_minor']].map(Number),
      lines: lines.get(String(row['order_id'])) ?? 0,
    }));
}

async function control(path: string, input: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${store.origin}/_store${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) });
  expect(response.status, path).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

async function settle(): Promise<State> {
  await eventually(() => (store.runtime.sender.pending === 0 ? true : null), 20_000);
  await applyAll(shopId);
  return read();
}

/** Shopify puts the orders of a merged customer under the survivor without a word; here they are only read so, until an export says it too. */
function withoutMerged(state: State, ...customerIds: number[]): State {
  const merged = new Set(customerIds.map(String));
  return { ...state, orders: state.orders.filter((row) => !merged.has(String(row['customer_id']))) };
}

/** A line's product is known by webhooks only. */
const withoutProducts = (state: State) => ({ ...state, lines: state.lines.map(({ product_id: _product, variant_id: _variant, ...line }) => line) });

describe('against the simulated store', () => {
  it('an import brings in what the store holds', async () => {
    await importAll(db, shopId);
    expect((await importsOf(db, shopId)).map(({ state }) => state)).toEqual(['done', 'done']);
    const state = await read();
    expect(storedOrders(state)).toEqual(expectedOrders());
    expect(state.customers.map((row) => row['customer_id'])).toEqual([...store.state.customers.keys()].sort((a, b) => a - b).map(String));
    const [shop] = await db.asOwner('select currency_code, time_zone from shop where shop_id = $1', [shopId]);
    expect(shop).toEqual({ currency_code: store.state.shop.currencyCode, time_zone: store.state.shop.ianaTimezone });
  });

  it('what happens after it comes by webhooks, repeated and in any order, and another export then changes nothing', async () => {
    await control('/webhooks', { repeat: 1, reorderBy: 5, retryTimeScale: 0.0005 });
    await control('/app', { url: `http://127.0.0.1:${(app.address() as AddressInfo).port}` });
    const [variantId] = [...store.state.variants.keys()];
    const buyers = [...store.state.customers.values()].filter((customer) => customer.orderIds.length > 0).slice(0, 6);
    const [ada, bob, cleo, dora, eve] = buyers.map(({ id }) => id) as [number, number, number, number, number, number];
    const orderOf = (customerId: number) => store.state.customers.get(customerId)?.orderIds.at(-1) ?? 0;
    for (const customerId of [ada, bob, ada]) await control('/checkout', { customerId, lines: [{ variantId, quantity: 2 }] });
    await control('/orders/cancel', { orderId: orderOf(bob) });
    await control('/orders/refund', { orderId: orderOf(ada), amount: '1.00' });
    await control('/customers/merge', { keptId: cleo, mergedId: dora });
    await control('/customers/tags', { customerId: eve, add: ['perennial:alert', 'vip'] });
    await control('/customers/tags', { customerId: eve, remove: ['perennial:alert'] });
    await control('/customers/tags', { customerId: ada, add: ['perennial:stage:active'] });
    const fresh = await control('/customers', { firstName: 'New', lastName: null, email: 'new@example.com' });
    await control('/checkout', { customerId: fresh['id'], lines: [{ variantId, quantity: 1 }] });

    const state = await settle();
    expect(new Set(statuses)).toEqual(new Set([200]));
    const failed = await db.asOwner("select topic, outcome from webhook_inbox where shop_id = $1 and (applied_at is null or outcome like 'failed%')", [shopId]);
    expect(failed).toEqual([]);
    expect(storedOrders(withoutMerged(state, cleo, dora))).toEqual(expectedOrders(cleo, dora));
    const now = await readPurchaseOrders(shopId, 'UTC', [BigInt(cleo)]);
    expect(now.orders.length).toBe(store.state.customers.get(cleo)?.orderIds.length);
    const row = (id: number) => state.customers.find((one) => one['customer_id'] === String(id));
    expect(row(eve)).toMatchObject({ own_tags: [] });
    expect(row(ada)).toMatchObject({ own_tags: ['perennial:stage:active'] });
    expect(row(dora)).toMatchObject({ merged_into_id: String(cleo) });
    expect(state.rechecks).toEqual([]);

    // The webhooks said it as the export says it, field by field.
    await importAll(db, shopId);
    expect(withoutProducts(withoutMerged(await read(), cleo, dora))).toEqual(withoutProducts(withoutMerged(state, cleo, dora)));
  });

  it('the privacy of a customer: erased on request', async () => {
    const customer = [...store.state.customers.values()].find(({ orderIds }) => orderIds.length > 1);
    const id = customer?.id ?? 0;
    await control('/privacy/customer-redact', { customerId: id });
    const state = await settle();
    expect(state.customers.map((row) => row['customer_id'])).not.toContain(String(id));
    expect(state.orders.map((row) => row['customer_id'])).not.toContain(String(id));
    await importAll(db, shopId);
    expect((await read()).customers.map((row) => row['customer_id'])).not.toContain(String(id));
  });

  it('an uninstall ends it', async () => {
    await control('/uninstall', {});
    await settle();
    const [shop] = await db.asOwner('select uninstalled_at is not null as gone from shop where shop_id = $1', [shopId]);
    expect(shop).toEqual({ gone: true });
  });
});
