// Takes the bulk mutations of a run as far as they go now: upload, start, watch, read.
import { noteFinished, findUnfinishedBulks, noteUploaded, numberLines, planPart, type TagBulk } from '../../../records/write-back/tag-bulks.ts';
import type { ShopId } from '../../../records/db.ts';
import type { AdminClient } from '../../../shopify/admin-client.ts';
import { gid } from '../../../shopify/gid.ts';
import { cancelBulk, followBulk } from './follow-bulk.ts';
import { readResult } from './read-result.ts';
import { settleDoubtful } from './settle-doubtful.ts';
import { submitBulk } from './submit-bulk.ts';
import { uploadLines } from './upload-lines.ts';

/** About 11 MB a file, of the 100 MB allowed; a part is two files at most, and Shopify runs five operations at once. */
const LINES_A_PART = 100_000;

/** Takes waiting changes into files. @returns false when none wait. */
export async function startBulks(shopId: ShopId, tagRunId: bigint): Promise<boolean> {
  return (await planPart(shopId, tagRunId, LINES_A_PART)) > 0;
}

async function upload(client: AdminClient, bulk: TagBulk): Promise<void> {
  const lines = await numberLines(bulk);
  // Whoever was erased since is in no file.
  if (lines.length === 0) return noteFinished(bulk, null);
  const text = lines.map(({ customerId, tags }) => `${JSON.stringify({ id: gid('Customer', customerId), [bulk.direction]: tags })}\n`).join('');
  const path = await uploadLines(client, `perennial-tags-${bulk.tagRunId}-${bulk.part}-${bulk.direction}.jsonl`, text);
  await noteUploaded(bulk, path, lines.length);
}

async function follow(client: AdminClient, bulk: TagBulk, operationGid: string, stopped: boolean): Promise<void> {
  const progress = await followBulk(client, operationGid);
  if (progress.outcome === 'running') {
    if (stopped) await cancelBulk(client, operationGid);
    return;
  }
  if (progress.url) await readResult(bulk, progress.url, progress.at);
  await noteFinished(bulk, progress.error);
}

/**
 * @param stopped nothing new is started, and what runs is cancelled.
 * @returns true while some are unfinished.
 * @throws what the client throws; every step done is on record.
 */
export async function advanceBulks(client: AdminClient, shopId: ShopId, tagRunId: bigint, stopped: boolean): Promise<boolean> {
  for (const bulk of await findUnfinishedBulks(shopId, tagRunId)) {
    if (bulk.state === 'running' && bulk.operationGid) await follow(client, bulk, bulk.operationGid, stopped);
    else if (bulk.state === 'uploaded' && (!stopped || bulk.submittedAt)) await submitBulk(client, bulk);
    else if (bulk.state === 'planned' && !stopped) await upload(client, bulk);
    else await noteFinished(bulk, 'stopped');
  }
  if ((await findUnfinishedBulks(shopId, tagRunId)).length > 0) return true;
  await settleDoubtful(client, shopId, tagRunId);
  return false;
}
