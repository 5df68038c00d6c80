// Webhooks: signed as the library checks them, shaped by the app's own toml, retried, repeated, reordered, lost.
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseAppConfig } from '../webhooks/app-config.ts';
import { RETRY_DELAYS_MS, USUAL_MODES } from '../webhooks/deliver.ts';
import { passesFilter, pickFields } from '../webhooks/shape-payload.ts';
import { customerOf, eventually, openStore } from './support/open-store.ts';

const CONFIG = parseAppConfig(`
client_id = "x"
[webhooks]
api_version = "2026-10"
[[webhooks.subscriptions]]
topics = ["orders/create", "orders/updated", "orders/cancelled"]
uri = "/webhooks/orders"
include_fields = ["id", "updated_at", "customer.id", "total_price_set", "line_items.id", "line_items.quantity", "discount_codes"]
[[webhooks.subscriptions]]
topics = ["refunds/create"]
uri = "/webhooks/refunds"
[[webhooks.subscriptions]]
topics = ["customers/create", "customers/update", "customers/delete", "customers/merge", "customers/purchasing_summary", "customer.tags_added", "customer.tags_removed"]
uri = "/webhooks/customers"
[[webhooks.subscriptions]]
topics = ["orders/paid"]
uri = "/webhooks/large"
filter = "total_price:>=100.00"
[[webhooks.subscriptions]]
topics = ["app/uninstalled", "app/scopes_update", "bulk_operations/finish", "discounts/create"]
uri = "/webhooks/app"
[[webhooks.subscriptions]]
compliance_topics = ["customers/data_request", "customers/redact", "shop/redact"]
uri = "/webhooks/compliance"
`);

interface Came {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  topic: string;
  body: Record<string, unknown>;
}

const came: Came[] = [];
const answers: (number | 'hang')[] = [];
const app = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const raw = Buffer.concat(chunks).toString('utf8');
    came.push({ path: req.url ?? '', headers: req.headers, raw, topic: String(req.headers['x-shopify-topic']), body: JSON.parse(raw) as Record<string, unknown> });
    const answer = answers.shift() ?? 200;
    if (answer !== 'hang') res.writeHead(answer).end();
  });
});

const store = openStore({ clientSecret: 'hook-secret', appConfig: CONFIG });
const appUrl = () => `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
beforeAll(() => new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  app.closeAllConnections();
  app.close();
});
beforeEach(async () => {
  came.length = 0;
  answers.length = 0;
  store.running.setAppUrl(appUrl());
  await store.control('/webhooks', { ...USUAL_MODES, retryTimeScale: 0.0005 });
});

const variantId = () => [...store.running.state.variants.keys()][0];
const buy = (email: string) => store.control('/checkout', { customerId: customerOf(store, email), lines: [{ variantId: variantId(), quantity: 1 }] });
const arrived = (topic: string, count = 1) => eventually(() => (came.filter((each) => each.topic === topic).length >= count ? came.filter((each) => each.topic === topic) : null));
const settled = () => eventually(() => (store.running.runtime.sender.pending === 0 ? true : null), 10_000);

describe('an order in the shop', () => {
  test('comes signed, to the right address, with the chosen fields only; the library accepts it', async () => {
    const { order } = await buy('ada@example.com');
    const [hook] = await arrived('orders/create');
    expect(hook?.path).toBe('/webhooks/orders');
    expect(Object.keys(hook?.body ?? {}).sort()).toEqual(['customer', 'discount_codes', 'id', 'line_items', 'total_price_set', 'updated_at']);
    expect(hook?.body).toMatchObject({ id: order.id, customer: { id: customerOf(store, 'ada@example.com') }, total_price_set: { shop_money: { amount: '12.50', currency_code: 'USD' } }, line_items: [{ id: order.lines[0]?.id, quantity: 1 }] });
    expect(hook?.raw).not.toMatch(/ada@example|Byron/);
    const api = shopifyApi({ apiKey: 'x', apiSecretKey: 'hook-secret', hostName: 'app.test', apiVersion: ApiVersion.October26, isEmbeddedApp: true, logger: { level: LogSeverity.Error, log: () => undefined } });
    const check = (raw: string) => api.webhooks.validate({ rawBody: raw, rawRequest: { method: 'POST', url: '/webhooks/orders', headers: hook?.headers } as never });
    expect(await check(hook?.raw ?? '')).toMatchObject({ valid: true, topic: 'ORDERS_CREATE', domain: store.running.shop, apiVersion: '2026-10' });
    expect(await check(`${hook?.raw} `)).toMatchObject({ valid: false });
    for (const name of ['x-shopify-webhook-id', 'x-shopify-event-id', 'x-shopify-triggered-at']) expect(hook?.headers[name]).toBeTruthy();
    await settled();
    expect(came.map((each) => each.topic).sort()).toEqual(['customers/purchasing_summary', 'orders/create', 'orders/updated']);
    expect(came.find((each) => each.topic === 'customers/purchasing_summary')?.body).toMatchObject({ numberOfOrders: 3, amountSpent: { amount: '74.0', currencyCode: 'USD' } });
  });

  test('a subscription with a filter gets only what passes it', async () => {
    await store.control('/orders', { customerId: customerOf(store, 'bob@example.com'), lines: [{ title: 'Sofa', quantity: 1, unitPrice: '250' }] });
    const [large] = await arrived('orders/paid');
    expect(large?.body).toMatchObject({ total_price: '250.00', financial_status: 'paid', customer: { email: 'bob@example.com' } });
    await buy('bob@example.com');
    await settled();
    expect(came.filter((each) => each.topic === 'orders/paid')).toHaveLength(1);
  });

  test('refunds, tags, merges, deletions and privacy requests', async () => {
    const { order } = await buy('cleo@example.com');
    await store.control('/orders/refund', { orderId: order.id });
    expect((await arrived('refunds/create'))[0]?.body).toMatchObject({ order_id: order.id, transactions: [{ kind: 'refund', amount: '12.50' }], refund_line_items: [{ quantity: 1, subtotal: 12.5 }] });
    const id = customerOf(store, 'cleo@example.com');
    await store.gql(`mutation { tagsAdd(id: "gid://shopify/Customer/${id}", tags: ["x"]) { node { id } } }`);
    expect((await arrived('customer.tags_added'))[0]?.body).toMatchObject({ customerId: `gid://shopify/Customer/${id}`, tags: ['x'] });
    const other = await store.control('/customers', { email: 'other@example.com' });
    expect((await arrived('customers/create'))[0]?.body).not.toHaveProperty('tags');
    await store.control('/customers/merge', { keptId: id, mergedId: other.id });
    expect((await arrived('customers/merge'))[0]?.body).toMatchObject({ admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${id}`, admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${other.id}`, status: 'success', errors: [] });
    await store.control('/privacy/customer-redact', { customerId: id });
    expect((await arrived('customers/redact'))[0]).toMatchObject({ path: '/webhooks/compliance', body: { shop_domain: store.running.shop, customer: { id }, orders_to_redact: [order.id] } });
  });

  test('a bulk operation tells its end in lower case', async () => {
    await store.gql('mutation { bulkOperationRunQuery(query: "{ customers { edges { node { id } } } }") { bulkOperation { id } } }');
    expect((await arrived('bulk_operations/finish'))[0]?.body).toMatchObject({ status: 'completed', type: 'query', error_code: null });
  });
});

describe('on the way', () => {
  test('what is not answered by 2xx is tried again, eight times in all over four hours', async () => {
    expect(RETRY_DELAYS_MS).toHaveLength(8);
    expect(RETRY_DELAYS_MS.reduce((total, each) => total + each, 0)).toBeCloseTo(14_400_000, -2);
    answers.push(500, 302, 429);
    await store.control('/customers', { email: 'retry@example.com' });
    const tries = await arrived('customers/create', 4);
    expect(new Set(tries.map((each) => each.headers['x-shopify-webhook-id'])).size).toBe(1);
    expect(new Set(tries.map((each) => each.raw)).size).toBe(1);
    await settled();
    const outcomes = (await store.control('/ledger?kind=webhook-sent')) as unknown as { detail: { webhookId: string; outcome: string; status: number } }[];
    expect(outcomes.filter((entry) => entry.detail.webhookId === tries[0]?.headers['x-shopify-webhook-id']).map((entry) => [entry.detail.outcome, entry.detail.status])).toEqual([['failed', 500], ['failed', 302], ['failed', 429], ['delivered', 200]]);
  });

  test('given up after the ninth try', async () => {
    await store.control('/webhooks', { retryTimeScale: 0.00001 });
    answers.push(...Array.from({ length: 9 }, () => 503));
    await store.control('/customers', { email: 'never@example.com' });
    await arrived('customers/create', 9);
    await settled();
    expect(came).toHaveLength(9);
    expect(store.running.store.ledger.of('webhook-sent').at(-1)?.detail).toMatchObject({ attempt: 9, outcome: 'given-up' });
  });

  test('too slow is a failure', async () => {
    await store.control('/webhooks', { timeoutMs: 100 });
    answers.push('hang');
    await store.control('/customers', { email: 'slow@example.com' });
    expect(await arrived('customers/create', 2)).toHaveLength(2);
  });

  test('repeated, with the same ids', async () => {
    await store.control('/webhooks', { repeat: 2 });
    await store.control('/customers', { email: 'thrice@example.com' });
    const all = await arrived('customers/create', 3);
    expect(new Set(all.map((each) => each.headers['x-shopify-event-id'])).size).toBe(1);
  });

  test('reordered, delayed, held and lost', async () => {
    await store.control('/webhooks', { reorderBy: 3 });
    for (const name of ['a', 'b', 'c']) await store.control('/customers', { email: `${name}@reorder.example` });
    expect((await arrived('customers/create', 3)).map((each) => String(each.body.email)[0])).not.toEqual(['a', 'b', 'c']);
    came.length = 0;
    await store.control('/webhooks', { reorderBy: 0, loseNext: 1 });
    await store.control('/customers', { email: 'lost@example.com' });
    await store.control('/webhooks', { hold: true });
    await store.control('/customers', { email: 'held@example.com' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(came).toEqual([]);
    await store.control('/webhooks', { hold: false });
    expect((await arrived('customers/create')).map((each) => each.body.email)).toEqual(['held@example.com']);
  });

  test('after the uninstall only that, and what the law asks for', async () => {
    await store.control('/uninstall', {});
    await store.control('/customers', { email: 'later@example.com' });
    await store.control('/privacy/shop-redact', {});
    await arrived('shop/redact');
    await settled();
    expect(came.map((each) => each.topic).sort()).toEqual(['app/uninstalled', 'shop/redact']);
    await store.control('/install', {});
  });
});

describe('the shape of a payload', () => {
  test('include_fields goes into lists and leaves out what is not there', () => {
    expect(pickFields({ id: 1, a: [{ b: 1, c: 2 }, { b: 3 }], n: null, deep: { x: { y: 1, z: 2 } } }, ['id', 'a.b', 'n.x', 'deep.x.y', 'missing'])).toEqual({ id: 1, a: [{ b: 1 }, { b: 3 }], n: null, deep: { x: { y: 1 } } });
  });

  test('filters', () => {
    const payload = { id: 5, status: 'active', variants: [{ price: '9.00' }, { price: '12.00' }] };
    expect(passesFilter(payload, 'id:* AND status:active AND variants.price:>=10.00')).toBe(true);
    expect(passesFilter(payload, 'status:draft OR variants.price:>100')).toBe(false);
    expect(passesFilter(payload, 'NOT status:draft')).toBe(true);
  });

  test('the app’s own toml is read', async () => {
    const { readAppConfig } = await import('../webhooks/app-config.ts');
    const config = readAppConfig(new URL('../../../shopify.app.toml', import.meta.url).pathname);
    expect(config.scopes).toContain('write_discounts');
    expect(config.subscriptions.flatMap((each) => each.topics)).toEqual(expect.arrayContaining(['orders/create', 'customers/merge', 'bulk_operations/finish', 'shop/redact']));
    expect(config.appProxy).toMatchObject({ prefix: 'apps', path: '/proxy' });
  });
});
