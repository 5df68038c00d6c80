// Imports from Shopify's bulk export: one unfinished one of a kind at a time. The row says all that is needed to go on.
import type { PoolClient } from 'pg';
import type { ShopId, ShopTx } from './db.ts';

export const IMPORT_KINDS = ['customers', 'orders'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export interface BulkImport {
  readonly importId: bigint;
  readonly kind: ImportKind;
  readonly state: 'requested' | 'running' | 'downloading' | 'applying' | 'done' | 'failed';
  readonly operationGid: string | null;
  readonly operationCreatedAt: Date | null;
  readonly bytesApplied: bigint;
  readonly fileBytes: bigint | null;
  readonly rowsApplied: bigint;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** Makes sure that an import of this kind is under way. @returns its id. */
export async function requestImport(tx: ShopTx, shopId: ShopId, kind: ImportKind): Promise<bigint> {
  await tx.$executeRaw`
    insert into bulk_import (shop_id, kind, state) values (${shopId}, ${kind}, 'requested')
    on conflict (shop_id, kind) where finished_at is null do nothing`;
  const [row] = await tx.$queryRaw<{ importId: bigint }[]>`
    select import_id as "importId" from bulk_import where shop_id = ${shopId} and kind = ${kind} and finished_at is null`;
  if (!row) throw new Error(`The import of ${kind} ended in this very moment.`);
  return row.importId;
}

export async function getImport(tx: ShopTx, shopId: ShopId, importId: bigint): Promise<BulkImport | null> {
  const row = await tx.bulkImport.findUnique({ where: { shopId_importId: { shopId, importId } } });
  return row as BulkImport | null;
}

/** The last one of this kind, whatever became of it. */
export async function getLastImport(tx: ShopTx, shopId: ShopId, kind: ImportKind): Promise<Pick<BulkImport, 'state' | 'finishedAt'> | null> {
  const row = await tx.bulkImport.findFirst({ where: { shopId, kind }, orderBy: { importId: 'desc' }, select: { state: true, finishedAt: true } });
  return row as Pick<BulkImport, 'state' | 'finishedAt'> | null;
}

export async function findImportOfOperation(tx: ShopTx, shopId: ShopId, operationGid: string): Promise<bigint | null> {
  const row = await tx.bulkImport.findFirst({ where: { shopId, operationGid, finishedAt: null }, select: { importId: true } });
  return row?.importId ?? null;
}

/** Whether customers or orders were never imported, and are not being imported. */
export async function isImportNeeded(tx: ShopTx, shopId: ShopId): Promise<boolean> {
  const kinds = await tx.bulkImport.groupBy({ by: ['kind'], where: { shopId, OR: [{ state: 'done' }, { finishedAt: null }] } });
  return kinds.length < IMPORT_KINDS.length;
}

/** Whether customers or orders never came in, nobody is at it, and it did not fail `most` times since `since`: then it is worth another try. */
export async function isImportGivenUp(tx: ShopTx, shopId: ShopId, since: Date, most: number): Promise<boolean> {
  if (!(await isImportNeeded(tx, shopId))) return false;
  for (const kind of IMPORT_KINDS) if ((await countFailures(tx, shopId, kind, since)) >= most) return false;
  return true;
}

export async function noteOperation(tx: ShopTx, shopId: ShopId, importId: bigint, operationGid: string, createdAt: Date): Promise<void> {
  await tx.bulkImport.updateMany({
    where: { shopId, importId, finishedAt: null, operationGid: null },
    data: { state: 'running', operationGid, operationCreatedAt: createdAt },
  });
}

/** What Shopify says of the export. Writes nothing when nothing changed. */
export async function noteProgress(tx: ShopTx, shopId: ShopId, importId: bigint, progress: { state: 'running' | 'applying'; objectCount: bigint; fileBytes: bigint | null }): Promise<void> {
  await tx.$executeRaw`
    update bulk_import set state = ${progress.state}, object_count = ${progress.objectCount}, file_bytes = ${progress.fileBytes}::bigint
    where shop_id = ${shopId} and import_id = ${importId} and finished_at is null
      and (state, object_count, file_bytes) is distinct from (${progress.state}, ${progress.objectCount}::bigint, ${progress.fileBytes}::bigint)`;
}

/** What of a file that was cut off changed nothing: the next try goes on behind it, if no other process has come further. */
export async function noteApplied(tx: ShopTx, shopId: ShopId, importId: bigint, doneBytes: number, unnoted: { bytes: number; rows: number }): Promise<void> {
  if (unnoted.bytes === 0) return;
  await tx.bulkImport.updateMany({
    where: { shopId, importId, finishedAt: null, bytesApplied: doneBytes - unnoted.bytes },
    data: { bytesApplied: doneBytes, rowsApplied: { increment: unnoted.rows } },
  });
}

/** @returns false when it had ended before. */
export async function failImport(tx: ShopTx, shopId: ShopId, importId: bigint, why: string): Promise<boolean> {
  const { count } = await tx.bulkImport.updateMany({ where: { shopId, importId, finishedAt: null }, data: { state: 'failed', error: why.slice(0, 500), finishedAt: new Date() } });
  return count > 0;
}

/** Exports of this kind that failed since the last one that did not. */
export async function countFailures(tx: ShopTx, shopId: ShopId, kind: ImportKind, since: Date): Promise<number> {
  const lastDone = await tx.bulkImport.findFirst({ where: { shopId, kind, state: 'done' }, orderBy: { importId: 'desc' }, select: { importId: true } });
  return tx.bulkImport.count({ where: { shopId, kind, state: 'failed', startedAt: { gte: since }, importId: { gt: lastDone?.importId ?? 0n } } });
}

/**
 * The import has come to the end of its file. The caller holds the inbound lock, so of two that end together one is last.
 *
 * @param unnoted what of the file changed nothing and was therefore not noted.
 * @returns whether no import of the shop is under way any more; null when this one had ended before.
 */
export async function finishImport(tx: ShopTx, shopId: ShopId, importId: bigint, unnoted: { bytes: number; rows: number }): Promise<{ last: boolean } | null> {
  const { count } = await tx.bulkImport.updateMany({
    where: { shopId, importId, finishedAt: null },
    data: { state: 'done', finishedAt: new Date(), error: null, bytesApplied: { increment: unnoted.bytes }, rowsApplied: { increment: unnoted.rows } },
  });
  if (count === 0) return null;
  const open = await tx.bulkImport.count({ where: { shopId, finishedAt: null } });
  return { last: open === 0 };
}

/**
 * Moves the watermark together with the rows of a batch.
 *
 * @returns false when another process has come further in the meantime: this batch must not be written.
 */
export async function moveWatermark(connection: PoolClient, shopId: ShopId, importId: bigint, step: { fromBytes: number; toBytes: number; rows: number }): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update bulk_import set state = 'applying', bytes_applied = $4, rows_applied = rows_applied + $5
     where shop_id = $1 and import_id = $2 and bytes_applied = $3 and finished_at is null`,
    [shopId.toString(), importId.toString(), step.fromBytes, step.toBytes, step.rows],
  );
  return rowCount === 1;
}
