// The one place that deletes a person. What is left is a tombstone with the customer's number, so that nothing that comes
// late brings them back.
import { removeScores } from './customers.ts';
import type { ShopId, ShopTx } from './db.ts';
import { forgetHistory } from './history/forget-history.ts';
import { forgetMovements } from './movement/segment-movements.ts';
import { forgetInbox } from './inbound/forget-inbox.ts';
import { bury } from './inbound/tombstones.ts';
import { forgetDataRequests } from './privacy/data-requests.ts';
import { forgetPreviews } from './segments/definition-previews.ts';
import { removeOrders } from './inbound/orders.ts';
import { forgetMoved } from './reconcile/deep-state.ts';
import { forgetDrift } from './reconcile/drift.ts';
import { forgetCursors } from './reconcile/marks.ts';
import { forgetCodeIncidents } from './write-back/code-incidents.ts';

export interface ErasureSubject {
  readonly customerIds: readonly bigint[];
  /** Orders that Shopify names besides, such as those placed as a guest. */
  readonly orderIds: readonly bigint[];
}

/** Everybody who is the same person: merged customers and the one they went into. */
async function samePersons(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<bigint[]> {
  const ids = [...customerIds];
  const rows = await tx.$queryRaw<{ customerId: bigint }[]>`
    with survivor as (
      select coalesce(merged_into_id, customer_id) as id from customer where shop_id = ${shopId} and customer_id = any(${ids}::bigint[]))
    select customer_id as "customerId" from customer
    where shop_id = ${shopId} and (customer_id in (select id from survivor) or merged_into_id in (select id from survivor) or merged_into_id = any(${ids}::bigint[]))
    union select id from survivor`;
  return [...new Set([...ids, ...rows.map(({ customerId }) => customerId)])];
}

/**
 * customers/redact: everything of these persons goes: rows, orders with their lines, scores, alerts, codes, tag changes, and
 * what still names them in the inbox. The caller holds the inbound lock.
 *
 * @param at when it was asked for.
 * @returns all who were erased: the queue has to forget them too.
 */
export async function erasePersons(tx: ShopTx, shopId: ShopId, subject: ErasureSubject, at: Date): Promise<bigint[]> {
  const customerIds = await samePersons(tx, shopId, subject.customerIds);
  await bury(tx, shopId, 'customer', customerIds, at);
  await bury(tx, shopId, 'erased', customerIds, at);
  const orders = await tx.$queryRaw<{ orderId: bigint }[]>`
    select order_id as "orderId" from "order" where shop_id = ${shopId} and customer_id = any(${customerIds}::bigint[])`;
  const orderIds = [...new Set([...subject.orderIds, ...orders.map(({ orderId }) => orderId)])];
  await removeOrders(tx, shopId, orderIds, at);
  await forgetCodeIncidents(tx, shopId, customerIds, orderIds);
  // A code of somebody else that was used in one of these orders.
  await tx.$executeRaw`update code_intent set redeemed_order_id = null where shop_id = ${shopId} and redeemed_order_id = any(${orderIds}::bigint[])`;
  await tx.$executeRaw`delete from customer where shop_id = ${shopId} and customer_id = any(${customerIds}::bigint[])`;
  // After the customers: a scoring that commits in between has read them, and what it wrote goes too.
  await removeScores(tx, shopId, customerIds);
  // After the alerts: an offer that commits in between has locked its alert.
  await tx.$executeRaw`delete from code_intent where shop_id = ${shopId} and customer_id = any(${customerIds}::bigint[])`;
  await tx.customerMetafield.deleteMany({ where: { shopId, customerId: { in: customerIds } } });
  await forgetHistory(tx, shopId, [...customerIds, ...orderIds.map((orderId) => -orderId)]);
  await forgetMovements(tx, shopId);
  await forgetPreviews(tx, shopId);
  await forgetDrift(tx, shopId, customerIds, orderIds);
  await forgetMoved(tx, shopId, customerIds);
  await forgetCursors(tx, shopId);
  await forgetInbox(tx, shopId, customerIds, orderIds);
  await forgetDataRequests(tx, shopId, customerIds, orderIds);
  return customerIds;
}

/**
 * shop/redact: nothing of the shop is left. Every tenant table goes with its shop (foreign keys on delete cascade), but for the
 * orders, which have none: see inbound/lock.ts. The caller holds the inbound lock.
 *
 * @param leftAt tokens obtained since are those of a merchant who is coming back: they stay.
 */
export async function eraseShop(tx: ShopTx, shopId: ShopId, leftAt: Date): Promise<void> {
  await tx.$queryRaw`select 1 from shop where shop_id = ${shopId} for update`;
  await tx.$executeRaw`delete from "order" where shop_id = ${shopId}`;
  const shop = await tx.shop.delete({ where: { shopId } });
  await tx.shopSession.deleteMany({ where: { shopDomain: shop.domain, updatedAt: { lte: leftAt } } });
}
