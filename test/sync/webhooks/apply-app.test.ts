import { describe, expect, it } from 'vitest';
import { inShop, registry, type ShopId } from '../../../app/records/db.ts';
import { isDeepDue } from '../../../app/records/reconcile/schedule.ts';
import { findShopById } from '../../../app/records/shops.ts';
import { useDatabase } from '../../support/database.ts';
import { mergeBody, orderBody } from '../support/bodies.ts';
import { applyAll, deposit, happen, type Waiting } from '../support/inbox.ts';
import { stateOf } from '../support/state.ts';

const db = useDatabase();
const read = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId));
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const at = (second: number) => `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`;

async function session(domain: string, updatedAt: string): Promise<void> {
  await db.asOwner("insert into shop_session (id, shop_domain, state, is_online, access_token, updated_at) values ($1, $2, '', false, 'x', $3)", [`offline_${domain}_${updatedAt}`, domain, updatedAt]);
}

const sessionsOf = (domain: string) => registry().shopSession.count({ where: { shopDomain: domain } });
const uninstall = (domain: string, triggeredAt: string): Waiting => ({ topic: 'app/uninstalled', body: { id: 1, myshopify_domain: domain, updated_at: triggeredAt }, triggeredAt });
const shopRedact = (domain: string, triggeredAt: string): Waiting => ({ topic: 'shop/redact', body: { shop_id: 1, shop_domain: domain }, triggeredAt });

describe('app/uninstalled', () => {
  it('notes the end and takes the tokens away', async () => {
    const { shopId, domain } = await db.newShop();
    await session(domain, minutesFromNow(0));
    await happen(shopId, uninstall(domain, minutesFromNow(1)));
    expect((await findShopById(shopId))?.uninstalledAt).not.toBeNull();
    expect(await sessionsOf(domain)).toBe(0);
  });

  it('that comes late does not harm a shop that was installed again, whether or not its first end was noticed', async () => {
    const { shopId, domain } = await db.newShop();
    await db.asOwner("update shop set installed_at = now() - interval '1 day' where shop_id = $1", [shopId]);
    await session(domain, minutesFromNow(-300));
    await session(domain, minutesFromNow(-10));
    await happen(shopId, uninstall(domain, minutesFromNow(-60)));
    expect((await findShopById(shopId))?.uninstalledAt).toBeNull();
    expect(await sessionsOf(domain)).toBe(1);
    const [row] = await db.asOwner('select outcome from webhook_inbox where shop_id = $1', [shopId]);
    expect(row).toEqual({ outcome: 'stale: installed-again' });
    // Nobody told what happened while it was away: it is compared at once, as after every return.
    const { installedAt } = (await findShopById(shopId)) ?? {};
    expect(Date.now() - (installedAt?.getTime() ?? 0)).toBeCloseTo(10 * 60_000, -4);
    const imported = new Date(Date.now() - 2 * 3_600_000);
    expect(isDeepDue({ importedAt: imported, lastEnds: { hot: null, deep: imported }, oldestWaitingAt: null, silent: false }, Date.now(), installedAt)).toBe(true);
  });

  it('of another shop under this one\'s header does nothing', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, uninstall('another.myshopify.com', minutesFromNow(1)));
    expect((await findShopById(shopId))?.uninstalledAt).toBeNull();
  });
});

describe('shop/redact', () => {
  it('leaves nothing of the shop', async () => {
    const { shopId, domain } = await db.newShop();
    await happen(shopId, { topic: 'orders/create', body: orderBody({ id: 1, updatedAt: at(0) }), triggeredAt: at(0) }, uninstall(domain, minutesFromNow(1)), shopRedact(domain, minutesFromNow(2)));
    const tables = await db.asOwner<{ table_name: string }>("select table_name from information_schema.columns where table_schema = 'public' and column_name = 'shop_id'");
    expect(tables.length).toBeGreaterThan(10);
    for (const { table_name: table } of tables) expect(await db.asOwner(`select 1 from "${table}" where shop_id = $1`, [shopId]), table).toEqual([]);
    expect(await sessionsOf(domain)).toBe(0);
  });

  it('does not touch a shop that is installed', async () => {
    const { shopId, domain } = await db.newShop();
    await happen(shopId, shopRedact(domain, minutesFromNow(1)));
    expect(await findShopById(shopId)).not.toBeNull();
  });

  it('does not take the token of a merchant who is just coming back: Shopify is asked', async () => {
    const { shopId, domain } = await db.newShop();
    await happen(shopId, uninstall(domain, minutesFromNow(-50)));
    await session(domain, minutesFromNow(-1));
    await happen(shopId, shopRedact(domain, minutesFromNow(-2)));
    expect([(await findShopById(shopId)) === null, await sessionsOf(domain)]).toEqual([false, 1]);
    const jobs = await db.asOwner("select data from pgboss.job where name = 'confirm-departure' and data ->> 'shopId' = $1", [String(shopId)]);
    expect(jobs).toHaveLength(1);
  });

  it('is obeyed also when it comes before the news of the uninstall', async () => {
    const { shopId, domain } = await db.newShop();
    await happen(shopId, shopRedact(domain, minutesFromNow(4)), uninstall(domain, minutesFromNow(2)));
    expect(await findShopById(shopId)).toBeNull();
  });
});

describe('customers/redact', () => {
  const redact = (domain: string, customerId: number, orders: number[] = [], second = 9): Waiting => ({ topic: 'customers/redact', body: { shop_id: 1, shop_domain: domain, customer: { id: customerId }, orders_to_redact: orders }, triggeredAt: at(second) });
  const order = (id: number, customerId: number | null, second: number): Waiting => ({ topic: 'orders/updated', body: orderBody({ id, customerId, updatedAt: at(second) }), triggeredAt: at(second) });

  it('takes rows, orders and lines of the person and of whoever was merged into them, and nobody else\'s', async () => {
    const { shopId, domain } = await db.newShop();
    const merged = { topic: 'customers/merge', body: mergeBody(7, 6), triggeredAt: at(2) };
    await happen(shopId, order(1, 7, 1), order(2, 6, 1), order(3, 8, 1), order(4, null, 1), merged, redact(domain, 7, [1, 4]));
    const state = await read(shopId);
    expect(state.customers.map((row) => row['customer_id'])).toEqual(['8']);
    expect(state.orders.map((row) => row['order_id'])).toEqual(['3']);
    expect(state.lines.map((row) => row['order_id'])).toEqual(['3']);
  });

  it('lets nothing that comes late bring the person back', async () => {
    const { shopId, domain } = await db.newShop();
    await happen(
      shopId,
      order(1, 7, 1),
      redact(domain, 7, [1]),
      order(1, 7, 20),
      order(5, 7, 21),
      { topic: 'customers/update', body: { id: 7, created_at: at(0), updated_at: at(22) }, triggeredAt: at(22) },
      { topic: 'customer.tags_added', body: { customerId: 'gid://shopify/Customer/7', tags: ['perennial:alert'], occurredAt: at(23) }, triggeredAt: at(23) },
      { topic: 'customers/merge', body: mergeBody(7, 6), triggeredAt: at(24) },
    );
    const state = await read(shopId);
    expect([state.customers, state.orders, state.lines]).toEqual([[], [], []]);
    expect(state.tombstones.map((row) => `${String(row['kind'])} ${String(row['subject_id'])}`)).toEqual(['customer 6', 'customer 7', 'erased 6', 'erased 7', 'order 1', 'order 5']);
  });

  it('empties what waits in the inbox or has failed there and names the person', async () => {
    const { shopId, domain } = await db.newShop();
    await deposit(shopId, [redact(domain, 7, [], 1), order(1, 7, 30), { topic: 'orders/updated', body: '{"customer": {"id": 7}, ', triggeredAt: at(31) }, order(77, 8, 32)]);
    await db.asOwner("update webhook_inbox set retry_at = now() + interval '1 hour' where shop_id = $1 and topic <> 'customers/redact'", [shopId]);
    await applyAll(shopId);
    const rows = await db.asOwner('select outcome, body is null as empty from webhook_inbox where shop_id = $1 order by inbox_id', [shopId]);
    expect(rows).toEqual([
      { outcome: 'applied', empty: true },
      { outcome: 'ignored: erased', empty: true },
      { outcome: 'ignored: erased', empty: true },
      { outcome: null, empty: false },
    ]);
  });

  it('under the header of another topic or shop does nothing: headers are not signed', async () => {
    const { shopId, domain } = await db.newShop();
    const asked = { shop_id: 1, shop_domain: domain, customer: { id: 7 }, orders_requested: [1], data_request: { id: 3 } };
    await happen(shopId, order(1, 7, 1), { topic: 'customers/redact', body: asked, triggeredAt: at(2) }, redact('another.myshopify.com', 7));
    expect((await read(shopId)).orders).toHaveLength(1);
  });
});

it('customers/data_request is noted for the merchant, once, and forgotten with the person', async () => {
  const { shopId, domain } = await db.newShop();
  const asked = (): Waiting => ({ topic: 'customers/data_request', body: { shop_id: 1, shop_domain: domain, customer: { id: 7 }, orders_requested: [1, 2], data_request: { id: 3 } }, triggeredAt: at(2) });
  await happen(shopId, asked(), asked());
  const noted = () => db.asOwner('select request_id, customer_id, order_ids, asked_at from data_request where shop_id = $1', [shopId]);
  expect(await noted()).toEqual([{ request_id: '3', customer_id: '7', order_ids: ['1', '2'], asked_at: new Date(at(2)) }]);
  await happen(shopId, { topic: 'customers/redact', body: { shop_id: 1, shop_domain: domain, customer: { id: 7 } }, triggeredAt: at(9) });
  expect(await noted()).toEqual([]);
  await happen(shopId, asked());
  expect(await noted()).toEqual([]);
});

it('bulk_operations/finish has our import looked at now, and is ignored for an operation that is not ours', async () => {
  const { shopId } = await db.newShop();
  await db.asOwner("insert into bulk_import (shop_id, kind, state, operation_gid) values ($1, 'orders', 'running', 'gid://shopify/BulkOperation/1')", [shopId]);
  const finish = (n: number): Waiting => ({ topic: 'bulk_operations/finish', body: { admin_graphql_api_id: `gid://shopify/BulkOperation/${n}`, status: 'completed', type: 'query' }, triggeredAt: at(1) });
  await happen(shopId, finish(1), finish(2));
  expect(await db.asOwner("select 1 from pgboss.job where name = 'advance-import' and data->>'shopId' = $1", [shopId.toString()])).toHaveLength(1);
});

it('what is of no use to us is answered with an outcome', async () => {
  const { shopId } = await db.newShop();
  await happen(shopId, { topic: 'discounts/update', body: {}, triggeredAt: at(1) }, { topic: 'app/scopes_update', body: { current: [] }, triggeredAt: at(2) });
  expect(await db.asOwner('select outcome from webhook_inbox where shop_id = $1 order by inbox_id', [shopId])).toEqual([{ outcome: 'ignored: discounts-are-looked-up' }, { outcome: 'applied' }]);
});
