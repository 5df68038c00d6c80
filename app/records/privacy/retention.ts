// How long each table keeps its rows. A table without an entry fails the tests. The page "Privacy" says the same in words
// (privacy.kept.<table>).
import { inShop, type ShopId } from '../db.ts';

export interface Retention {
  /** Null: as long as Shopify holds it and the app is installed, or the newest of its kind only. */
  readonly days: number | null;
  /** Rows that are old enough; $1 is the shop, $2 the moment before which everything is. Row "t". */
  readonly old?: string;
}

const forever: Retention = { days: null };

/** Scorings: the newest ones, and before them the last of each month. */
const KEPT_SCORINGS = 30;

export const RETENTION: Readonly<Record<string, Retention>> = {
  customer: forever,
  order: forever,
  // Every import ends with their removal.
  early_order_line: forever,
  order_recheck: forever,
  customer_score: forever,
  history_chunk: forever,
  history_mark: forever,
  segment_chunk: forever,
  customer_metafield: forever,
  segment_definition: forever,
  reconcile_mark: forever,
  // Without it an erased person would come back with the next export.
  tombstone: forever,
  webhook_inbox: { days: 90, old: 't.applied_at < $2 and t.touched_customer_ids is null' },
  bulk_import: {
    days: 90,
    old: `coalesce(t.finished_at, t.started_at) < $2 and exists (select from bulk_import n where n.shop_id = t.shop_id and n.kind = t.kind and n.state = 'done' and n.import_id > t.import_id)`,
  },
  drift: { days: 90, old: 't.found_at < $2' },
  reconcile_pass: { days: 90, old: 'coalesce(t.finished_at, t.started_at) < $2 and not exists (select from drift d where d.shop_id = t.shop_id and d.pass_id = t.pass_id)' },
  scoring_run: {
    days: 400,
    old: `(t.started_at < $2 or exists (select from scoring_run n where n.shop_id = t.shop_id and n.run_id > t.run_id and date_trunc('month', n.started_at) = date_trunc('month', t.started_at) and n.finished_at is not null and n.error is null))
      and t.run_id < (select min(k.run_id) from (select run_id from scoring_run where shop_id = $1 and finished_at is not null and error is null order by run_id desc limit ${KEPT_SCORINGS}) k)`,
  },
  shop_backtest: { days: 35, old: 't.requested_at < $2' },
  segment_movement: { days: 35, old: 't.requested_at < $2' },
  definition_preview: { days: 35, old: 't.asked_at < $2' },
  churn_alert: { days: 400, old: 't.closed_at < $2' },
  tag_change: { days: 400, old: 'exists (select from tag_run r where r.shop_id = t.shop_id and r.tag_run_id = t.tag_run_id and r.finished_at < $2)' },
  tag_bulk: { days: 400, old: 'exists (select from tag_run r where r.shop_id = t.shop_id and r.tag_run_id = t.tag_run_id and r.finished_at < $2)' },
  tag_run: { days: 400, old: 't.finished_at < $2 and not exists (select from tag_change c where c.shop_id = t.shop_id and c.tag_run_id = t.tag_run_id)' },
  metafield_run: { days: 400, old: 't.finished_at < $2' },
  code_intent: { days: 400, old: 'greatest(t.settled_at, t.redeemed_at) < $2 and t.ends_at < $2 and t.settled_at is not null' },
  code_batch: { days: 400, old: 't.settled_at < $2' },
  code_incident: { days: 400, old: 't.found_at < $2' },
  data_request: { days: 400, old: 't.handed_over_at < $2' },
  access_log: { days: 400, old: 't.at < $2' },
};

/** What could not be understood is kept to be looked at, but not as long as the note that it came. */
export const FAILED_BODY_DAYS = 30;

const DAY_MS = 86_400_000;
const BATCH_ROWS = 5_000;

/**
 * Deletes what one shop has had long enough, a batch a transaction, the tables in the order above.
 *
 * @param goOn asked before each batch.
 * @returns table → rows deleted.
 */
export async function deleteOld(shopId: ShopId, nowMs: number, goOn: () => void, batchRows = BATCH_ROWS): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  const failedBefore = new Date(nowMs - FAILED_BODY_DAYS * DAY_MS);
  await inShop(shopId, (tx) => tx.$executeRaw`update webhook_inbox set body = null where shop_id = ${shopId} and body is not null and applied_at < ${failedBefore}`);
  for (const [table, { days, old }] of Object.entries(RETENTION)) {
    if (days === null || old === undefined) continue;
    const before = new Date(nowMs - days * DAY_MS);
    const sql = `delete from "${table}" where shop_id = $1 and ctid = any(array(select t.ctid from "${table}" t where t.shop_id = $1 and ${old} limit ${batchRows}))`;
    for (let rows = batchRows; rows === batchRows; ) {
      goOn();
      rows = await inShop(shopId, (tx) => (sql.includes('$2') ? tx.$executeRawUnsafe(sql, shopId, before) : tx.$executeRawUnsafe(sql, shopId)));
      if (rows > 0) deleted[table] = (deleted[table] ?? 0) + rows;
    }
  }
  return deleted;
}
