// Bugs of imports, reconciliation, erasure and tags.
import type { PlantedBug } from './planted-bug.ts';

export const bringingInBugs: readonly PlantedBug[] = [
  { name: 'cut-off-file-is-the-end', file: 'sync/advance-import.ts', find: 'if (fileBytes === null || doneBytes >= fileBytes) return unnoted;', replace: 'if (fileBytes === null || doneBytes >= 0) return unnoted;', why: 'a download that breaks off is taken for the whole' },
  { name: 'watermark-before-the-rows', file: 'sync/bulk/apply-file.ts', find: 'const written = await inShopBulk(shopId, async (connection) => {', replace: "await inShopBulk(shopId, (first) => first.query('update bulk_import set bytes_applied = $3 where shop_id = $1 and import_id = $2', [shopId.toString(), importId.toString(), toBytes]));\n  progress.notedBytes = toBytes;\n  const written = await inShopBulk(shopId, async (connection) => {", why: 'a crash between the mark and the rows loses the rows' },
  { name: 'job-outside-the-transaction', file: 'queue/enqueue.ts', find: '...(db ? { db } : {}),', replace: '', why: 'a job is there before, or without, what it is about', foundBy: 964 },
  { name: 'failed-export-counts-as-done', file: 'sync/advance-import.ts', find: 'if (!finished) return startOver(', replace: "if (!finished && status !== 'FAILED') return startOver(", why: 'an export that failed is taken for the whole shop' },
  { name: 'deleted-stays-after-lost-news', file: 'sync/reconcile/hot-pass.ts', find: 'const { done } = stateSchema.parse(pass.state);', replace: 'const done = [...IMPORT_KINDS];', why: 'what no webhook told is never found' },
  { name: 'drift-seen-and-left', file: 'sync/reconcile/settle-rows.ts', find: 'await applyCustomerVersions(tx, shopId, differing.map(({ customer }) => customer));', replace: '', why: 'a pass sees what differs and does not repair it' },
  { name: 'erased-without-tombstone', file: 'records/erase.ts', find: "await bury(tx, shopId, 'erased', customerIds, at);", replace: '', why: 'the next order of an erased person is kept' },
  { name: 'codes-of-the-erased-stay', file: 'records/erase.ts', find: 'await tx.$executeRaw`delete from code_intent where shop_id = ${shopId} and customer_id = any(${customerIds}::bigint[])`;', replace: '', why: 'an erased person’s number stays with their code' },
  { name: 'alerts-of-the-erased-stay', file: 'records/erase.ts', find: 'await removeScores(tx, shopId, customerIds);', replace: '', why: 'an erased person’s number stays with their alerts and tags' },
  { name: 'every-tag-is-ours', file: 'sync/own-tags.ts', find: 'tags.filter((tag) => tag.startsWith(NAMESPACE))', replace: 'tags.filter((tag) => tag.length > NAMESPACE.length - 100)', why: 'tags of others are taken into our records' },
  { name: 'tags-of-others-removed', file: 'domain/segments/plan-tag-change.ts', find: 'const present = new Set(ownTags.filter((tag) => tag.startsWith(TAG_NAMESPACE)));', replace: "const present = new Set([...ownTags, 'vip']);", why: 'the merchant’s own tag is taken off' },
  { name: 'taken-changes-never-put-back', file: 'write-back/customer-tags/apply-tag-run.ts', find: 'await putBackChanges(shopId, tagRunId);', replace: '', why: 'what a dead worker had in its hands stays there' },
  { name: 'abandoned-run-stays', file: 'records/tag-runs.ts', find: 'and finished_at is null and (claimed_until is null or claimed_until <= clock_timestamp())`,', replace: 'and finished_at is null and claimed_until is null`,', why: 'a run whose worker died is never taken up again' },
];
