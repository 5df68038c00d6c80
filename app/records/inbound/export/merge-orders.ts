// A batch of an orders export: what is new or other goes by COPY into a staging table, and from there by INSERT or MERGE. A row
// that is there already, the same or newer, is not written at all (an ON CONFLICT DO UPDATE that changes nothing would still
// write to the log).
import type { PoolClient } from 'pg';
import type { ShopId } from '../../db.ts';
import { markStagedOrders } from '../../history/mark-history.ts';
import { holdShopBulk, joinByHashing } from '../lock.ts';
import { mergedLines } from '../order-lines.ts';
import { findUnchanged } from './find-unchanged.ts';
import { createStaging, stageRows } from './stage-rows.ts';
import { type Batch, columnsOf, ORDERS } from './staged-rows.ts';
import { addStrays, findStrayNews, forgetBuriedEarlyLines, type StrayNews, takeEarlyLines } from './stray-lines.ts';

const ORDER_FIELDS = columnsOf(ORDERS).filter((name) => name !== 'order_id' && name !== 'lines');
const assign = (names: readonly string[]) => names.map((name) => `${name} = s.${name}`).join(', ');
const of = (alias: string, names: readonly string[]) => names.map((name) => `${alias}.${name}`).join(', ');

/** Orders of erased persons are not kept, and leave a tombstone so that their lines are not either. */
const BURY_ORDERS_OF_ERASED = `
  insert into tombstone (shop_id, kind, subject_id, deleted_at)
  select distinct on (s.order_id) $1::bigint, 'order', s.order_id, t.deleted_at
  from staged_order s join tombstone t on t.shop_id = $1 and t.kind = 'erased' and t.subject_id = s.customer_id
  on conflict (shop_id, kind, subject_id) do nothing`;

// $2 and $3 are the least and the greatest order of the batch. Exports come by ascending ids, so of the target only the
// batch's own neighbourhood is read.
const NEAR = 'o.shop_id = $1 and o.order_id between $2 and $3';

/** What of the shop is to be looked at more closely for this batch. */
const LOOK = `
  select exists (select from "order" o where ${NEAR}) as known,
    exists (select from early_order_line where shop_id = $1) as early`;

interface Look {
  readonly known: boolean;
  readonly early: boolean;
}

const NOT_BURIED = "not exists (select from tombstone t where t.shop_id = $1 and t.kind = 'order' and t.subject_id = s.order_id)";

export const STAGED_RANGE = 'select coalesce(min(order_id), 0)::text as least, coalesce(max(order_id), 0)::text as greatest from staged_order';

const AGAIN = '(s.updated_at, s.updated_at) = (o.updated_at, o.seen_at)';
const LATER = '(s.updated_at, s.updated_at) > (o.updated_at, o.seen_at)';
/** A version of the same time and place in time, but of other content: the export read last is the better reader. */
export const ORDER_IS_NEWS = `(${LATER} or (${AGAIN} and (${of('s', ORDER_FIELDS)}) is distinct from (${of('o', ORDER_FIELDS)})))`;
/** Lines of an order whose stored version a webhook brought are left alone: it brought its lines with it. */
export const LINES_ARE_NEWS = `((${LATER} or ${AGAIN}) and ${mergedLines('s.lines', 'o.lines')} <> o.lines)`;
/** The staged orders, each once. */
export const ORDERS_TO_MERGE = `select distinct on (order_id) s.* from staged_order s where ${NOT_BURIED} order by order_id, updated_at desc, length(lines) desc`;

const INTO_ORDER = `(shop_id, order_id, ${ORDER_FIELDS.join(', ')}, lines)`;
const ORDER_VALUES = `$1, s.order_id, ${of('s', ORDER_FIELDS)}, s.lines`;

const INSERT = `insert into "order" ${INTO_ORDER} select ${ORDER_VALUES} from staged_order s where ${NOT_BURIED}`;

const MERGE = `
  merge into "order" o using (${ORDERS_TO_MERGE}) s
  on ${NEAR} and o.order_id = s.order_id
  when matched and (${ORDER_IS_NEWS} or ${LINES_ARE_NEWS})
    then update set ${assign(ORDER_FIELDS)}, lines = ${mergedLines('s.lines', 'o.lines')}
  when not matched then insert ${INTO_ORDER} values (${ORDER_VALUES})`;

const NO_STRAYS: StrayNews = { changed: [], early: [] };

async function look(connection: PoolClient, shopId: ShopId, { least, greatest }: { least: number; greatest: number }): Promise<Look> {
  const { rows } = await connection.query<Look>(LOOK, [shopId.toString(), least, greatest]);
  return rows[0] ?? { known: true, early: true };
}

export interface Merged {
  /** Rows that were written. */
  readonly written: number;
}

/**
 * Brings orders and lines of an export in. The caller holds the inbound lock. Children may come before their parents, or
 * batches after them.
 *
 * @param beforeMerge is called when the rows are staged and nothing is written yet, with the orders whose lines come apart from
 *   them; not at all where nothing is to be written.
 */
export async function mergeOrders(connection: PoolClient, shopId: ShopId, batch: Batch, beforeMerge?: (strays: StrayNews) => Promise<void>): Promise<Merged> {
  const rows = batch.assembled();
  const shop = shopId.toString();
  const near = [shop, rows.least, rows.greatest];
  const found = await look(connection, shopId, rows);
  // Numbers that a double does not hold cannot be looked for by it.
  const isKnown = found.known || batch.beyondDoubles;
  const compared = found.known && !batch.beyondDoubles;
  const unchanged = compared ? await findUnchanged(connection, shopId, ORDERS, rows, `order_id between ${rows.least} and ${rows.greatest}`) : new Uint8Array(rows.count);
  const strays = batch.strays.length > 0 ? await findStrayNews(connection, shopId, batch.strays) : NO_STRAYS;
  const changed = unchanged.includes(0);
  if (!changed && strays.changed.length + strays.early.length === 0) return { written: 0 };
  await holdShopBulk(connection, shopId);
  await createStaging(connection, [ORDERS]);
  await stageRows(connection, ORDERS, rows, unchanged);
  await joinByHashing(connection);
  await beforeMerge?.(strays);
  if (changed) await markStagedOrders(connection, shopId);
  let written = 0;
  if (changed) {
    written += (await connection.query(BURY_ORDERS_OF_ERASED, [shop])).rowCount ?? 0;
    const merged = isKnown || !rows.distinct ? await connection.query(MERGE, batch.beyondDoubles ? await stagedRange(connection, shop) : near) : await connection.query(INSERT, [shop]);
    written += merged.rowCount ?? 0;
  }
  written += await addStrays(connection, shopId, strays);
  if (found.early || strays.early.length > 0) {
    written += await forgetBuriedEarlyLines(connection, shopId);
    written += await takeEarlyLines(connection, shopId);
  }
  return { written };
}

async function stagedRange(connection: PoolClient, shop: string): Promise<unknown[]> {
  const { rows } = await connection.query<{ least: string; greatest: string }>(STAGED_RANGE);
  return [shop, rows[0]?.least, rows[0]?.greatest];
}
