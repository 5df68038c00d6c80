// Two batches of a first import are written at once: beside webhooks, beside each other, and beside another process.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { requestImport } from '../../../app/records/bulk-imports.ts';
import { inShop, inShopBulk, type ShopId } from '../../../app/records/db.ts';
import { lockInboundBulk } from '../../../app/records/inbound/lock.ts';
import { applyFile } from '../../../app/sync/bulk/apply-file.ts';
import { readBlocks } from '../../../app/sync/bulk/read-blocks.ts';
import { useDatabase } from '../../support/database.ts';
import { orderBody } from '../support/bodies.ts';
import { makeOrders, orderFile } from '../support/export-file.ts';
import { happen } from '../support/inbox.ts';
import { importsOf } from '../support/run-import.ts';
import { stateOf } from '../support/state.ts';

const db = useDatabase();
const orders = makeOrders(1200, 21);
const file = orderFile(orders);
const events = orders
  .filter((_, index) => index % 90 === 0)
  .map(({ id }, index) => ({ topic: 'orders/updated', body: orderBody({ id, customerId: 1, updatedAt: index % 2 ? '2026-02-20T00:00:00Z' : '2026-01-20T00:00:00Z', current: '1.23' }), triggeredAt: '2026-02-20T00:00:00Z' }));

async function newImport(): Promise<{ shopId: ShopId; importId: bigint }> {
  const { shopId } = await db.newShop();
  return { shopId, importId: await inShop(shopId, (tx) => requestImport(tx, shopId, 'orders')) };
}

async function* inParts(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.byteLength; at += 20_000) {
    yield file.subarray(at, at + 20_000);
    await sleep(1);
  }
}
const bringIn = ({ shopId, importId }: { shopId: ShopId; importId: bigint }, batchRows = 60) =>
  applyFile({ shopId, import: { importId, kind: 'orders' }, exportBegan: new Date('2026-02-10T00:00:00Z'), fromBytes: 0, blocks: readBlocks(inParts(), 0, file.byteLength), signal: new AbortController().signal, batchRows });
const read = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId));

it('with webhooks in between, of orders that are there, that come, and in any order, it ends as one after the other', async () => {
  const apart = await newImport();
  await bringIn(apart);
  await happen(apart.shopId, ...events);
  const together = await newImport();
  await Promise.all([bringIn(together), happen(together.shopId, ...events)]);
  const [one, other] = [await read(together.shopId), await read(apart.shopId)];
  expect(one.orders).toEqual(other.orders);
  expect(one.orders).toHaveLength(orders.length);
  expect(one.customers).toEqual(other.customers);
});

it('whoever wants the lock for himself gets it between batches, again and again, and nobody waits without end', async () => {
  const { shopId, importId } = await newImport();
  let over = false;
  let taken = 0;
  const import_ = bringIn({ shopId, importId }, 30).finally(() => (over = true));
  while (!over) {
    await inShopBulk(shopId, (connection) => lockInboundBulk(connection, shopId));
    taken += 1;
  }
  await import_;
  expect(taken).toBeGreaterThan(5);
  expect((await read(shopId)).orders).toHaveLength(orders.length);
  const [row] = await importsOf(db, shopId);
  expect(Number(row?.bytes_applied)).toBe(file.byteLength);
});

it('orders that another transaction writes at this moment are tried again later, and nothing of the batch is kept', async () => {
  const { shopId, importId } = await newImport();
  const other = new pg.Client({ connectionString: db.appUrl });
  await other.connect();
  try {
    // Without the lock, as nobody of ours does: the import cannot see the order, and then meets it.
    await other.query('begin');
    await other.query("select set_config('perennial.shop_id', $1, true)", [String(shopId)]);
    await other.query(`insert into "order" (shop_id, order_id, name, processed_at, created_at, updated_at, currency_code, gross_minor, net_minor) values ($1, $2, '#1', now(), now(), now(), 'USD', 1, 1)`, [String(shopId), orders[0]?.id]);
    const refused = expect(bringIn({ shopId, importId })).rejects.toThrow(RetryLater);
    await sleep(300);
    await other.query('commit');
    await refused;
  } finally {
    await other.end();
  }
  expect((await read(shopId)).orders).toHaveLength(1);
  expect((await importsOf(db, shopId)).map((row) => Number(row.bytes_applied))).toEqual([0]);
  await bringIn({ shopId, importId });
  expect((await read(shopId)).orders).toHaveLength(orders.length);
});
