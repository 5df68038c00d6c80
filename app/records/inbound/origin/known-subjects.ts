// Customers and orders that this shop is known to have, or to have had.
import type { ShopId, ShopTx } from '../../db.ts';

export interface Subjects {
  readonly customerIds: ReadonlySet<bigint>;
  readonly orderIds: ReadonlySet<bigint>;
}

export async function findKnownSubjects(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[], orderIds: readonly bigint[]): Promise<Subjects> {
  const customers = await tx.$queryRaw<{ id: bigint }[]>`
    select id from unnest(${[...new Set(customerIds)]}::bigint[]) id
    where exists (select from customer where shop_id = ${shopId} and customer_id = id)
      or exists (select from tombstone where shop_id = ${shopId} and kind in ('customer', 'erased') and subject_id = id)`;
  const orders = await tx.$queryRaw<{ id: bigint }[]>`
    select id from unnest(${[...new Set(orderIds)]}::bigint[]) id
    where exists (select from "order" where shop_id = ${shopId} and order_id = id)
      or exists (select from order_recheck where shop_id = ${shopId} and order_id = id)
      or exists (select from tombstone where shop_id = ${shopId} and kind = 'order' and subject_id = id)`;
  return { customerIds: new Set(customers.map(({ id }) => id)), orderIds: new Set(orders.map(({ id }) => id)) };
}

/** Something is being read from Shopify that may be older than the news of a deletion. */
export async function isReadingUnderWay(tx: ShopTx, shopId: ShopId): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 where exists (select from bulk_import where shop_id = ${shopId} and finished_at is null) or exists (select from reconcile_pass where shop_id = ${shopId} and finished_at is null)`;
  return rows.length > 0;
}
