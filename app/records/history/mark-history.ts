// Whoever changes what a purchase history is made of (an order, or whether a customer is there, merged or not scored) marks whose
// it is, in the transaction of the change: so a mark is seen exactly when the change is. Marks are only ever added here, several
// of one buyer too, so nobody waits for anybody; refresh-chunks.ts takes them away.
import type { PoolClient } from 'pg';
import type { ShopId, ShopTx } from '../db.ts';

/** How orders name their buyer: by the customer's number, or by the order's own, negative, where there is none. */
export function buyerKey(customerId: bigint | null, orderId: bigint): bigint {
  return customerId ?? -orderId;
}

/** @param keys see buyerKey */
export async function markHistory(tx: ShopTx, shopId: ShopId, keys: readonly bigint[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.$executeRaw`insert into history_mark (shop_id, buyer_key) select distinct ${shopId}::bigint, key from unnest(${[...keys]}::bigint[]) key`;
}

/**
 * A shop without chunks needs no marks: its first chunks are made of everything, under the inbound lock, which whoever imports
 * holds too. A first import writes none.
 */
const HAS_CHUNKS = 'exists (select from history_chunk where shop_id = $1)';

/** The caller holds the inbound lock and is about to write the orders of "staged_order". */
export async function markStagedOrders(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query(
    `insert into history_mark (shop_id, buyer_key)
     select distinct $1::bigint, key from (
       select coalesce(s.customer_id, -s.order_id) as key from staged_order s
       union all
       select coalesce(o.customer_id, -o.order_id) from staged_order s
       join "order" o on o.shop_id = $1 and o.order_id between (select min(order_id) from staged_order) and (select max(order_id) from staged_order) and o.order_id = s.order_id
       where o.customer_id is distinct from s.customer_id) changed
     where ${HAS_CHUNKS}`,
    [shopId.toString()],
  );
}

/** The caller holds the inbound lock and is about to add the customers of "staged_customer" who are not there yet. */
export async function markStagedCustomers(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query(
    `insert into history_mark (shop_id, buyer_key)
     select distinct $1::bigint, s.customer_id from staged_customer s
     where ${HAS_CHUNKS} and not exists (
       select from customer c where c.shop_id = $1 and c.customer_id between (select min(customer_id) from staged_customer) and (select max(customer_id) from staged_customer) and c.customer_id = s.customer_id)`,
    [shopId.toString()],
  );
}

/** The caller holds the inbound lock and is about to add everybody who has an order and no row. */
export async function markMissingCustomers(tx: ShopTx, shopId: ShopId): Promise<void> {
  await tx.$executeRaw`
    insert into history_mark (shop_id, buyer_key)
    select distinct ${shopId}::bigint, o.customer_id from "order" o
    where exists (select from history_chunk where shop_id = ${shopId}) and o.shop_id = ${shopId} and o.customer_id is not null
      and not exists (select from customer c where c.shop_id = ${shopId} and c.customer_id = o.customer_id)`;
}
