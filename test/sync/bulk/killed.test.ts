import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { config } from '../../../app/config.server.ts';
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { importShop } from '../../../app/sync/import-shop.ts';
import { applyFile } from '../../../app/sync/bulk/apply-file.ts';
import { readBlocks } from '../../../app/sync/bulk/read-blocks.ts';
import { requestImport } from '../../../app/records/bulk-imports.ts';
import { useDatabase } from '../../support/database.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { customerLine, makeOrders, orderFile } from '../support/export-file.ts';
import { useExportServer } from '../support/export-server.ts';
import { importAll, importsOf } from '../support/run-import.ts';
import { stateOf } from '../support/state.ts';

const db = useDatabase();
const shopify = useExportServer();
const read = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId), 120_000);
const orders = makeOrders(6_000, 3);

async function newShop(): Promise<ShopId> {
  const { shopId, domain } = await db.newShop();
  await shopify.signIn(domain);
  return shopId;
}

beforeAll(() => {
  shopify.files = { customers: Buffer.from(Array.from({ length: 2000 }, (_, n) => `${customerLine({ id: n + 1, updatedAt: '2026-02-01T00:00:00Z' })}\n`).join('')), orders: orderFile(orders, 5) };
});

function worker(shopId: ShopId): ChildProcess {
  const env = { ...process.env, SIMULATED_STORE_URL: config().simulatedStoreUrl };
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, '../support/import-process.ts'), db.appUrl, shopId.toString()], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

it('killed with SIGKILL again and again, it ends as if nothing had been', { timeout: 180_000 }, async () => {
  const whole = await newShop();
  await importAll(db, whole);
  const shopId = await newShop();
  await importShop({ shopId: shopId.toString() });
  const next = seededRandom(11);
  const progress = async () => (await importsOf(db, shopId)).map((row) => `${row.kind} ${row.state} ${row.bytes_applied}`).join(', ');
  const seen = new Set<string>();
  for (let kill = 0; kill < 4; kill += 1) {
    const child = worker(shopId);
    const ended = once(child, 'exit');
    const before = await progress();
    // In the midst of the work: some moments after it has come further.
    while (child.exitCode === null && (await progress()) === before) await sleep(5);
    await sleep(Math.floor(next() * 100));
    child.kill('SIGKILL');
    await ended;
    seen.add(await progress());
  }
  const last = worker(shopId);
  expect(await once(last, 'exit')).toEqual([0, null]);
  expect(seen.size).toBeGreaterThan(2);
  expect(await read(shopId)).toEqual(await read(whole));
  expect((await importsOf(db, shopId)).map(({ state }) => state)).toEqual(['done', 'done']);
});

it('stopped at any byte, and by its signal between batches, it goes on where it was', { timeout: 120_000 }, async () => {
  const some = makeOrders(300, 9);
  const file = orderFile(some, 1);
  const shopId = await newShop();
  const importId = await inShop(shopId, (tx) => requestImport(tx, shopId, 'orders'));
  const next = seededRandom(4);
  let doneBytes = 0;
  let stops = 0;
  const part = async function* (from: number, to: number) {
    for (let at = from; at < to; at += 3_001) yield file.subarray(at, Math.min(to, at + 3_001));
  };
  while (doneBytes < file.byteLength) {
    const to = Math.min(file.byteLength, doneBytes + 1 + Math.floor(next() * 16_000));
    const abort = new AbortController();
    const blocks = readBlocks(part(doneBytes, to), doneBytes, file.byteLength);
    const aborting = next() < 0.3;
    if (aborting) abort.abort();
    try {
      ({ doneBytes } = await applyFile({ shopId, import: { importId, kind: 'orders' }, exportBegan: new Date(), fromBytes: doneBytes, blocks, signal: abort.signal, batchRows: 20 }));
    } catch (error) {
      expect(aborting && error instanceof RetryLater).toBe(true);
      stops += 1;
    }
  }
  expect(stops).toBeGreaterThan(2);
  const state = await read(shopId);
  expect(state.orders).toHaveLength(some.length);
  expect(state.lines).toHaveLength(some.flatMap(({ lines }) => lines).length);
});

it('two workers at the same import: one goes on, the other gives way', async () => {
  const some = orderFile(makeOrders(100, 2));
  const shopId = await newShop();
  const importId = await inShop(shopId, (tx) => requestImport(tx, shopId, 'orders'));
  const whole = async function* () {
    yield some;
  };
  const run = () => applyFile({ shopId, import: { importId, kind: 'orders' }, exportBegan: new Date(), fromBytes: 0, blocks: readBlocks(whole(), 0, some.byteLength), signal: new AbortController().signal, batchRows: 50 });
  const results = await Promise.allSettled([run(), run()]);
  expect(results.some(({ status }) => status === 'fulfilled') || results.every(({ status }) => status === 'rejected')).toBe(true);
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RetryLater);
  const [row] = await importsOf(db, shopId);
  expect(Number(row?.rows_applied)).toBeLessThanOrEqual(some.toString().split('\n').length - 1);
});
