// The headers of a webhook are not signed, its body is. Whoever has a body that Shopify signed once may send it under any
// shop, topic, id and time: what that can do, and what it cannot.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { findShopById } from '../../../app/records/shops.ts';
import type { AskShopify } from '../../../app/sync/webhooks/origin/whose-body.ts';
import { KNOWN_TOPICS } from '../../../app/sync/webhooks/topics.ts';
import { useDatabase } from '../../support/database.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { customerGid, mergeBody, orderBody } from '../support/bodies.ts';
import { applyAll } from '../support/inbox.ts';
import { send } from '../support/sign.ts';
import { stateOf } from '../support/state.ts';

const db = useDatabase();
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();

/** What Shopify sends of a shop, by topic; its numbers, as everywhere in Shopify, are nobody else's. */
function bodiesOf(domain: string, base: number): Record<string, unknown> {
  const customer = { id: base + 1, admin_graphql_api_id: customerGid(base + 1), created_at: at(0), updated_at: at(5) };
  const order = (id: number, minute: number) => orderBody({ id: base + id, customerId: base + 1, updatedAt: at(minute), createdAt: at(0), lines: [{ id: base + id * 10 }] });
  return {
    'customers/create': customer,
    'customers/update': { ...customer, updated_at: at(6) },
    'orders/create': order(10, 1),
    'orders/updated': order(10, 2),
    'orders/paid': order(11, 3),
    'orders/cancelled': { ...order(12, 4), cancelled_at: at(4) },
    'refunds/create': { id: base + 20, admin_graphql_api_id: `gid://shopify/Refund/${base + 20}`, order_id: base + 10, created_at: at(2), processed_at: at(2) },
    'customers/purchasing_summary': { customerId: customerGid(base + 1), numberOfOrders: 3, amountSpent: { amount: '300.0', currencyCode: 'USD' }, lastOrderId: null, occurredAt: at(5) },
    'customer.tags_added': { customerId: customerGid(base + 1), tags: ['perennial:vip'], occurredAt: at(5) },
    'customer.tags_removed': { customerId: customerGid(base + 1), tags: ['perennial:old'], occurredAt: at(5) },
    'orders/delete': { id: base + 13 },
    'customers/delete': { id: base + 2, admin_graphql_api_id: customerGid(base + 2) },
    'customers/merge': mergeBody(base + 1, base + 3),
    'bulk_operations/finish': { admin_graphql_api_id: `gid://shopify/BulkOperation/${base}`, status: 'completed', type: 'query' },
    'app/uninstalled': { id: base, myshopify_domain: domain, updated_at: at(59) },
    'customers/redact': { shop_id: base, shop_domain: domain, customer: { id: base + 1, email: 'a@example.com' }, orders_to_redact: [base + 10] },
    'customers/data_request': { shop_id: base, shop_domain: domain, customer: { id: base + 1 }, orders_requested: [], data_request: { id: base + 30 } },
    'shop/redact': { shop_id: base, shop_domain: domain },
  };
}
const LIVELY = ['customers/create', 'orders/create', 'orders/updated', 'orders/paid', 'orders/cancelled', 'customers/purchasing_summary', 'customer.tags_added'];

async function livelyShop(base: number): Promise<{ shopId: ShopId; domain: string; bodies: Record<string, unknown> }> {
  const shop = await db.newShop();
  const bodies = bodiesOf(shop.domain, base);
  for (const topic of LIVELY) expect(await send({ topic, shop: shop.domain, body: bodies[topic], triggeredAt: at(7) })).toBe(200);
  await applyAll(shop.shopId);
  return { ...shop, bodies };
}

const DATA = ['customer', 'order', 'tombstone', 'order_recheck', 'bulk_import', 'customer_score', 'churn_alert', 'code_intent', 'tag_change'];
/** Rows as text: of every table of data, and of the shop itself. */
async function rowsOf(shopId: ShopId): Promise<Set<string>> {
  const rows = await Promise.all([...DATA, 'shop'].map((table) => db.asOwner<{ row: string }>(`select '${table} ' || t::text as row from "${table}" t where shop_id = $1`, [shopId])));
  return new Set(rows.flat().map(({ row }) => row));
}
/** Numbers of this test are as long as those of shop `digit`: 13 digits behind it. */
const numberOf = (digit: string) => `\\m${digit}\\d{12}\\M`;

/** Rows of this shop, in any table of data, that hold a number of the other. */
async function foreignRows(shopId: ShopId, digit: string): Promise<string[]> {
  const rows = await db.asOwner<{ row: string }>(DATA.map((table) => `select '${table} ' || t::text as row from "${table}" t where shop_id = $1 and t::text ~ $2`).join(' union all '), [shopId, numberOf(digit)]);
  return rows.map(({ row }) => row);
}

const bodiesOfInbox = (shopId: ShopId) => db.asOwner("select topic, outcome, convert_from(body, 'UTF8') as body from webhook_inbox where shop_id = $1 and body is not null and outcome not like 'failed%'", [shopId]);

/** Shopify, asked with the token of a shop: it has its own numbers and no others. */
const hasNumbersOf =
  (digit: string): AskShopify =>
  async (_shop, customerIds, orderIds) => {
    const own = (ids: readonly bigint[]) => new Set(ids.filter((id) => id.toString().startsWith(digit)));
    return Promise.resolve({ customerIds: own(customerIds), orderIds: own(orderIds) });
  };

/** A tombstone counts whatever its time; the earliest that was announced is noted. */
const stateButTimes = (shopId: ShopId) => inShop(shopId, async (tx) => JSON.stringify(await stateOf(tx, shopId), (key, value: unknown) => (key === 'deleted_at' ? null : value), 1));
/** To be scored once more with nothing new gives the same score: that may be asked for again. */
const jobsOf = async (shopId: ShopId) => (await db.asOwner<{ name: string; n: number }>("select name, count(*)::int as n from pgboss.job where data->>'shopId' = $1 and name not in ('apply-webhooks', 'score-customers') group by 1 order by 1", [String(shopId)])).map(({ name, n }) => `${name} ${n}`);

it('the same body under other ids and at other times has no second effect: 500 copies', async () => {
  const { shopId, domain, bodies } = await livelyShop(4_000_000_000_000);
  const again = [...LIVELY, 'refunds/create', 'orders/delete', 'customers/delete', 'customers/merge'];
  for (const topic of again) await send({ topic, shop: domain, body: bodies[topic], triggeredAt: at(8) });
  await applyAll(shopId);
  const before = { state: await stateButTimes(shopId), jobs: await jobsOf(shopId) };
  const random = seededRandom(21);
  const copies = Array.from({ length: 500 }, async (_, copy) => {
    const topic = again[copy % again.length] ?? '';
    // Never later than the event itself: a time in the future is none, and a later one could only have been made up.
    const triggeredAt = new Date(Date.parse(at(8)) - Math.floor(random() * 30) * 86_400_000).toISOString();
    expect(await send({ topic, shop: domain, body: bodies[topic], eventId: randomUUID(), triggeredAt })).toBe(200);
  });
  await Promise.all(copies);
  await applyAll(shopId);
  expect(await stateButTimes(shopId)).toBe(before.state);
  expect(await jobsOf(shopId)).toEqual(before.jobs);
}, 120_000);

it("under another shop and any topic a body changes nothing that this shop has: 500 pairs, and its own shop none the wiser", async () => {
  const a = await livelyShop(5_000_000_000_000);
  const b = await livelyShop(6_000_000_000_000);
  const [beforeA, beforeB, jobs] = [await rowsOf(a.shopId), await rowsOf(b.shopId), await jobsOf(a.shopId)];
  const random = seededRandom(22);
  const topics = Object.keys(a.bodies);
  const seen: string[] = [];
  const looking = setInterval(() => void foreignRows(b.shopId, '5').then((rows) => seen.push(...rows)), 25);
  const pairs = Array.from({ length: 500 }, async (_, pair) => {
    const from = topics[pair % topics.length] ?? '';
    // Half of them under their own topic, the others under any.
    const topic = pair % 2 ? from : (KNOWN_TOPICS[Math.floor(random() * KNOWN_TOPICS.length)] ?? '');
    const eventId = createHash('sha256').update(`${pair}`).digest('hex');
    expect(await send({ topic, shop: b.domain, body: a.bodies[from], eventId, triggeredAt: at(Math.floor(random() * 60)) })).toBe(200);
  });
  // Applied while they come, too.
  while ((await Promise.race([Promise.all(pairs), sleep(50)])) === undefined) await applyAll(b.shopId, hasNumbersOf('6'));
  await applyAll(b.shopId, hasNumbersOf('6'));
  clearInterval(looking);
  expect(await rowsOf(a.shopId)).toEqual(beforeA);
  expect(await jobsOf(a.shopId)).toEqual(jobs);
  expect((await findShopById(b.shopId))?.uninstalledAt).toBeNull();
  const afterB = await rowsOf(b.shopId);
  expect([...beforeB].filter((row) => !afterB.has(row))).toEqual([]);
  expect([...afterB].filter((row) => !beforeB.has(row))).toEqual([]);
  // Nor was there anything in between, or is in the inbox but for what cannot be understood at all.
  expect((await foreignRows(a.shopId, '5')).length).toBeGreaterThan(3);
  expect(seen).toEqual([]);
  expect(await bodiesOfInbox(b.shopId)).toEqual([]);
}, 120_000);

it.each(['orders/create', 'customers/update', 'orders/delete', 'customers/delete', 'bulk_operations/finish', 'customers/merge', 'customers/redact'])('a body of %s, sent as the news of an uninstall, ends nothing', async (from) => {
  const { shopId, domain, bodies } = await livelyShop(7_000_000_000_000);
  expect(await send({ topic: 'app/uninstalled', shop: domain, body: bodies[from], triggeredAt: new Date().toISOString() })).toBe(200);
  await applyAll(shopId);
  expect((await findShopById(shopId))?.uninstalledAt).toBeNull();
});
