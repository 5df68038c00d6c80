// Orders and refunds of a shop are applied many at a time: as if one after the other, and nobody waits for ever.
import pg from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { lockInbound } from '../../../app/records/inbound/lock.ts';
import { dismissWaiting } from '../../../app/records/inbound/origin/waiting-bodies.ts';
import { useDatabase } from '../../support/database.ts';
import { orderBody } from '../support/bodies.ts';
import { applyAll } from '../support/inbox.ts';
import { stateOf } from '../support/state.ts';

const db = useDatabase();
const at = (second: number) => `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`;
const read = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId));
const outcomes = async (shopId: ShopId) => (await db.asOwner<{ outcome: string | null }>('select outcome from webhook_inbox where shop_id = $1 order by inbox_id', [shopId])).map(({ outcome }) => outcome);

/** All at once, as events that happened in this order. */
async function put(shopId: ShopId, topic: string, bodies: readonly unknown[]): Promise<void> {
  await db.asOwner(
    `insert into webhook_inbox (shop_id, topic, event_id, triggered_at, body)
     select $1, $2, gen_random_uuid()::text, '2026-03-02T10:00:00Z'::timestamptz + n * interval '1 ms', convert_to(body, 'UTF8') from unnest($3::text[]) with ordinality w (body, n)`,
    [shopId, topic, bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body)))],
  );
}

async function countStatements(work: () => Promise<void>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  onTestFinished(() => query.mockRestore());
  await work();
  const sent = query.mock.calls.length;
  query.mockRestore();
  return sent;
}

it('sixty orders take as many statements as three', async () => {
  const apply = async (orders: number) => {
    const { shopId } = await db.newShop();
    await put(shopId, 'orders/create', Array.from({ length: orders }, (_, n) => orderBody({ id: n + 1, customerId: 1 + (n % 7), updatedAt: at(1) })));
    const statements = await countStatements(() => applyAll(shopId));
    expect((await read(shopId)).orders).toHaveLength(orders);
    return statements;
  };
  const few = await apply(3);
  expect(await apply(60)).toBe(few);
});

it('versions of one order in a group end as the newest, and each is told what became of it', async () => {
  const { shopId } = await db.newShop();
  await put(shopId, 'orders/updated', [3, 1, 5, 5, 4].map((second) => orderBody({ id: 1, updatedAt: at(second), current: `${second}0.00` })));
  await put(shopId, 'refunds/create', [{ id: 9, order_id: 1, created_at: at(5) }, { id: 10, order_id: 2, created_at: at(6) }]);
  await applyAll(shopId);
  expect((await read(shopId)).orders).toMatchObject([{ order_id: '1', net_minor: '5000', updated_at: '2026-03-02T10:00:05.000Z' }]);
  // The fourth is the third once more.
  expect(await outcomes(shopId)).toEqual(['applied', 'stale: newer-version', 'applied', 'stale: newer-version', 'stale: newer-version', 'stale: newer-version', 'applied']);
  expect(await db.asOwner("select 1 from pgboss.job where singleton_key = $1 and state = 'created'", [`recheck:${shopId}`])).toHaveLength(1);
});

it('one that cannot be read fails alone', async () => {
  const { shopId } = await db.newShop();
  await put(shopId, 'orders/create', [orderBody({ id: 1, updatedAt: at(1) }), '{"id": 2, "name": ', orderBody({ id: 3, updatedAt: at(1) })]);
  await applyAll(shopId);
  expect(await outcomes(shopId)).toEqual(['applied', 'failed: not JSON', 'applied']);
});

it('a group waits for the inbound lock with nothing in its hands: whoever holds the lock may empty what waits', async () => {
  const { shopId } = await db.newShop();
  await put(shopId, 'orders/create', [1, 2, 3].map((id) => orderBody({ id, updatedAt: at(1) })));
  const ids = (await db.asOwner<{ id: string }>('select inbox_id::text as id from webhook_inbox where shop_id = $1 order by inbox_id', [shopId])).map(({ id }) => BigInt(id));
  let applying: Promise<void> | undefined;
  await inShop(shopId, async (tx) => {
    await lockInbound(tx, shopId);
    applying = applyAll(shopId);
    await expect.poll(async () => (await db.asOwner("select 1 from pg_locks where locktype = 'advisory' and not granted and objid = $1::int", [shopId])).length, { timeout: 10_000 }).toBeGreaterThan(0);
    await dismissWaiting(tx, shopId, ids.slice(1), 'ignored: not-of-this-shop');
  });
  await applying;
  expect(await outcomes(shopId)).toEqual(['applied', 'ignored: not-of-this-shop', 'ignored: not-of-this-shop']);
});

it('a shop whose webhooks never cease goes to the back of the queue', async () => {
  const { shopId } = await db.newShop();
  await put(shopId, 'customer.tags_added', Array.from({ length: 2_001 }, (_, n) => ({ customerId: `gid://shopify/Customer/${n % 5 + 1}`, tags: ['vip'], occurredAt: at(1) })));
  await applyAll(shopId);
  const [left] = await db.asOwner<{ n: number }>('select count(*)::int as n from webhook_inbox where shop_id = $1 and applied_at is null', [shopId]);
  expect(left).toEqual({ n: 1 });
  expect(await db.asOwner("select 1 from pgboss.job where name = 'apply-webhooks' and data->>'shopId' = $1 and state = 'created'", [shopId.toString()])).toHaveLength(1);
  await applyAll(shopId);
  expect(await db.asOwner('select 1 from webhook_inbox where shop_id = $1 and applied_at is null', [shopId])).toEqual([]);
});
