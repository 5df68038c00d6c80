// A batch of a customers export: COPY into a staging table, then MERGE. Nothing that is the same, or newer, is written.
import type { PoolClient } from 'pg';
import type { ShopId } from '../../db.ts';
import { markStagedCustomers } from '../../history/mark-history.ts';
import { joinByHashing } from '../lock.ts';
import { findUnchanged } from './find-unchanged.ts';
import type { Merged } from './merge-orders.ts';
import { createStaging, stageRows } from './stage-rows.ts';
import { type Batch, CUSTOMERS } from './staged-rows.ts';

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
    select distinct on (customer_id) s.*
    from staged_customer s
    where not exists (select from tombstone t where t.shop_id = $1 and t.kind in ('customer', 'erased') and t.subject_id = s.customer_id)
    order by customer_id, updated_at desc`;
/** $2 is when Shopify began the export. */
export const CUSTOMER_IS_NEWS = `(s.updated_at > c.updated_at or ${NEW_FIGURES} or ${NEW_TAGS})`;

const MERGE = `
  merge into customer c using (${CUSTOMERS_TO_MERGE}) s
  on c.shop_id = $1 and c.customer_id between (select min(customer_id) from staged_customer) and (select max(customer_id) from staged_customer) and c.customer_id = s.customer_id
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

/**
 * Brings customers of an export in. The caller holds the inbound lock.
 *
 * @param exportBegan when Shopify created the operation.
 * @param beforeMerge is called when the rows are staged and nothing is written yet; not at all where nothing is staged.
 */
export async function mergeCustomersOfExport(connection: PoolClient, shopId: ShopId, { customers, beyondDoubles }: Batch, exportBegan: Date, beforeMerge?: () => Promise<void>): Promise<Merged> {
  const unchanged = beyondDoubles ? new Uint8Array(customers.count) : await findUnchanged(connection, shopId, CUSTOMERS, customers, `customer_id = any ('{${customers.keys.slice(0, customers.count).join(',')}}'::bigint[])`);
  if (!unchanged.includes(0)) return { written: 0 };
  await createStaging(connection, [CUSTOMERS]);
  await stageRows(connection, CUSTOMERS, customers, unchanged);
  await joinByHashing(connection);
  await beforeMerge?.();
  await markStagedCustomers(connection, shopId);
  const { rowCount } = await connection.query(MERGE, [shopId.toString(), exportBegan]);
  return { written: rowCount ?? 0 };
}
