// What a batch of an export is about to change, told before the merge and in its transaction: with this a deep pass of the
// reconciliation says what webhooks had not brought. The conditions are those of the merge itself.
import type { PoolClient } from 'pg';
import type { ImportKind } from '../../bulk-imports.ts';
import type { ShopId } from '../../db.ts';
import { CUSTOMER_IS_NEWS, CUSTOMERS_TO_MERGE } from './merge-customers-export.ts';
import { LINES_ARE_NEWS, ORDER_IS_NEWS, ORDERS_TO_MERGE, STAGED_RANGE } from './merge-orders.ts';
import type { StrayNews } from './stray-lines.ts';

export interface Difference {
  /** 'order-lines': the order's lines, named by the order; the order itself may be right. */
  readonly kind: 'customer' | 'order' | 'order-lines';
  readonly id: bigint;
  readonly found: 'was-missing' | 'differed';
}

interface Row {
  id: string;
  missing: boolean;
}

const CUSTOMERS = `
  select s.customer_id::text as id, c.customer_id is null as missing
  from (${CUSTOMERS_TO_MERGE}) s left join customer c on c.shop_id = $1 and c.customer_id = s.customer_id
  where c.customer_id is null or ${CUSTOMER_IS_NEWS}
  order by s.customer_id`;

/** Of orders of erased persons nothing is kept. */
const ORDERS = `
  select s.order_id::text as id, o.order_id is null as missing
  from (${ORDERS_TO_MERGE}) s left join "order" o on o.shop_id = $1 and o.order_id between $2 and $3 and o.order_id = s.order_id
  where (o.order_id is null or ${ORDER_IS_NEWS})
    and not exists (select from tombstone t where t.shop_id = $1 and t.kind = 'erased' and t.subject_id = s.customer_id)
  order by s.order_id`;

/** An order that is missing as a whole says so once, not again for its lines. */
const ORDER_LINES = `
  select s.order_id::text as id, exists (
    select from json_array_elements(s.lines::json) n where not exists (select from json_array_elements(o.lines::json) k where k ->> 0 = n ->> 0)) as missing
  from (${ORDERS_TO_MERGE}) s join "order" o on o.shop_id = $1 and o.order_id between $2 and $3 and o.order_id = s.order_id
  where ${LINES_ARE_NEWS}
  order by s.order_id`;

/**
 * Compares the staged rows with the tables. Called between staging and merge, within the merge's transaction, by whoever
 * holds the inbound lock.
 *
 * @param exportBegan when Shopify began the export.
 * @param strays lines that come apart from their orders.
 * @returns each customer and order of which something will be written; at most as many as the batch has rows. An order whose
 *   lines lie in several batches may be named by each.
 */
export async function findDifferences(connection: PoolClient, shopId: ShopId, { kind, exportBegan }: { kind: ImportKind; exportBegan: Date }, strays?: StrayNews): Promise<Difference[]> {
  const shop = shopId.toString();
  if (kind === 'customers') return read(connection, 'customer', CUSTOMERS, [shop, exportBegan]);
  const { rows } = await connection.query<{ least: string; greatest: string }>(STAGED_RANGE);
  const near = [shop, rows[0]?.least, rows[0]?.greatest];
  const apart = (strays?.changed ?? []).map(({ orderId, missing }): Difference => ({ kind: 'order-lines', id: BigInt(orderId), found: missing ? 'was-missing' : 'differed' }));
  return [...(await read(connection, 'order', ORDERS, near)), ...(await read(connection, 'order-lines', ORDER_LINES, near)), ...apart];
}

async function read(connection: PoolClient, kind: Difference['kind'], sql: string, values: unknown[]): Promise<Difference[]> {
  const { rows } = await connection.query<Row>(sql, values);
  return rows.map(({ id, missing }) => ({ kind, id: BigInt(id), found: missing ? 'was-missing' : 'differed' }));
}
