// An order that changed in Shopify after the version we hold: a refund was announced, its own update has not come yet.
// Mostly that comes within the second; where it does not, the order is asked for by id.
import type { ShopId, ShopTx } from '../db.ts';

/** @returns false when we hold a version of that time already. */
export async function noteStaleOrder(tx: ShopTx, shopId: ShopId, orderId: bigint, since: Date): Promise<boolean> {
  const written = await tx.$executeRaw`
    insert into order_recheck as r (shop_id, order_id, stale_since)
    select ${shopId}, ${orderId}, ${since}
    where not exists (select from "order" o where o.shop_id = ${shopId} and o.order_id = ${orderId} and o.updated_at >= ${since})
      and not exists (select from tombstone t where t.shop_id = ${shopId} and t.kind = 'order' and t.subject_id = ${orderId})
    on conflict (shop_id, order_id) do update set stale_since = excluded.stale_since where r.stale_since < excluded.stale_since`;
  return written > 0;
}

/** These versions are here. */
export async function clearRechecks(tx: ShopTx, shopId: ShopId, versions: readonly { readonly orderId: bigint; readonly updatedAtMs: number }[]): Promise<void> {
  await tx.$executeRaw`
    delete from order_recheck r using unnest(${versions.map(({ orderId }) => orderId)}::bigint[], ${versions.map(({ updatedAtMs }) => new Date(updatedAtMs).toISOString())}::text[]) v (id, at)
    where r.shop_id = ${shopId} and r.order_id = v.id and r.stale_since <= v.at::timestamptz`;
}

/** Orders whose own update should have come by now. */
export async function findStaleOrders(tx: ShopTx, shopId: ShopId, notedBefore: Date, limit: number): Promise<bigint[]> {
  const rows = await tx.$queryRaw<{ orderId: bigint }[]>`
    select order_id as "orderId" from order_recheck where shop_id = ${shopId} and noted_at <= ${notedBefore} order by noted_at limit ${limit}`;
  return rows.map(({ orderId }) => orderId);
}

export async function dropRecheck(tx: ShopTx, shopId: ShopId, orderId: bigint): Promise<void> {
  await tx.$executeRaw`delete from order_recheck where shop_id = ${shopId} and order_id = ${orderId}`;
}
