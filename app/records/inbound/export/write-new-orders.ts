// A batch of orders of which the shop has none: a first import. COPY writes them where the rows of "order" are kept, in one go,
// without a staging table and without row-level security, which refuses COPY. There the app may do nothing else (no reading, no
// changing), and cannot even name the shop: the column takes it from the transaction, so no other shop's rows can come of it.
import type { PoolClient, QueryResult } from 'pg';
import { RetryLater } from '../../../domain/outcomes.ts';
import type { ShopId } from '../../db.ts';
import { lockInboundInPart } from '../lock.ts';
import { copyRows } from './stage-rows.ts';
import { type Batch, ORDERS } from './staged-rows.ts';

const KEPT_IN = 'storage."order"';

/**
 * Locks, looks and holds the shop in one round trip: the connection would stand still while the next batch is being scanned. Whoever
 * waits longer than ten seconds for another's row may be waited for by it, in ways that PostgreSQL cannot see. What a shop without
 * chunks writes needs no marks: see mark-history.ts.
 */
const HOLD_IF_NEW = (shopId: ShopId, near: string) => `
  ${lockInboundInPart(shopId)};
  select 1 from shop where shop_id = ${shopId}
    and not exists (select from "order" where shop_id = ${shopId} and order_id ${near})
    and not exists (select from early_order_line where shop_id = ${shopId})
    and not exists (select from tombstone where shop_id = ${shopId} and (kind = 'erased' or kind = 'order' and subject_id ${near}))
    and not exists (select from history_chunk where shop_id = ${shopId})
  for key share;
  set local lock_timeout = '10s'`;

const UNIQUE_VIOLATION = '23505';
const LOCK_NOT_AVAILABLE = '55P03';

/** Whether the batch is nothing but whole orders, each once. */
export function isPlain(batch: Batch): boolean {
  const { count, ascending } = batch.assembled();
  return count > 0 && ascending && batch.strays.length === 0 && !batch.beyondDoubles;
}

/**
 * Takes the inbound lock, in part, and holds the shop, if it is there and knows nothing of the orders of this plain batch.
 *
 * @returns whether that is so: then until the end of the transaction.
 */
export async function holdIfNew(connection: PoolClient, shopId: ShopId, batch: Batch): Promise<boolean> {
  const { least, greatest } = batch.assembled();
  // Several statements give several results; each sees what was committed before it began.
  const results = (await connection.query(HOLD_IF_NEW(shopId, `between ${least} and ${greatest}`))) as unknown as readonly QueryResult[];
  return results[1]?.rowCount === 1;
}

/**
 * Writes orders that are all new, in the transaction of holdIfNew.
 *
 * @throws RetryLater when another process brings in the same orders at this moment.
 */
export async function writeNewOrders(connection: PoolClient, shopId: ShopId, batch: Batch): Promise<void> {
  const { bytes, used } = batch.assembled();
  try {
    await copyRows(connection, ORDERS, KEPT_IN, [bytes.subarray(0, used)]);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === UNIQUE_VIOLATION || code === LOCK_NOT_AVAILABLE) throw new RetryLater(5_000, `another process brings in orders of shop ${shopId}`, { cause: error });
    throw error;
  }
}
