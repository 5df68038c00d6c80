// One order at a time, as webhooks and single reads bring it. Exports come through inbound/merge-orders.ts.
import type { ShopId, ShopTx } from '../db.ts';
import { buyerKey, markHistory } from '../history/mark-history.ts';
import { addBareCustomers } from './bare-customers.ts';
import { holdShop } from './lock.ts';
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
  const before = await tx.$queryRaw<{ customerId: bigint | null }[]>`
    select customer_id as "customerId" from "order" where shop_id = ${shopId} and order_id = ${orderId}`;
  if (!(await upsert(tx, shopId, version))) return { outcome: 'stale', why: 'newer-version' };
  if (lines) await replaceLines(tx, shopId, orderId, lines);
  if (customerId && tombstones.length === 0) await addBareCustomers(tx, shopId, new Map([[customerId, version.createdAtMs]]));
  await clearRecheck(tx, shopId, orderId, version.updatedAtMs);
  await markHistory(tx, shopId, [buyerKey(customerId, orderId), ...before.map((order) => buyerKey(order.customerId, orderId))]);
  const touched = new Set([customerId, before[0]?.customerId ?? null].filter((id) => id !== null));
  return { outcome: 'applied', touched: [...touched] };
}

async function upsert(tx: ShopTx, shopId: ShopId, v: OrderVersion): Promise<boolean> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  const written = await tx.$executeRaw`
    insert into "order" as o (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, cancelled_at, test, financial_status, currency_code,
      gross_minor, refunded_minor, net_minor, presentment_currency, presentment_minor, source_name, discount_codes, seen_at)
    values (${shopId}, ${v.orderId}, ${v.name}, ${v.customerId}::bigint, ${at(v.processedAtMs)}, ${at(v.createdAtMs)}, ${at(v.updatedAtMs)}, ${at(v.cancelledAtMs)}::timestamptz, ${v.test},
      ${v.financialStatus}::text, ${v.currencyCode}, ${v.grossMinor}, ${v.refundedMinor}, ${v.netMinor}, ${v.presentmentCurrency}::text, ${v.presentmentMinor}::bigint,
      ${v.sourceName}::text, ${[...v.discountCodes]}::text[], ${at(v.seenAtMs)})
    on conflict (shop_id, order_id) do update set
      name = excluded.name, customer_id = excluded.customer_id, processed_at = excluded.processed_at, created_at = excluded.created_at, updated_at = excluded.updated_at,
      cancelled_at = excluded.cancelled_at, test = excluded.test, financial_status = excluded.financial_status, currency_code = excluded.currency_code,
      gross_minor = excluded.gross_minor, refunded_minor = excluded.refunded_minor, net_minor = excluded.net_minor,
      presentment_currency = excluded.presentment_currency, presentment_minor = excluded.presentment_minor,
      source_name = excluded.source_name, discount_codes = excluded.discount_codes, seen_at = excluded.seen_at
    where (excluded.updated_at, excluded.seen_at, excluded.cancelled_at is not null, excluded.refunded_minor, -excluded.net_minor, coalesce(excluded.financial_status, ''), coalesce(excluded.customer_id, 0))
        > (o.updated_at, o.seen_at, o.cancelled_at is not null, o.refunded_minor, -o.net_minor, coalesce(o.financial_status, ''), coalesce(o.customer_id, 0))`;
  return written > 0;
}

async function replaceLines(tx: ShopTx, shopId: ShopId, orderId: bigint, lines: readonly OrderLineVersion[]): Promise<void> {
  const rows = [...new Map(lines.map((line) => [line.lineId, line])).values()];
  const text = (id: bigint | null) => id?.toString() ?? null;
  const json = JSON.stringify(
    rows.map((line) => ({ line_id: text(line.lineId), product_id: text(line.productId), variant_id: text(line.variantId), sku: line.sku, title: line.title, quantity: line.quantity, unit_price: line.unitPrice })),
  );
  await tx.$executeRaw`delete from order_line where shop_id = ${shopId} and order_id = ${orderId} and line_id <> all(${rows.map(({ lineId }) => lineId)}::bigint[])`;
  await tx.$executeRaw`
    insert into order_line as l (shop_id, order_id, line_id, product_id, variant_id, sku, title, quantity, unit_price)
    select ${shopId}, ${orderId}, x.line_id, x.product_id, x.variant_id, x.sku, x.title, x.quantity, x.unit_price
    from jsonb_to_recordset(${json}::jsonb) as x(line_id bigint, product_id bigint, variant_id bigint, sku text, title text, quantity int, unit_price numeric)
    on conflict (shop_id, order_id, line_id) do update set
      product_id = coalesce(excluded.product_id, l.product_id), variant_id = coalesce(excluded.variant_id, l.variant_id), sku = excluded.sku, title = excluded.title, quantity = excluded.quantity, unit_price = excluded.unit_price
    where (l.product_id, l.variant_id, l.sku, l.title, l.quantity, l.unit_price)
      is distinct from (coalesce(excluded.product_id, l.product_id), coalesce(excluded.variant_id, l.variant_id), excluded.sku, excluded.title, excluded.quantity, excluded.unit_price)`;
}

/** Removes orders for good. @returns whose they were. */
export async function removeOrders(tx: ShopTx, shopId: ShopId, orderIds: readonly bigint[], at: Date): Promise<bigint[]> {
  if (orderIds.length === 0) return [];
  const ids = [...orderIds];
  await bury(tx, shopId, 'order', ids, at);
  await tx.$executeRaw`delete from order_line where shop_id = ${shopId} and order_id = any(${ids}::bigint[])`;
  await tx.$executeRaw`delete from order_recheck where shop_id = ${shopId} and order_id = any(${ids}::bigint[])`;
  const gone = await tx.$queryRaw<{ orderId: bigint; customerId: bigint | null }[]>`
    delete from "order" where shop_id = ${shopId} and order_id = any(${ids}::bigint[]) returning order_id as "orderId", customer_id as "customerId"`;
  await markHistory(tx, shopId, gone.map(({ orderId, customerId }) => buyerKey(customerId, orderId)));
  return [...new Set(gone.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])))];
}
