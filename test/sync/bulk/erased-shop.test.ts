import { expect, it } from 'vitest';
import { GiveUp } from '../../../app/domain/outcomes.ts';
import { requestImport } from '../../../app/records/bulk-imports.ts';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { eraseShop } from '../../../app/records/erase.ts';
import { holdShop } from '../../../app/records/inbound/lock.ts';
import { applyFile } from '../../../app/sync/bulk/apply-file.ts';
import { readBlocks } from '../../../app/sync/bulk/read-blocks.ts';
import { useDatabase } from '../../support/database.ts';
import { orderBody } from '../support/bodies.ts';
import { makeOrders, orderFile } from '../support/export-file.ts';
import { happen } from '../support/inbox.ts';

const db = useDatabase();
const file = orderFile(makeOrders(20, 1));
const rowsOf = (shopId: ShopId) => db.asOwner('select (select count(*) from "order" where shop_id = $1)::int as orders, (select count(*) from early_order_line where shop_id = $1)::int as lines', [shopId]);

async function* whole(): AsyncGenerator<Uint8Array> {
  yield file;
}
const bringIn = (shopId: ShopId, importId: bigint) =>
  applyFile({ shopId, import: { importId, kind: 'orders' }, exportBegan: new Date(), fromBytes: 0, blocks: readBlocks(whole(), 0, file.byteLength), signal: new AbortController().signal });

it('an erased shop leaves no order and no line, and a late batch of its export brings none back', async () => {
  const { shopId } = await db.newShop();
  const importId = await inShop(shopId, (tx) => requestImport(tx, shopId, 'orders'));
  await bringIn(shopId, importId);
  await happen(shopId, { topic: 'orders/updated', body: orderBody({ id: 5, updatedAt: '2026-03-01T00:00:00Z' }), triggeredAt: '2026-03-01T00:00:00Z' });
  expect((await rowsOf(shopId))[0]?.['orders']).toBe(21);
  await inShop(shopId, (tx) => eraseShop(tx, shopId, new Date()));
  expect(await rowsOf(shopId)).toEqual([{ orders: 0, lines: 0 }]);
  await expect(bringIn(shopId, importId)).rejects.toThrow(GiveUp);
  expect(await rowsOf(shopId)).toEqual([{ orders: 0, lines: 0 }]);
});

it('erasing waits for whoever is writing orders, and takes what they wrote', async () => {
  const { shopId } = await db.newShop();
  const importId = await inShop(shopId, (tx) => requestImport(tx, shopId, 'orders'));
  let erased: Promise<unknown> = Promise.resolve();
  let done = false;
  await inShop(shopId, async (tx) => {
    await holdShop(tx, shopId);
    erased = inShop(shopId, (other) => eraseShop(other, shopId, new Date())).then(() => (done = true));
    await bringIn(shopId, importId);
    expect(done).toBe(false);
  });
  await erased;
  expect(await rowsOf(shopId)).toEqual([{ orders: 0, lines: 0 }]);
});
