// Takes one import a step further, from whatever it had come to: start the export, look how far it is, bring the file in,
// finish. Safe to run at any time, twice at once, and again after a kill: the row in bulk_import says where it stands.
import { AskMerchant, GiveUp, RetryLater } from '../domain/outcomes.ts';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import type { JobContracts } from '../queue/job-contracts.ts';
import type { JobContext } from '../queue/work.ts';
import { type BulkImport, countFailures, failImport, getImport, noteApplied, noteOperation, noteProgress, requestImport } from '../records/bulk-imports.ts';
import { inShop, type ShopId } from '../records/db.ts';
import { findPassOfImport } from '../records/reconcile/deep-state.ts';
import { recordExportDrift } from '../records/reconcile/export-drift.ts';
import { findShopById } from '../records/shops.ts';
import { adminClient, type AdminClient } from '../shopify/admin-client.ts';
import { type Applied, applyFile, type FileOfImport } from './bulk/apply-file.ts';
import { download } from './bulk/download.ts';
import { endImport } from './bulk/end-import.ts';
import { EXPORT_STATE } from './bulk/operations.ts';
import { readBlocks } from './bulk/read-blocks.ts';
import { startExport } from './bulk/start-export.ts';

const DAY_MS = 86_400_000;
/** So many failed exports in a day, and only the merchant or Shopify can help. */
const MOST_FAILURES_A_DAY = 5;
/** A file that we cannot read does not become readable. */
const MOST_RETRIES = 6;
const FIRST_LOOK_MS = 500;

/** Shopify also announces the end (bulk_operations/finish); looking is for when that is lost. */
function nextLookMs(startedAt: Date): number {
  const ageMs = Date.now() - startedAt.getTime();
  if (ageMs < 60_000) return 1_000;
  return ageMs < 10 * 60_000 ? 5_000 : 30_000;
}

interface Step {
  readonly shopId: ShopId;
  readonly admin: AdminClient;
  readonly signal: AbortSignal;
}

export async function advanceImport(payload: JobContracts['advance-import'], { signal, retryCount }: JobContext): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const shop = await findShopById(shopId);
  const importId = BigInt(payload.importId);
  const row = shop && (await inShop(shopId, (tx) => getImport(tx, shopId, importId)));
  if (!row || row.finishedAt) return;
  try {
    const step: Step = { shopId, admin: await adminClient(shop.domain), signal };
    if (row.operationGid && row.operationCreatedAt) await follow(step, { ...row, operationGid: row.operationGid, operationCreatedAt: row.operationCreatedAt });
    else await start(step, row);
  } catch (error) {
    // The import ends here, with its reason to be read; a later install or a click begins a new one.
    const final = error instanceof GiveUp || error instanceof AskMerchant || (!(error instanceof RetryLater) && retryCount >= MOST_RETRIES);
    if (final) await inShop(shopId, (tx) => failImport(tx, shopId, importId, error instanceof Error ? error.message : String(error)));
    throw error;
  }
}

async function start({ shopId, admin, signal }: Step, row: BulkImport): Promise<never> {
  const started = await startExport(admin, row, signal);
  await inShop(shopId, (tx) => noteOperation(tx, shopId, row.importId, started.gid, started.createdAt));
  throw new RetryLater(FIRST_LOOK_MS, 'the export has just begun');
}

type Running = BulkImport & { operationGid: string; operationCreatedAt: Date };

async function follow(step: Step, row: Running): Promise<void> {
  const { shopId, admin, signal } = step;
  const { bulkOperation: operation } = await admin.request(EXPORT_STATE, { id: row.operationGid }, { signal });
  if (!operation) return startOver(step, row, 'Shopify no longer knows the export');
  const status = operation.status;
  const fileBytes = operation.fileSize ? BigInt(operation.fileSize) : null;
  const finished = status === 'COMPLETED';
  await inShop(shopId, (tx) => noteProgress(tx, shopId, row.importId, { state: finished ? 'applying' : 'running', objectCount: BigInt(operation.objectCount), fileBytes }));
  if (status === 'CREATED' || status === 'RUNNING' || status === 'CANCELING') throw new RetryLater(nextLookMs(row.startedAt), `the export is ${status}`);
  if (!finished) return startOver(step, row, `the export ended as ${status}${operation.errorCode ? `: ${operation.errorCode}` : ''}`);
  let unnoted: Applied['unnoted'] = { bytes: 0, rows: 0 };
  if (operation.url) unnoted = await bringIn(step, row, operation.url, fileBytes === null ? null : Number(fileBytes));
  else if (BigInt(operation.objectCount) > 0n) return startOver(step, row, 'the result file is no longer kept');
  await endImport(shopId, row.importId, unnoted);
}

/** @returns what is not noted yet. @throws RetryLater when the file has not come to its end: the next try goes on from there. */
async function bringIn({ shopId, signal }: Step, row: Running, url: string, knownBytes: number | null): Promise<Applied['unnoted']> {
  const fromBytes = Number(row.bytesApplied);
  if (knownBytes !== null && fromBytes >= knownBytes) return { bytes: 0, rows: 0 };
  const file = await download(url, fromBytes, signal);
  // The server that has the file knows best how long it is.
  const fileBytes = file.fileBytes ?? knownBytes;
  const blocks = readBlocks(file.chunks, fromBytes, fileBytes);
  const onDifferences = await recorderOf(shopId, row);
  const { doneBytes, unnoted } = await applyFile({ shopId, import: row, exportBegan: row.operationCreatedAt, fromBytes, blocks, signal, ...(onDifferences ? { onDifferences } : {}) });
  if (fileBytes === null || doneBytes >= fileBytes) return unnoted;
  await inShop(shopId, (tx) => noteApplied(tx, shopId, row.importId, doneBytes, unnoted));
  throw new RetryLater(doneBytes > fromBytes ? 200 : 3_000, `the file was cut off after ${doneBytes} of ${fileBytes} bytes`);
}

/** An import that a deep pass of the reconciliation asked for records what it found to differ. */
async function recorderOf(shopId: ShopId, { kind, importId, operationCreatedAt: exportBegan }: Running): Promise<FileOfImport['onDifferences']> {
  const passId = await inShop(shopId, (tx) => findPassOfImport(tx, shopId, kind, importId));
  return passId === null ? undefined : (connection, differences) => recordExportDrift(connection, shopId, passId, { kind, exportBegan }, differences);
}

/** The export is of no use: a new one, of which nothing of the old one's rows is undone (newer versions win as ever). */
async function startOver({ shopId }: Step, row: BulkImport, why: string): Promise<void> {
  log().warn({ shopId: shopId.toString(), kind: row.kind, why }, 'an export failed');
  const again = await inShop(shopId, async (tx) => {
    if (!(await failImport(tx, shopId, row.importId, why))) return true;
    const failures = await countFailures(tx, shopId, row.kind, new Date(Date.now() - DAY_MS));
    if (failures >= MOST_FAILURES_A_DAY) return false;
    const importId = await requestImport(tx, shopId, row.kind);
    await enqueue(tx, 'advance-import', { shopId: shopId.toString(), importId: importId.toString() }, { afterMs: 1_000 * 2 ** failures });
    return true;
  });
  if (!again || why.includes('ACCESS_DENIED')) throw new AskMerchant(why.includes('ACCESS_DENIED') ? 'missing-scope' : 'import-failed', why);
}
