// Brings a result file into the tables, batch by batch. A batch and the byte up to which the file is done are one
// transaction: killed at any moment, the import goes on behind the last batch that was noted. Batches that change nothing are
// not noted at once, for then nothing has to be written at all: gone through again they change nothing either. Three batches
// are under way at once: two are with the server, and commit in their order, the third is read.
import type { PoolClient } from 'pg';
import { RetryLater } from '../../domain/outcomes.ts';
import { type BulkImport, moveWatermark } from '../../records/bulk-imports.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';
import { lockInboundBulk } from '../../records/inbound/lock.ts';
import { type Difference, findDifferences } from '../../records/inbound/export/find-differences.ts';
import { mergeCustomersOfExport } from '../../records/inbound/export/merge-customers-export.ts';
import { mergeOrders } from '../../records/inbound/export/merge-orders.ts';
import { Batch } from '../../records/inbound/export/staged-rows.ts';
import type { StrayNews } from '../../records/inbound/export/stray-lines.ts';
import { holdIfNew, isPlain, writeNewOrders } from '../../records/inbound/export/write-new-orders.ts';
import { lineAdder } from './add-line.ts';
import type { Block } from './read-blocks.ts';

/** Big enough that a transaction costs little, small enough that webhooks wait for it some tenths of a second at most. */
const BATCH_ROWS = 12_000;
const BATCH_BYTES = 12 << 20;
/** Batches that are with the database at once. */
const LANES = 2;

export interface FileOfImport {
  readonly shopId: ShopId;
  readonly import: Pick<BulkImport, 'importId' | 'kind'>;
  /** When Shopify began the export. */
  readonly exportBegan: Date;
  /** Offset at which `blocks` begins. */
  readonly fromBytes: number;
  readonly blocks: AsyncIterable<Block>;
  readonly signal: AbortSignal;
  readonly batchRows?: number;
  /** For a pass of the reconciliation: told of every batch's differences before they are repaired, in the transaction that repairs them. */
  readonly onDifferences?: (connection: PoolClient, differences: readonly Difference[]) => Promise<void>;
}

export interface Applied {
  /** Offset up to which the file is in the tables. */
  readonly doneBytes: number;
  /** What of it lies behind the watermark, because it changed nothing. */
  readonly unnoted: { readonly bytes: number; readonly rows: number };
}

/** @throws RetryLater when the signal fires or another process is at work. */
export async function applyFile(file: FileOfImport): Promise<Applied> {
  const { kind, importId } = file.import;
  const batchRows = file.batchRows ?? BATCH_ROWS;
  const adder = lineAdder(kind);
  const spare = Array.from({ length: LANES }, () => new Batch());
  const underWay: Promise<Batch>[] = [];
  let batch = new Batch();
  let last: Turn = { locked: Promise.resolve(), done: Promise.resolve() };
  const progress = { notedBytes: file.fromBytes, doneBytes: file.fromBytes, unnotedRows: 0, greatest: 0 };
  let readBytes = file.fromBytes;
  let batchFrom = file.fromBytes;
  const commit = async () => {
    const free = spare.pop() ?? (await underWay.shift());
    if (file.signal.aborted) throw new RetryLater(0, 'the worker stops');
    const full = batch;
    const locked = Promise.withResolvers<undefined>();
    const hasLocked = () => locked.resolve(undefined);
    const committing = commitBatch(file, full, progress, readBytes, last, hasLocked).then(() => full).finally(hasLocked);
    // Whoever waits for it next is told; until then it is nobody's unhandled rejection.
    committing.catch(() => undefined);
    last = { locked: locked.promise, done: committing };
    underWay.push(committing);
    batch = free ?? new Batch();
    batch.clear();
    batchFrom = readBytes;
  };
  try {
    for await (const { bytes, fromBytes, endBytes } of blocksUntilCut(file.blocks)) {
      adder.source(bytes);
      for (let at = 0; at < bytes.byteLength; ) {
        const full = batch.rows >= batchRows || readBytes - batchFrom >= BATCH_BYTES;
        // An order and its lines go in together, where they stand together.
        if (full && (adder.beginsAnew(at) || batch.rows >= 2 * batchRows)) await commit();
        try {
          at = adder.add(at, batch);
        } catch (error) {
          throw new Error(`Line of the ${kind} export beginning at byte ${fromBytes + at} (import ${importId}): ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
        readBytes = Math.min(fromBytes + at, endBytes);
      }
    }
    if (batch.rows > 0) await commit();
  } finally {
    // The first that failed says why; the others were waiting for it.
    for (const committing of underWay) await committing;
  }
  return { doneBytes: progress.doneBytes, unnoted: { bytes: progress.doneBytes - progress.notedBytes, rows: progress.unnotedRows } };
}

/** A connection that breaks ends the file early: what has come whole is kept, the rest is asked for again. */
async function* blocksUntilCut(blocks: AsyncIterable<Block>): AsyncGenerator<Block> {
  const iterator = blocks[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<Block>;
      try {
        next = await iterator.next();
      } catch {
        return;
      }
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

interface Progress {
  notedBytes: number;
  doneBytes: number;
  unnotedRows: number;
  /** The greatest order that was handed over so far. */
  greatest: number;
}

/** Of the batch before. */
interface Turn {
  /** It holds its locks, or has ended: never rejected. */
  readonly locked: Promise<unknown>;
  readonly done: Promise<unknown>;
}

/** @param locked is called when the batch waits for nobody's lock any more. */
async function commitBatch(file: FileOfImport, batch: Batch, progress: Progress, toBytes: number, before: Turn, locked: () => void): Promise<void> {
  const { shopId, import: { importId, kind }, exportBegan, onDifferences } = file;
  const { rows } = batch;
  const note = async (connection: PoolClient) => {
    const moved = await moveWatermark(connection, shopId, importId, { fromBytes: progress.notedBytes, toBytes, rows: rows + progress.unnotedRows });
    if (!moved) throw new RetryLater(5_000, 'another process goes on with this import');
    await commitWithoutWaiting(connection);
  };
  const end = (written: boolean) => {
    if (written) progress.notedBytes = toBytes;
    progress.unnotedRows = written ? 0 : progress.unnotedRows + rows;
    progress.doneBytes = toBytes;
  };
  const mayBeNew = kind === 'orders' && !onDifferences && isPlain(batch) && batch.assembled().least > progress.greatest;
  progress.greatest = Math.max(progress.greatest, batch.assembled().greatest);
  // That one must hold its locks first: else somebody could come in between who waits for this one and is waited for by that one.
  await before.locked;
  const isNew =
    mayBeNew &&
    (await inShopBulk(shopId, async (connection) => {
      if (!(await holdIfNew(connection, shopId, batch))) return false;
      locked();
      await writeNewOrders(connection, shopId, batch);
      await before.done;
      await note(connection);
      return true;
    }));
  if (isNew) return end(true);
  await before.done;
  const written = await inShopBulk(shopId, async (connection) => {
    await lockInboundBulk(connection, shopId);
    locked();
    const beforeMerge = onDifferences && (async (strays?: StrayNews) => onDifferences(connection, await findDifferences(connection, shopId, { kind, exportBegan }, strays)));
    const merged = kind === 'customers' ? await mergeCustomersOfExport(connection, shopId, batch, exportBegan, beforeMerge) : await mergeOrders(connection, shopId, batch, beforeMerge);
    if (merged.written > 0) await note(connection);
    return merged.written > 0;
  });
  end(written);
}

/** A server that dies just then may lose the last batches, each whole and with its watermark: they are gone through again. */
async function commitWithoutWaiting(connection: PoolClient): Promise<void> {
  await connection.query("select set_config('synchronous_commit', 'off', true)");
}
