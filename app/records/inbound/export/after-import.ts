// What is tidied up when a file has come to its end.
import type { ShopId, ShopTx } from '../../db.ts';
import { markMissingCustomers } from '../../history/mark-history.ts';
import type { OrderVersion } from '../order-version.ts';

/** Lines that came before their order, and whose order never came. */
export async function removeEarlyLines(tx: ShopTx, shopId: ShopId): Promise<void> {
  await tx.$executeRaw`delete from early_order_line where shop_id = ${shopId}`;
}

/** Everybody with an order gets a row; see bare-customers.ts. */
export async function addBareCustomers(tx: ShopTx, shopId: ShopId): Promise<void> {
  await markMissingCustomers(tx, shopId);
  await tx.$executeRaw`
    merge into customer c using (
      select customer_id, min(created_at) as created_at from "order" o
      where shop_id = ${shopId} and customer_id is not null
        and not exists (select from tombstone t where t.shop_id = ${shopId} and t.kind in ('customer', 'erased') and t.subject_id = o.customer_id)
      group by customer_id) s
    on c.shop_id = ${shopId} and c.customer_id = s.customer_id
    when matched and c.updated_at = 'epoch' and c.merged_into_id is null and s.created_at < c.created_at then update set created_at = s.created_at
    when not matched then insert (shop_id, customer_id, created_at, updated_at) values (${shopId}, s.customer_id, s.created_at, 'epoch')`;
}

export type OpenRedemption = Pick<OrderVersion, 'orderId' | 'customerId' | 'discountCodes' | 'createdAtMs' | 'cancelledAtMs' | 'financialStatus'>;

/** Orders that used a code of ours which is not noted as redeemed, and those undone whose reward is still noted as used. */
export async function findOpenRedemptions(tx: ShopTx, shopId: ShopId): Promise<OpenRedemption[]> {
  return tx.$queryRaw<OpenRedemption[]>`
    select o.order_id as "orderId", o.customer_id as "customerId", o.discount_codes as "discountCodes", (extract(epoch from o.created_at) * 1000)::float8 as "createdAtMs",
      (extract(epoch from o.cancelled_at) * 1000)::float8 as "cancelledAtMs", o.financial_status as "financialStatus" from "order" o
    where o.shop_id = ${shopId} and cardinality(o.discount_codes) > 0
      and exists (
        select from unnest(o.discount_codes) c join code_intent i on i.shop_id = ${shopId} and i.code = upper(c)
        where i.redeemed_order_id is null
          or (i.redeemed_order_id = o.order_id and i.state = 'redeemed' and (o.cancelled_at is not null or o.financial_status in ('REFUNDED', 'VOIDED'))))
    order by o.created_at, o.order_id`;
}
