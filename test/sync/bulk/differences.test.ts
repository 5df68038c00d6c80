import { expect, it } from 'vitest';
import { requestImport } from '../../../app/records/bulk-imports.ts';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import type { Difference } from '../../../app/records/inbound/export/find-differences.ts';
import { applyFile } from '../../../app/sync/bulk/apply-file.ts';
import { readBlocks } from '../../../app/sync/bulk/read-blocks.ts';
import { useDatabase } from '../../support/database.ts';
import { orderBody } from '../support/bodies.ts';
import { customerLine, type ExportedOrder, makeOrders, orderFile } from '../support/export-file.ts';
import { happen } from '../support/inbox.ts';

const db = useDatabase();

async function* whole(file: Buffer): AsyncGenerator<Uint8Array> {
  yield file;
}

/** Brings a file in as a reconciliation does. @returns what it found different. */
async function pass(shopId: ShopId, kind: 'customers' | 'orders', file: Buffer, began = new Date()): Promise<string[]> {
  const importId = await inShop(shopId, (tx) => requestImport(tx, shopId, kind));
  const found: Difference[] = [];
  const onDifferences = async (_connection: unknown, differences: readonly Difference[]) => void found.push(...differences);
  await applyFile({ shopId, import: { importId, kind }, exportBegan: began, fromBytes: 0, blocks: readBlocks(whole(file), 0, file.byteLength), signal: new AbortController().signal, onDifferences });
  await db.asOwner("update bulk_import set state = 'done', finished_at = now() where import_id = $1", [importId.toString()]);
  return found.map(({ kind: what, id, found: how }) => `${what} ${id} ${how}`);
}

const changed = (order: ExportedOrder, change: Partial<ExportedOrder>): ExportedOrder => ({ ...order, ...change });

it('a pass names what was missing and what differed, and nothing else; a second pass finds nothing', async () => {
  const { shopId } = await db.newShop();
  const orders = makeOrders(30, 1);
  const [first, second, third, fourth, fifth] = orders;
  if (!first || !second || !third || !fourth || !fifth) throw new Error('too few orders');
  const missing = orders.filter((order) => order !== first);
  expect(await pass(shopId, 'orders', orderFile(missing))).toHaveLength(missing.length);
  await happen(shopId, { topic: 'orders/updated', body: orderBody({ id: third.id, customerId: 1, updatedAt: '2026-03-01T00:00:00Z', lines: [] }), triggeredAt: '2026-03-01T00:00:00Z' });
  await happen(shopId, { topic: 'orders/delete', body: { id: fifth.id }, triggeredAt: '2026-03-01T00:00:00Z' });
  const now = orders.map((order) => {
    if (order === second) return changed(order, { updatedAt: '2026-02-20T00:00:00Z', total: '1.00' });
    if (order === fourth) return changed(order, { lines: order.lines.map((line) => ({ ...line, quantity: line.quantity + 1 })) });
    return order;
  });
  const expected = [`order ${first.id} was-missing`, `order ${second.id} differed`, `order-lines ${fourth.id} differed`];
  expect(await pass(shopId, 'orders', orderFile(now))).toEqual(expected);
  expect(await pass(shopId, 'orders', orderFile(now, 3))).toEqual([]);
});

it('of customers too: by their version, figures and tags, where no later event knows better', async () => {
  const { shopId } = await db.newShop();
  const file = (...customers: Parameters<typeof customerLine>[0][]) => Buffer.from(customers.map((one) => `${customerLine(one)}\n`).join(''));
  const at = '2026-02-01T00:00:00Z';
  await pass(shopId, 'customers', file({ id: 1, updatedAt: at, orders: 1 }, { id: 2, updatedAt: at, orders: 1 }, { id: 3, updatedAt: at }, { id: 4, updatedAt: at }), new Date('2026-02-02T00:00:00Z'));
  await happen(shopId, { topic: 'customers/delete', body: { id: 4 }, triggeredAt: at });
  const now = file({ id: 1, updatedAt: at, orders: 1 }, { id: 2, updatedAt: at, orders: 2 }, { id: 3, updatedAt: at, tags: ['perennial:x'] }, { id: 4, updatedAt: at }, { id: 5, updatedAt: at });
  expect(await pass(shopId, 'customers', now, new Date('2026-02-03T00:00:00Z'))).toEqual(['customer 2 differed', 'customer 3 differed', 'customer 5 was-missing']);
  expect(await pass(shopId, 'customers', now, new Date('2026-02-04T00:00:00Z'))).toEqual([]);
});
