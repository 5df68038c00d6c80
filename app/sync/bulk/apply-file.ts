// Brings a result file into the tables, batch by batch. A batch and the byte up to which the file is done are one
// transaction: killed at any moment, the import goes on behind the last batch that was committed, and nothing is lost or twice.
import type { PoolClient } from 'pg';
import { RetryLater } from '../../domain/outcomes.ts';
import { type BulkImport, moveWatermark } from '../../records/bulk-imports.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';
import { lockInboundBulk } from '../../records/inbound/lock.ts';
import { type Difference, findDifferences } from '../../records/inbound/export/find-differences.ts';
import { mergeCustomersOfExport } from '../../records/inbound/export/merge-customers-export.ts';
import { mergeOrders } from '../../records/inbound/export/merge-orders.ts';
import type { CustomerVersion, OrderLineVersion, OrderVersion } from '../../records/inbound/order-version.ts';
import { parseCustomerFileLine, parseOrderFileLine } from './parse-lines.ts';
import type { FileLine } from './read-lines.ts';

/** Big enough that a transaction costs little, small enough that webhooks wait for it some tenths of a second at most. */
export const BATCH_ROWS = 6_000;
const BATCH_BYTES = 8 << 20;

interface Batch {
  customers: CustomerVersion[];
  orders: OrderVersion[];
  lines: OrderLineVersion[];
}

const emptyBatch = (): Batch => ({ customers: [], orders: [], lines: [] });
const sizeOf = ({ customers, orders, lines }: Batch) => customers.length + orders.length + lines.length;

export interface FileOfImport {
  readonly shopId: ShopId;
  readonly import: Pick<BulkImport, 'importId' | 'kind'>;
  /** When Shopify began the export. */
  readonly exportBegan: Date;
  /** Offset at which `lines` begins. */
  readonly fromBytes: number;
  readonly lines: AsyncIterable<FileLine>;
  readonly signal: AbortSignal;
  readonly batchRows?: number;
  /** For a pass of the reconciliation: told of every batch's differences before they are repaired, in the transaction that repairs them. */
  readonly onDifferences?: (connection: PoolClient, differences: readonly Difference[]) => Promise<void>;
}

function parseInto(batch: Batch, kind: BulkImport['kind'], text: string): void {
  if (kind === 'customers') batch.customers.push(parseCustomerFileLine(text));
  else {
    const parsed = parseOrderFileLine(text);
    if ('order' in parsed) batch.orders.push(parsed.order);
    else batch.lines.push(parsed.line);
  }
}

/** @returns the offset up to which the file is in the tables. @throws RetryLater when the signal fires or another process is at work. */
export async function applyFile(file: FileOfImport): Promise<number> {
  const { kind, importId } = file.import;
  let batch = emptyBatch();
  let doneBytes = file.fromBytes;
  let readBytes = file.fromBytes;
  const commit = async () => {
    if (file.signal.aborted) throw new RetryLater(0, 'the worker stops');
    await commitBatch(file, batch, doneBytes, readBytes);
    doneBytes = readBytes;
    batch = emptyBatch();
  };
  for await (const { text, endBytes } of linesUntilCut(file.lines)) {
    try {
      parseInto(batch, kind, text);
    } catch (error) {
      throw new Error(`Line of the ${kind} export ending at byte ${endBytes} (import ${importId}): ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    readBytes = endBytes;
    if (sizeOf(batch) >= (file.batchRows ?? BATCH_ROWS) || readBytes - doneBytes >= BATCH_BYTES) await commit();
  }
  if (sizeOf(batch) > 0) await commit();
  return doneBytes;
}

/** A connection that breaks ends the file early: what has come whole is kept, the rest is asked for again. */
async function* linesUntilCut(lines: AsyncIterable<FileLine>): AsyncGenerator<FileLine> {
  const iterator = lines[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<FileLine>;
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

async function commitBatch({ shopId, import: { importId, kind }, exportBegan, onDifferences }: FileOfImport, batch: Batch, fromBytes: number, toBytes: number): Promise<void> {
  await inShopBulk(shopId, async (connection) => {
    await lockInboundBulk(connection, shopId);
    let earlyLines = 0;
    const beforeMerge = onDifferences && (async () => onDifferences(connection, await findDifferences(connection, shopId, { kind, exportBegan })));
    if (batch.customers.length > 0) await mergeCustomersOfExport(connection, shopId, batch.customers, exportBegan, beforeMerge);
    if (batch.orders.length + batch.lines.length > 0) ({ earlyLines } = await mergeOrders(connection, shopId, batch.orders, batch.lines, beforeMerge));
    const moved = await moveWatermark(connection, shopId, importId, { fromBytes, toBytes, rows: sizeOf(batch), earlyLines });
    if (!moved) throw new RetryLater(5_000, 'another process goes on with this import');
  });
}
