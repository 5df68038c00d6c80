// A batch of a customers export: COPY into a staging table, then MERGE. Nothing that is the same, or newer, is written.
import type { PoolClient } from 'pg';
import type { ShopId } from '../../db.ts';
import { type Column, copyRows } from './copy-rows.ts';
import { joinByHashing } from '../lock.ts';
import type { CustomerVersion } from '../order-version.ts';

const COLUMNS: Readonly<Record<string, Column>> = {
  customer_id: 'bigint',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  shopify_order_count: 'integer',
  shopify_rfm_group: 'text',
  own_tags: 'text',
};

// $2 is when Shopify began the export: every event of an earlier time is in it, so only later ones count against it.
const NEW_FIGURES = `(c.figures_at < $2 and (s.shopify_order_count, s.shopify_rfm_group) is distinct from (c.shopify_order_count, c.shopify_rfm_group)
  or c.shopify_rfm_group is null and s.shopify_rfm_group is not null)`;
const NEW_TAGS = `(c.own_tags_at < $2 and s.own_tags is distinct from c.own_tags)`;
/** A tag that changed after the export began stays as it is; every other is as the export says. */
const TAGS = `array(
  select tag from (select unnest(c.own_tags) as tag union select unnest(s.own_tags)) known
  where tag = any (case when (c.own_tag_times ->> tag)::timestamptz >= $2 then c.own_tags else s.own_tags end) order by tag collate "C")`;
const LATER_TAG_TIMES = `coalesce((select jsonb_object_agg(key, value) from jsonb_each_text(c.own_tag_times) where value::timestamptz >= $2), '{}')`;

/** The staged customers, each once. $1 is the shop. */
export const CUSTOMERS_TO_MERGE = `
    select distinct on (customer_id) customer_id, created_at, updated_at, shopify_order_count, shopify_rfm_group, array(select jsonb_array_elements_text(own_tags::jsonb)) as own_tags
    from staged_customer s
    where not exists (select from tombstone t where t.shop_id = $1 and t.kind in ('customer', 'erased') and t.subject_id = s.customer_id)
    order by customer_id, updated_at desc`;
/** $2 is when Shopify began the export. */
export const CUSTOMER_IS_NEWS = `(s.updated_at > c.updated_at or ${NEW_FIGURES} or ${NEW_TAGS})`;

const MERGE = `
  merge into customer c using (${CUSTOMERS_TO_MERGE}) s
  on c.shop_id = $1 and c.customer_id between $3 and $4 and c.customer_id = s.customer_id
  when matched and ${CUSTOMER_IS_NEWS} then update set
    created_at = case when s.updated_at > c.updated_at then s.created_at else c.created_at end,
    updated_at = greatest(s.updated_at, c.updated_at),
    shopify_order_count = case when c.figures_at < $2 then s.shopify_order_count else c.shopify_order_count end,
    shopify_rfm_group = case when c.figures_at < $2 or c.shopify_rfm_group is null then s.shopify_rfm_group else c.shopify_rfm_group end,
    figures_at = greatest(c.figures_at, $2),
    own_tags = case when c.own_tags_at < $2 then ${TAGS} else c.own_tags end,
    own_tag_times = case when c.own_tags_at < $2 then ${LATER_TAG_TIMES} else c.own_tag_times end,
    own_tags_at = greatest(c.own_tags_at, $2)
  when not matched then insert (shop_id, customer_id, created_at, updated_at, shopify_order_count, shopify_rfm_group, figures_at, own_tags, own_tags_at)
    values ($1, s.customer_id, s.created_at, s.updated_at, s.shopify_order_count, s.shopify_rfm_group, $2, s.own_tags, $2)`;

/** The caller holds the inbound lock. @param customers at least one. @param exportBegan when Shopify created the operation. */
export async function mergeCustomersOfExport(connection: PoolClient, shopId: ShopId, customers: readonly CustomerVersion[], exportBegan: Date, beforeMerge?: () => Promise<void>): Promise<void> {
  const { rowCount } = await connection.query("select 1 where to_regclass('pg_temp.staged_customer') is not null");
  if (!rowCount) {
    const columns = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`);
    await connection.query(`create temp table staged_customer (${columns.join(', ')}) on commit delete rows`);
  }
  await copyRows(
    connection,
    `staged_customer (${Object.keys(COLUMNS).join(', ')})`,
    Object.values(COLUMNS),
    customers.map((v) => [v.customerId, v.createdAtMs, v.updatedAtMs, v.shopifyOrderCount, v.shopifyRfmGroup, JSON.stringify(v.ownTags)]),
  );
  await joinByHashing(connection);
  await beforeMerge?.();
  // Exports come by ascending ids: of the table only the batch's own neighbourhood is read.
  const ids = customers.map(({ customerId }) => customerId);
  const least = ids.reduce((a, b) => (b < a ? b : a));
  const greatest = ids.reduce((a, b) => (b > a ? b : a));
  await connection.query(MERGE, [shopId.toString(), exportBegan, least.toString(), greatest.toString()]);
}
