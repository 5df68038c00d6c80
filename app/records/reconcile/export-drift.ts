// What a batch of an export is about to change, recorded as drift in the transaction that changes it. Set-based: a shop that
// was cut off for a month may differ in every row.
import type { PoolClient } from 'pg';
import type { ImportKind } from '../bulk-imports.ts';
import type { ShopId } from '../db.ts';
import type { Difference } from '../inbound/export/find-differences.ts';
import { joinByHashing } from '../inbound/lock.ts';
import { noteMoved } from './deep-state.ts';

/** With more to search than that, any row's news may be among what waits. */
const MOST_SEARCHED = 1_000_000;
const ON_ITS_WAY = "interval '2 minutes'";

const field = (name: string, differs: string) => `case when ${differs} then '${name}' end`;
const column = (name: string, of: string) => field(name, `s.${of} is distinct from o.${of}`);

const ORDER_FIELDS = [
  column('name', 'name'), column('customerId', 'customer_id'), column('processedAtMs', 'processed_at'), column('createdAtMs', 'created_at'), column('cancelledAtMs', 'cancelled_at'), column('test', 'test'),
  column('financialStatus', 'financial_status'), column('currencyCode', 'currency_code'), column('grossMinor', 'gross_minor'), column('refundedMinor', 'refunded_minor'), column('netMinor', 'net_minor'),
  column('presentmentCurrency', 'presentment_currency'), column('presentmentMinor', 'presentment_minor'), column('sourceName', 'source_name'),
  column('discountCodes', 'discount_codes'), column('updatedAtMs', 'updated_at'),
  field('lines', 's.order_id = any($6::bigint[])'),
].join(', ');

// The order's customer was merged, and we know it: Shopify moves the orders without a word. That is no drift.
const ONLY_MERGE = "c.merged_into_id is not null and c.merged_into_id = s.customer_id and d.fields <@ array['customerId', 'updatedAtMs']";

const WAITING = (id: string) => `($4 or exists (select from webhook_inbox w where w.shop_id = $1 and w.applied_at is null and w.body is not null and position(convert_to(${id}::text, 'UTF8') in w.body) > 0))`;
const NOT_YET = (subject: string, id: string) => `not exists (select from drift d where d.shop_id = $1 and d.subject = '${subject}' and d.subject_id = ${id} and d.pass_id = $2)`;
const INSERT = 'insert into drift (shop_id, pass_id, subject, subject_id, was, fields, differed_since, found_at, repaired_at, in_flight)';

const ORDERS = `
  ${INSERT}
  select $1, $2, 'order', s.order_id, case when o.order_id is null then 'missing' else 'stale' end, case when o.order_id is null then '{}' else d.fields end,
    case when o.order_id is null then s.created_at else s.updated_at end, $3, now(), s.updated_at > $3::timestamptz - ${ON_ITS_WAY} or ${WAITING('s.order_id')}
  from (select distinct on (order_id) * from staged_order where order_id = any($5::bigint[]) or order_id = any($6::bigint[]) order by order_id, updated_at desc) s
  left join "order" o on o.shop_id = $1 and o.order_id = s.order_id
  left join customer c on c.shop_id = $1 and c.customer_id = o.customer_id
  cross join lateral (select array_remove(array[${ORDER_FIELDS}], null) as fields) d
  where (o.order_id is null or (d.fields <> '{}' and not coalesce(${ONLY_MERGE}, false))) and ${NOT_YET('order', 's.order_id')}`;

/** Lines whose order is not in this batch. */
const LINES_ALONE = `
  ${INSERT}
  select $1, $2, 'order', o.order_id, 'stale', array['lines'], null, $3, now(), o.updated_at > $3::timestamptz - ${ON_ITS_WAY} or ${WAITING('o.order_id')}
  from "order" o where o.shop_id = $1 and o.order_id = any($5::bigint[]) and not exists (select from staged_order s where s.order_id = o.order_id) and ${NOT_YET('order', 'o.order_id')}`;

const MOVED = `
  select o.customer_id::text as former, s.customer_id::text as present
  from staged_order s join "order" o on o.shop_id = $1 and o.order_id = s.order_id join customer c on c.shop_id = $1 and c.customer_id = o.customer_id
  where s.order_id = any($2::bigint[]) and s.customer_id <> o.customer_id and c.merged_into_id is null`;

const CUSTOMERS = `
  ${INSERT}
  select $1, $2, 'customer', s.customer_id, case when b.missing then 'missing' else 'stale' end, case when b.missing then '{}' else d.fields end,
    case when b.missing then s.created_at else s.updated_at end, $3, now(),
    s.updated_at > $3::timestamptz - ${ON_ITS_WAY} or ${WAITING('s.customer_id')}
      or exists (select from tag_change t where t.shop_id = $1 and t.customer_id = s.customer_id and t.state in ('planned', 'sending'))
  from (select distinct on (customer_id) * from staged_customer where customer_id = any($5::bigint[]) order by customer_id, updated_at desc) s
  left join customer c on c.shop_id = $1 and c.customer_id = s.customer_id
  cross join lateral (select c.customer_id is null or c.updated_at = 'epoch' as missing) b
  cross join lateral (select array_remove(array[
    ${field('updatedAtMs', 's.updated_at > c.updated_at')},
    ${field('orderCount', 'c.figures_at < $3 and s.shopify_order_count <> c.shopify_order_count')},
    ${field('ownTags', `c.own_tags_at < $3 and exists (
      select from ((select unnest(s.own_tags) except select unnest(c.own_tags)) union (select unnest(c.own_tags) except select unnest(s.own_tags))) x (tag)
      where coalesce((c.own_tag_times ->> tag)::timestamptz, 'epoch') < $3)`)}], null) as fields) d
  where (b.missing or d.fields <> '{}') and c.merged_into_id is null and ${NOT_YET('customer', 's.customer_id')}`;

/** @param exportBegan when Shopify began the export: the time as of which it speaks. */
export async function recordExportDrift(connection: PoolClient, shopId: ShopId, passId: bigint, { kind, exportBegan }: { kind: ImportKind; exportBegan: Date }, differences: readonly Difference[]): Promise<void> {
  if (differences.length === 0) return;
  await joinByHashing(connection);
  const shop = shopId.toString();
  const { rows } = await connection.query<{ n: number }>('select count(*)::int as n from webhook_inbox where shop_id = $1 and applied_at is null', [shop]);
  const common = [shop, passId.toString(), exportBegan, (rows[0]?.n ?? 0) * differences.length > MOST_SEARCHED];
  const idsOf = (wanted: Difference['kind']) => differences.flatMap((one) => (one.kind === wanted ? [one.id.toString()] : []));
  if (kind === 'customers') {
    await connection.query(CUSTOMERS, [...common, idsOf('customer')]);
    return;
  }
  const [orders, lines] = [idsOf('order'), idsOf('order-lines')];
  const { rows: moved } = await connection.query<{ former: string; present: string }>(MOVED, [shop, orders]);
  if (moved.length > 0) await noteMoved(connection, shopId, passId, Object.fromEntries(moved.map(({ former, present }) => [former, present])));
  await connection.query(ORDERS, [...common, orders, lines]);
  if (lines.length > 0) await connection.query(LINES_ALONE, [...common, lines]);
}
