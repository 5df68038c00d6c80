// Who a person is of whom a privacy webhook gives no customer's number. No e-mail address or phone number is kept in any form, so
// nobody can be found by those; what is left are the orders that the webhook names.
import type { ShopId, ShopTx } from '../db.ts';

/** Whose these orders are, where all that have a customer have the same one. Orders of several tell nothing: only they are meant. */
export async function findOnlyCustomer(tx: ShopTx, shopId: ShopId, orderIds: readonly bigint[]): Promise<bigint | null> {
  const rows = await tx.$queryRaw<{ customerId: bigint }[]>`
    select distinct customer_id as "customerId" from "order" where shop_id = ${shopId} and order_id = any(${[...orderIds]}::bigint[]) and customer_id is not null limit 2`;
  return rows.length === 1 ? (rows[0]?.customerId ?? null) : null;
}
