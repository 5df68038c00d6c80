// A batch of an orders export: what is new or other goes by COPY into staging tables, and from there by INSERT or MERGE. A row
// that is there already, the same or newer, is not written at all (an ON CONFLICT DO UPDATE that changes nothing would still
// write to the log).
import type { PoolClient } from 'pg';
import type { ShopId } from '../../db.ts';
import { markStagedOrders } from '../../history/mark-history.ts';
import { holdShopBulk, joinByHashing } from '../lock.ts';
import { findUnchanged } from './find-unchanged.ts';
import { createStaging, stageRows } from './stage-rows.ts';
import { type Batch, columnsOf, LINES, ORDERS } from './staged-rows.ts';

const ORDER_FIELDS = columnsOf(ORDERS).filter((name) => name !== 'order_id');
const LINE_FIELDS = ['sku', 'title', 'quantity', 'unit_price'];
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
const NEAR = (alias: string) => `${alias}.shop_id = $1 and ${alias}.order_id between $2 and $3`;

export const STAGED_RANGE = `
  select coalesce(min(order_id), 0)::text as least, coalesce(max(order_id), 0)::text as greatest
  from (select order_id from staged_order union all select order_id from staged_line) staged`;

const NOT_BURIED = "not exists (select from tombstone t where t.shop_id = $1 and t.kind = 'order' and t.subject_id = s.order_id)";

/**
 * A version of the same time and place in time, but of other content: the export read last is the better reader. Of an
 * export nothing is known but updated_at, so that is when its version was seen.
 */
export const ORDER_IS_NEWS = `((s.updated_at, s.updated_at) > (o.updated_at, o.seen_at)
    or ((s.updated_at, s.updated_at) = (o.updated_at, o.seen_at) and (${of('s', ORDER_FIELDS)}) is distinct from (${of('o', ORDER_FIELDS)})))`;
/** The staged orders, each once. */
export const ORDERS_TO_MERGE = `select distinct on (order_id) s.* from staged_order s where ${NOT_BURIED} order by order_id, updated_at desc`;
export const LINE_IS_NEWS = `(${of('s', LINE_FIELDS)}) is distinct from (${of('l', LINE_FIELDS)})`;

const INTO_ORDER = `(shop_id, order_id, ${ORDER_FIELDS.join(', ')}, seen_at)`;
const ORDER_VALUES = `$1, s.order_id, ${of('s', ORDER_FIELDS)}, s.updated_at`;
const INTO_LINE = `(shop_id, order_id, line_id, ${LINE_FIELDS.join(', ')})`;
const LINE_VALUES = `$1, s.order_id, s.line_id, ${of('s', LINE_FIELDS)}`;

const INSERT_ORDERS = `insert into "order" ${INTO_ORDER} select ${ORDER_VALUES} from staged_order s where ${NOT_BURIED}`;
const INSERT_LINES = `insert into order_line ${INTO_LINE} select ${LINE_VALUES} from staged_line s where ${NOT_BURIED}`;

const MERGE_ORDERS = `
  merge into "order" o using (${ORDERS_TO_MERGE}) s
  on ${NEAR('o')} and o.order_id = s.order_id
  when matched and ${ORDER_IS_NEWS}
    then update set ${assign(ORDER_FIELDS)}, seen_at = s.updated_at
  when not matched then insert ${INTO_ORDER} values (${ORDER_VALUES})`;

/** Lines of an order whose stored version a webhook brought are left alone: it brought its lines with it. */
export const LINES_TO_MERGE = `
    select distinct on (s.order_id, s.line_id) s.*
    from staged_line s left join "order" o on ${NEAR('o')} and o.order_id = s.order_id
    where (o.order_id is null or o.seen_at = o.updated_at) and ${NOT_BURIED} order by s.order_id, s.line_id`;

const MERGE_LINES = `
  merge into order_line l using (${LINES_TO_MERGE}) s
  on ${NEAR('l')} and l.order_id = s.order_id and l.line_id = s.line_id
  when matched and ${LINE_IS_NEWS}
    then update set ${assign(LINE_FIELDS)}
  when not matched then insert ${INTO_LINE} values (${LINE_VALUES})`;

export interface Merged {
  /** Rows that were written. */
  readonly written: number;
  /** Lines whose order is not there (yet). */
  readonly earlyLines: number;
}

/**
 * Brings orders and lines of an export in. The caller holds the inbound lock. Children may come before their parents, or
 * batches after them.
 *
 * @param beforeMerge is called when the rows are staged and nothing is written yet; not at all where nothing is staged.
 */
export async function mergeOrders(connection: PoolClient, shopId: ShopId, batch: Batch, beforeMerge?: () => Promise<void>): Promise<Merged> {
  const { orders, lines, orderIds } = batch;
  // Numbers that a double does not hold cannot be looked for by it.
  const ids = batch.beyondDoubles ? [] : orderIds;
  const known = await findUnchanged(connection, shopId, { table: ORDERS, rows: orders, column: 'order_id', ids });
  // A line without its order is there on trial: it is looked at again.
  const knownLines = await findUnchanged(connection, shopId, { table: LINES, rows: lines, column: 'order_id', ids, settles: (orderId) => known.keys.has(orderId) });
  const changed = known.unchanged.includes(0) || knownLines.unchanged.includes(0);
  if (!changed) return { written: 0, earlyLines: 0 };
  await holdShopBulk(connection, shopId);
  await createStaging(connection, [ORDERS, LINES]);
  await stageRows(connection, ORDERS, orders, known.unchanged);
  await stageRows(connection, LINES, lines, knownLines.unchanged);
  await joinByHashing(connection);
  await beforeMerge?.();
  await markStagedOrders(connection, shopId);
  const shop = shopId.toString();
  const { rowCount: buried } = await connection.query(BURY_ORDERS_OF_ERASED, [shop]);
  const allNew = known.keys.size + knownLines.keys.size === 0 && orders.ascending && lines.ascending && !batch.beyondDoubles;
  const written = allNew ? await insert(connection, shop) : await merge(connection, shop);
  return { written: written + (buried ?? 0), earlyLines: countEarlyLines(batch, known.keys) };
}

async function insert(connection: PoolClient, shop: string): Promise<number> {
  const orders = await connection.query(INSERT_ORDERS, [shop]);
  const lines = await connection.query(INSERT_LINES, [shop]);
  return (orders.rowCount ?? 0) + (lines.rowCount ?? 0);
}

async function merge(connection: PoolClient, shop: string): Promise<number> {
  const { rows } = await connection.query<{ least: string; greatest: string }>(STAGED_RANGE);
  const near = [shop, rows[0]?.least, rows[0]?.greatest];
  const orders = await connection.query(MERGE_ORDERS, near);
  const lines = await connection.query(MERGE_LINES, near);
  return (orders.rowCount ?? 0) + (lines.rowCount ?? 0);
}

/** Too many are no harm: the end of the import only looks for them where there were any. */
function countEarlyLines({ strayParents, orders }: Batch, known: ReadonlySet<number>): number {
  const strangers = strayParents.filter((orderId) => !known.has(orderId));
  if (strangers.length === 0) return 0;
  const here = new Set(orders.keys);
  return strangers.filter((orderId) => !here.has(orderId)).length;
}
