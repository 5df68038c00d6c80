// A file that brings nothing new writes nothing: no row, and no byte of the server's log.
import { expect, it } from 'vitest';
import { requestImport } from '../../../app/records/bulk-imports.ts';
import { inShop, sharedPool, type ShopId } from '../../../app/records/db.ts';
import { applyFile } from '../../../app/sync/bulk/apply-file.ts';
import { readBlocks } from '../../../app/sync/bulk/read-blocks.ts';
import { useDatabase } from '../../support/database.ts';
import { customerLine, makeOrders, orderFile } from '../support/export-file.ts';

const db = useDatabase();
const orders = makeOrders(900, 8);
const customers = Buffer.from(Array.from({ length: 200 }, (_, n) => `${customerLine({ id: n + 1, updatedAt: '2026-02-01T00:00:00Z', tags: n % 3 === 0 ? ['perennial:alert'] : [] })}\n`).join(''));

async function* whole(file: Buffer): AsyncGenerator<Uint8Array> {
  yield file;
}

async function bringIn(shopId: ShopId, importId: bigint, kind: 'customers' | 'orders', file: Buffer): Promise<void> {
  const began = new Date('2026-02-10T00:00:00Z');
  const { doneBytes } = await applyFile({ shopId, import: { importId, kind }, exportBegan: began, fromBytes: 0, blocks: readBlocks(whole(file), 0, file.byteLength), signal: new AbortController().signal, batchRows: 500 });
  expect(doneBytes).toBe(file.byteLength);
}

/** What the app's own connections have logged so far. Every one of them is asked to make its count known. */
async function loggedBytes(): Promise<number> {
  const connections = await Promise.all(Array.from({ length: 10 }, () => sharedPool().connect()));
  const pids = await Promise.all(connections.map(async (connection) => (await connection.query<{ pid: number }>('select pg_backend_pid() as pid, pg_stat_force_next_flush()')).rows[0]?.pid));
  for (const connection of connections) connection.release();
  const [row] = await db.asOwner<{ bytes: string }>('select sum((pg_stat_get_backend_wal(pid)).wal_bytes)::text as bytes from unnest($1::int[]) pid', [pids]);
  return Number(row?.bytes);
}

it.each([
  ['customers', 'as it was', customers, customers],
  ['orders', 'as it was', orderFile(orders), orderFile(orders)],
  ['orders', 'with its lines anywhere', orderFile(orders), orderFile(orders, 6)],
] as const)('of %s, %s', async (kind, _how, first, again) => {
  const { shopId } = await db.newShop();
  await bringIn(shopId, await inShop(shopId, (tx) => requestImport(tx, shopId, kind)), kind, first);
  await db.asOwner("update bulk_import set state = 'done', finished_at = now() where shop_id = $1", [shopId]);
  const importId = await inShop(shopId, (tx) => requestImport(tx, shopId, kind));
  // Or whoever reads a page first would note in it, and log, that its rows are committed.
  for (const table of ['"order"', 'customer', 'tombstone', 'early_order_line']) await db.asOwner(`vacuum ${table}`);
  const places = () => db.asOwner(`select ctid::text, xmin::text from "order" where shop_id = $1 union all select ctid::text, xmin::text from customer where shop_id = $1 order by 1, 2`, [shopId]);
  // The first statements of a connection read the catalogue, and may find such pages there.
  await bringIn(shopId, importId, kind, again);
  const before = { places: await places(), logged: await loggedBytes() };
  expect(before.logged).toBeGreaterThan(0);
  await bringIn(shopId, importId, kind, again);
  expect({ places: await places(), logged: await loggedBytes() }).toEqual(before);
});
