// One order at a time, as webhooks and single reads bring it. Exports come through export/merge-orders.ts.
import type { ShopId, ShopTx } from '../db.ts';
import { buyerKey, markHistory } from '../history/mark-history.ts';
import { addBareCustomers } from './bare-customers.ts';
import { holdShop } from './lock.ts';
import { linesText, productsText } from './order-lines.ts';
import { clearRecheck } from './order-rechecks.ts';
import type { OrderLineVersion, OrderVersion } from './order-version.ts';
import { bury, findTombstones } from './tombstones.ts';

export type OrderOutcome =
  | { outcome: 'applied'; touched: bigint[] }
  /** We hold a newer version, or the order was deleted. */
  | { outcome: 'stale'; why: 'newer-version' | 'deleted' }
  /** The customer was erased: the order is not kept. */
  | { outcome: 'ignored'; why: 'erased-customer' };

/**
 * Stores a version of an order unless a newer one is there. Two versions are compared by updatedAt, then by when they were
 * seen, then by their content, so that the last state never depends on the order of arrival. The caller holds the inbound lock.
 *
 * @param lines null where they are not known: the stored ones stay.
 */
export async function applyOrderVersion(tx: ShopTx, shopId: ShopId, version: OrderVersion, lines: readonly OrderLineVersion[] | null): Promise<OrderOutcome> {
  const { orderId, customerId } = version;
  const tombstones = await findTombstones(tx, shopId, { orderId, customerIds: customerId ? [customerId] : [] });
  if (tombstones.some(({ kind }) => kind === 'order')) return { outcome: 'stale', why: 'deleted' };
  const erased = tombstones.find(({ kind }) => kind === 'erased');
  if (erased) {
    await removeOrders(tx, shopId, [orderId], erased.deletedAt);
    return { outcome: 'ignored', why: 'erased-customer' };
  }
  await holdShop(tx, shopId);
  const before = await tx.$queryRaw<{ customerId: bigint | null; lineProducts: string | null }[]>`
    select customer_id as "customerId", line_products as "lineProducts" from "order" where shop_id = ${shopId} and order_id = ${orderId}`;
  const written = { lines: lines && linesText(lines), products: lines && productsText(lines, before[0]?.lineProducts ?? null) };
  if (!(await upsert(tx, shopId, version, written))) return { outcome: 'stale', why: 'newer-version' };
  if (customerId && tombstones.length === 0) await addBareCustomers(tx, shopId, new Map([[customerId, version.createdAtMs]]));
  await clearRecheck(tx, shopId, orderId, version.updatedAtMs);
  await markHistory(tx, shopId, [buyerKey(customerId, orderId), ...before.map((order) => buyerKey(order.customerId, orderId))]);
  const touched = new Set([customerId, before[0]?.customerId ?? null].filter((id) => id !== null));
  return { outcome: 'applied', touched: [...touched] };
}

/** @param written lines null: the stored ones stay. */
async function upsert(tx: ShopTx, shopId: ShopId, v: OrderVersion, written: { lines: string | null; products: string | null }): Promise<boolean> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  const rows = await tx.$executeRaw`
    insert into "order" as o (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, cancelled_at, test, financial_status, currency_code,
      gross_minor, refunded_minor, net_minor, presentment_currency, presentment_minor, source_name, discount_codes, seen_at, lines, line_products)
    values (${shopId}, ${v.orderId}, ${v.name}, ${v.customerId}::bigint, ${at(v.processedAtMs)}, ${at(v.createdAtMs)}, ${at(v.updatedAtMs)}, ${at(v.cancelledAtMs)}::timestamptz, ${v.test},
      ${v.financialStatus}::text, ${v.currencyCode}, ${v.grossMinor}, ${v.refundedMinor}, ${v.netMinor}, ${v.presentmentCurrency}::text, ${v.presentmentMinor}::bigint,
      ${v.sourceName}::text, ${[...v.discountCodes]}::text[], ${at(v.seenAtMs)}, ${written.lines ?? '[]'}, ${written.products}::text)
    on conflict (shop_id, order_id) do update set
      name = excluded.name, customer_id = excluded.customer_id, processed_at = excluded.processed_at, created_at = excluded.created_at, updated_at = excluded.updated_at,
      cancelled_at = excluded.cancelled_at, test = excluded.test, financial_status = excluded.financial_status, currency_code = excluded.currency_code,
      gross_minor = excluded.gross_minor, refunded_minor = excluded.refunded_minor, net_minor = excluded.net_minor,
      presentment_currency = excluded.presentment_currency, presentment_minor = excluded.presentment_minor,
      source_name = excluded.source_name, discount_codes = excluded.discount_codes, seen_at = excluded.seen_at,
      lines = case when ${written.lines !== null} then excluded.lines else o.lines end, line_products = case when ${written.lines !== null} then excluded.line_products else o.line_products end
    where (excluded.updated_at, excluded.seen_at, excluded.cancelled_at is not null, excluded.refunded_minor, -excluded.net_minor, coalesce(excluded.financial_status, ''), coalesce(excluded.customer_id, 0))
        > (o.updated_at, o.seen_at, o.cancelled_at is not null, o.refunded_minor, -o.net_minor, coalesce(o.financial_status, ''), coalesce(o.customer_id, 0))`;
  return rows > 0;
}

/** Removes orders for good. @returns whose they were. */
export async function removeOrders(tx: ShopTx, shopId: ShopId, orderIds: readonly bigint[], at: Date): Promise<bigint[]> {
  if (orderIds.length === 0) return [];
  const ids = [...orderIds];
  await bury(tx, shopId, 'order', ids, at);
  await tx.$executeRaw`delete from early_order_line where shop_id = ${shopId} and order_id = any(${ids}::bigint[])`;
  await tx.$executeRaw`delete from order_recheck where shop_id = ${shopId} and order_id = any(${ids}::bigint[])`;
  const gone = await tx.$queryRaw<{ orderId: bigint; customerId: bigint | null }[]>`
    delete from "order" where shop_id = ${shopId} and order_id = any(${ids}::bigint[]) returning order_id as "orderId", customer_id as "customerId"`;
  await markHistory(tx, shopId, gone.map(({ orderId, customerId }) => buyerKey(customerId, orderId)));
  return [...new Set(gone.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])))];
}
