// The importing process: a result file through the app's own path into the app's own tables. Its memory is its own.
//   node ours.ts APP_DATABASE_URL SHOP_ID FILE [still]
// Prints one JSON object: what it took, and by how much the server's log grew while the file was gone through.
import { open, stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { finishImport, requestImport } from '../../../app/records/bulk-imports.ts';
import { closeDatabase, inShop, openDatabase, sharedPool } from '../../../app/records/db.ts';
import { applyFile } from '../../../app/sync/bulk/apply-file.ts';
import { readBlocks } from '../../../app/sync/bulk/read-blocks.ts';

const CHUNK = 1 << 18;

/** A chunk is good until the next is asked for: meanwhile that one is being read. */
async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file);
  let [now, next] = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)];
  try {
    for (let reading = handle.read(next, 0, CHUNK); ; ) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      [now, next] = [next, now];
      reading = handle.read(next, 0, CHUNK);
      yield now.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

const [appUrl = '', shop = '', path = '', still] = process.argv.slice(2);
const shopId = BigInt(shop);
openDatabase(appUrl);
const walPosition = async () => Number((await sharedPool().query<{ at: string }>("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as at")).rows[0]?.at);

/**
 * Within 15 seconds of any change PostgreSQL's background writer logs which transactions run (56 bytes, bgwriter.c), once: that
 * of our request for an import is waited for, or it would at times fall into the import.
 */
async function untilStill(): Promise<void> {
  const from = await walPosition();
  for (let waitedMs = 0; waitedMs < 16_000 && (await walPosition()) === from; waitedMs += 250) await sleep(250);
}

const importId = await inShop(shopId, (tx) => requestImport(tx, shopId, 'orders'));
const { size } = await stat(path);
if (still) await untilStill();
const walBefore = await walPosition();
const cpuBefore = process.cpuUsage();
const from = performance.now();
const { doneBytes, unnoted } = await applyFile({ shopId, import: { importId, kind: 'orders' }, exportBegan: new Date(), fromBytes: 0, blocks: readBlocks(chunksOf(path), 0, size), signal: new AbortController().signal });
const wallMs = performance.now() - from;
const { user, system } = process.cpuUsage(cpuBefore);
const walAfter = await walPosition();
await inShop(shopId, (tx) => finishImport(tx, shopId, importId, unnoted));
const walAtEnd = await walPosition();
await closeDatabase();
if (doneBytes !== size) throw new Error(`${doneBytes} of ${size} bytes were brought in`);
const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, peakMemoryMb, walBytes: walAfter - walBefore, bookkeepingWalBytes: walAtEnd - walAfter })}\n`);
