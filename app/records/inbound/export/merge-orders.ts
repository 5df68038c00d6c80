// A batch of an orders export: COPY into staging tables, then MERGE. A row that is there already, the same or newer, is not
// written at all (an ON CONFLICT DO UPDATE that changes nothing would still write to the log).
import type { PoolClient } from 'pg';
import type { ShopId } from '../../db.ts';
import { type Column, copyRows, type Value } from './copy-rows.ts';
import { joinByHashing } from '../lock.ts';
import type { OrderLineVersion, OrderVersion } from '../order-version.ts';

const ORDER_COLUMNS: Readonly<Record<string, Column>> = {
  order_id: 'bigint',
  name: 'text',
  customer_id: 'bigint',
  processed_at: 'timestamptz',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  cancelled_at: 'timestamptz',
  test: 'boolean',
  financial_status: 'text',
  currency_code: 'text',
  gross_minor: 'bigint',
  refunded_minor: 'bigint',
  net_minor: 'bigint',
  presentment_currency: 'text',
  presentment_minor: 'bigint',
  source_name: 'text',
  discount_codes: 'text',
  seen_at: 'timestamptz',
};
const LINE_COLUMNS: Readonly<Record<string, Column>> = {
  order_id: 'bigint',
  line_id: 'bigint',
  product_id: 'bigint',
  variant_id: 'bigint',
  sku: 'text',
  title: 'text',
  quantity: 'integer',
  unit_price: 'text',
};

const namesOf = (columns: Readonly<Record<string, Column>>) => Object.keys(columns);
const tableOf = (columns: Readonly<Record<string, Column>>) => Object.entries(columns).map(([name, type]) => `${name} ${type}`).join(', ');
const STAGED_ORDERS = namesOf(ORDER_COLUMNS).map((name) => (name === 'discount_codes' ? 'array(select jsonb_array_elements_text(discount_codes::jsonb)) as discount_codes' : name)).join(', ');
const ORDER_FIELDS = namesOf(ORDER_COLUMNS).filter((name) => name !== 'order_id');
const assign = (names: readonly string[]) => names.map((name) => `${name} = s.${name}`).join(', ');
const of = (alias: string, names: readonly string[]) => names.map((name) => `${alias}.${name}`).join(', ');

function orderRow(v: OrderVersion): Value[] {
  return [
    v.orderId, v.name, v.customerId, v.processedAtMs, v.createdAtMs, v.updatedAtMs, v.cancelledAtMs, v.test, v.financialStatus, v.currencyCode,
    v.grossMinor, v.refundedMinor, v.netMinor, v.presentmentCurrency, v.presentmentMinor, v.sourceName, JSON.stringify(v.discountCodes), v.seenAtMs,
  ];
}

function lineRow(v: OrderLineVersion): Value[] {
  return [v.orderId, v.lineId, v.productId, v.variantId, v.sku, v.title, v.quantity, v.unitPrice];
}

/** The staging tables belong to the connection and empty themselves at every commit. */
async function stage(connection: PoolClient, orders: readonly OrderVersion[], lines: readonly OrderLineVersion[]): Promise<void> {
  const { rowCount } = await connection.query("select 1 where to_regclass('pg_temp.staged_order') is not null and to_regclass('pg_temp.staged_line') is not null");
  if (!rowCount) {
    await connection.query(`create temp table staged_order (${tableOf(ORDER_COLUMNS)}) on commit delete rows`);
    await connection.query(`create temp table staged_line (${tableOf(LINE_COLUMNS)}) on commit delete rows`);
  }
  await copyRows(connection, `staged_order (${namesOf(ORDER_COLUMNS).join(', ')})`, Object.values(ORDER_COLUMNS), orders.map(orderRow));
  await copyRows(connection, `staged_line (${namesOf(LINE_COLUMNS).join(', ')})`, Object.values(LINE_COLUMNS), lines.map(lineRow));
}

/** Orders of erased persons are not kept, and leave a tombstone so that their lines are not either. */
const BURY_ORDERS_OF_ERASED = `
  insert into tombstone (shop_id, kind, subject_id, deleted_at)
  select distinct on (s.order_id) $1::bigint, 'order', s.order_id, t.deleted_at
  from staged_order s join tombstone t on t.shop_id = $1 and t.kind = 'erased' and t.subject_id = s.customer_id
  on conflict (shop_id, kind, subject_id) do nothing`;

// $2 and $3 are the least and the greatest order of the batch. Exports come by ascending ids, so of the target only the
// batch's own neighbourhood is read.
const NEAR = (alias: string) => `${alias}.shop_id = $1 and ${alias}.order_id between $2 and $3`;

const NOT_BURIED = "not exists (select from tombstone t where t.shop_id = $1 and t.kind = 'order' and t.subject_id = s.order_id)";

/** A version of the same time and place in time, but of other content: the export read last is the better reader. */
export const ORDER_IS_NEWS = `((s.updated_at, s.seen_at) > (o.updated_at, o.seen_at)
    or ((s.updated_at, s.seen_at) = (o.updated_at, o.seen_at) and (${of('s', ORDER_FIELDS)}) is distinct from (${of('o', ORDER_FIELDS)})))`;
/** The staged orders, each once. */
export const ORDERS_TO_MERGE = `select distinct on (order_id) ${STAGED_ORDERS} from staged_order s where ${NOT_BURIED} order by order_id, updated_at desc`;
export const LINE_IS_NEWS = '(s.sku, s.title, s.quantity, s.unit_price) is distinct from (l.sku, l.title, l.quantity, l.unit_price)';

const MERGE_ORDERS = `
  merge into "order" o using (${ORDERS_TO_MERGE}) s
  on ${NEAR('o')} and o.order_id = s.order_id
  when matched and ${ORDER_IS_NEWS}
    then update set ${assign(ORDER_FIELDS)}
  when not matched then insert (shop_id, order_id, ${ORDER_FIELDS.join(', ')}) values ($1, s.order_id, ${of('s', ORDER_FIELDS)})`;

/** Lines of an order whose stored version a webhook brought are left alone: it brought its lines with it. */
export const LINES_TO_MERGE = `
    select distinct on (s.order_id, s.line_id) s.order_id, s.line_id, s.product_id, s.variant_id, s.sku, s.title, s.quantity, s.unit_price::numeric as unit_price
    from staged_line s left join "order" o on ${NEAR('o')} and o.order_id = s.order_id
    where (o.order_id is null or o.seen_at = o.updated_at) and ${NOT_BURIED} order by s.order_id, s.line_id`;

const MERGE_LINES = `
  merge into order_line l using (${LINES_TO_MERGE}) s
  on ${NEAR('l')} and l.order_id = s.order_id and l.line_id = s.line_id
  when matched and ${LINE_IS_NEWS}
    then update set sku = s.sku, title = s.title, quantity = s.quantity, unit_price = s.unit_price
  when not matched then insert (shop_id, order_id, line_id, product_id, variant_id, sku, title, quantity, unit_price)
    values ($1, s.order_id, s.line_id, s.product_id, s.variant_id, s.sku, s.title, s.quantity, s.unit_price)`;

const COUNT_EARLY_LINES = `
  select count(*)::int as n from staged_line s
  where ${NOT_BURIED} and not exists (select from "order" o where ${NEAR('o')} and o.order_id = s.order_id)`;

/**
 * Brings orders and lines of an export in. The caller holds the inbound lock. Children may come before their parents, or
 * batches after them.
 *
 * @param beforeMerge is called when the rows are staged and nothing is written yet.
 * @returns lines whose order is not there (yet).
 */
export async function mergeOrders(connection: PoolClient, shopId: ShopId, orders: readonly OrderVersion[], lines: readonly OrderLineVersion[], beforeMerge?: () => Promise<void>): Promise<{ earlyLines: number }> {
  await stage(connection, orders, lines);
  await joinByHashing(connection);
  const shop = shopId.toString();
  const near = [shop, ...rangeOf(orders, lines).map(String)];
  await beforeMerge?.();
  if (orders.length > 0) {
    await connection.query(BURY_ORDERS_OF_ERASED, [shop]);
    await connection.query(MERGE_ORDERS, near);
  }
  if (lines.length === 0) return { earlyLines: 0 };
  await connection.query(MERGE_LINES, near);
  const { rows } = await connection.query<{ n: number }>(COUNT_EARLY_LINES, near);
  return { earlyLines: rows[0]?.n ?? 0 };
}

function rangeOf(...batches: (readonly { readonly orderId: bigint }[])[]): [bigint, bigint] {
  let least = 2n ** 63n - 1n;
  let greatest = 0n;
  for (const batch of batches) {
    for (const { orderId } of batch) {
      if (orderId < least) least = orderId;
      if (orderId > greatest) greatest = orderId;
    }
  }
  return [least, greatest];
}
