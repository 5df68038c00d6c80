// What there is of a shop, as one comparable value; clocks of our own (when a row was written) are left out.
import type { ShopId, ShopTx } from '../../../app/records/db.ts';
import { linesOf } from '../../../app/records/inbound/order-lines.ts';

const QUERIES = {
  customers: `select customer_id::text, created_at, updated_at, shopify_order_count, shopify_rfm_group, own_tags, merged_into_id::text, scoring_opt_out from customer order by customer_id`,
  orders: `select order_id::text, name, customer_id::text, processed_at, created_at, updated_at, cancelled_at, test, financial_status, currency_code, gross_minor::text, refunded_minor::text,
    net_minor::text, presentment_currency, presentment_minor::text, source_name, discount_codes from "order" order by order_id`,
  lines: `select order_id::text, line_id::text, (products ->> 1) as product_id, (products ->> 2) as variant_id, sku, title, quantity, unit_price::text from "order" o cross join lateral ${linesOf('o')} l
    left join lateral json_array_elements(o.line_products::json) products on (products ->> 0)::bigint = line_id order by order_id, line_id`,
  tombstones: `select kind, subject_id::text, deleted_at from tombstone order by kind, subject_id`,
  rechecks: `select order_id::text, stale_since from order_recheck order by order_id`,
};

export type State = Record<keyof typeof QUERIES, Record<string, unknown>[]>;

/** @param shopId row-level security shows no other shop's rows; named so that nobody forgets the transaction is bound to it. */
export async function stateOf(tx: ShopTx, _shopId: ShopId): Promise<State> {
  const state = {} as State;
  for (const [name, query] of Object.entries(QUERIES)) {
    state[name as keyof State] = JSON.parse(JSON.stringify(await tx.$queryRawUnsafe(query))) as Record<string, unknown>[];
  }
  return state;
}
