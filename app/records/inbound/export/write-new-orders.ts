// A batch of orders of which the shop has none: a first import. COPY writes them where the rows of "order" are kept, in one go,
// without a staging table and without row-level security, which refuses COPY. There the app may do nothing else (no reading, no
// changing), and cannot even name the shop: the column takes it from the transaction, so no other shop's rows can come of it.
import type { PoolClient } from 'pg';
import { RetryLater } from '../../../domain/outcomes.ts';
import type { ShopId } from '../../db.ts';
import { copyRows } from './stage-rows.ts';
import { type Batch, ORDERS } from './staged-rows.ts';

const KEPT_IN = 'storage."order"';

/** $2 and $3 are the least and the greatest order of the batch. What a shop without chunks writes needs no marks: see mark-history.ts. */
const ALL_NEW = `
  select not exists (select from "order" where shop_id = $1 and order_id between $2 and $3)
    and not exists (select from early_order_line where shop_id = $1)
    and not exists (select from tombstone where shop_id = $1 and (kind = 'erased' or kind = 'order' and subject_id between $2 and $3))
    and not exists (select from history_chunk where shop_id = $1) as new`;

/** Whoever waits longer than that for another transaction may be waited for by it, in ways that PostgreSQL cannot see. */
const MOST_WAIT = "select set_config('lock_timeout', '10s', true)";
const UNIQUE_VIOLATION = '23505';
const LOCK_NOT_AVAILABLE = '55P03';

/** Whether the batch is nothing but whole orders, each once. */
export function isPlain(batch: Batch): boolean {
  const { count, ascending } = batch.assembled();
  return count > 0 && ascending && batch.strays.length === 0 && !batch.beyondDoubles;
}

/** Whether the shop knows nothing of the batch's orders. The caller holds the inbound lock, if only in part; the batch is plain. */
export async function areAllNew(connection: PoolClient, shopId: ShopId, batch: Batch): Promise<boolean> {
  const { least, greatest } = batch.assembled();
  const { rows } = await connection.query<{ new: boolean }>(ALL_NEW, [shopId.toString(), least, greatest]);
  return rows[0]?.new === true;
}

/**
 * Writes orders that are all new. The caller holds the inbound lock, if only in part, and the shop.
 *
 * @throws RetryLater when another process brings in the same orders at this moment.
 */
export async function writeNewOrders(connection: PoolClient, shopId: ShopId, batch: Batch): Promise<void> {
  const { bytes, used } = batch.assembled();
  await connection.query(MOST_WAIT);
  try {
    await copyRows(connection, ORDERS, KEPT_IN, [bytes.subarray(0, used)]);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === UNIQUE_VIOLATION || code === LOCK_NOT_AVAILABLE) throw new RetryLater(5_000, `another process brings in orders of shop ${shopId}`, { cause: error });
    throw error;
  }
}
