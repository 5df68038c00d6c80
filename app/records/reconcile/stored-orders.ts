// Orders as they are stored, to be held against Shopify's.
import { Prisma } from '@prisma/client';
import type { ShopId, ShopTx } from '../db.ts';
import { linesOf } from '../inbound/order-lines.ts';
import type { OrderVersion } from '../inbound/order-version.ts';
import { findTombstones } from '../inbound/tombstones.ts';

export interface StoredLine {
  readonly lineId: bigint;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  /** As PostgreSQL writes a numeric. */
  readonly unitPrice: string;
}

export interface StoredOrder extends Omit<OrderVersion, 'seenAtMs'> {
  /** Into whom the order's customer was merged, where we know it. */
  readonly survivorId: bigint | null;
  readonly lines: readonly StoredLine[];
}

interface Row extends Omit<StoredOrder, 'processedAtMs' | 'createdAtMs' | 'updatedAtMs' | 'cancelledAtMs' | 'lines'> {
  readonly processedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly cancelledAt: Date | null;
}

export async function readStoredOrders(tx: ShopTx, shopId: ShopId, orderIds: readonly bigint[]): Promise<Map<bigint, StoredOrder>> {
  const ids = [...orderIds];
  const rows = await tx.$queryRaw<Row[]>`
    select o.order_id as "orderId", o.name, o.customer_id as "customerId", c.merged_into_id as "survivorId", o.processed_at as "processedAt", o.created_at as "createdAt",
      o.updated_at as "updatedAt", o.cancelled_at as "cancelledAt", o.test, o.financial_status as "financialStatus", o.currency_code as "currencyCode", o.gross_minor as "grossMinor",
      o.refunded_minor as "refundedMinor", o.net_minor as "netMinor", o.presentment_currency as "presentmentCurrency", o.presentment_minor as "presentmentMinor",
      o.source_name as "sourceName", o.discount_codes as "discountCodes"
    from "order" o left join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
    where o.shop_id = ${shopId} and o.order_id = any(${ids}::bigint[])`;
  const lines = await tx.$queryRaw<(StoredLine & { orderId: bigint })[]>`
    select o.order_id as "orderId", l.line_id as "lineId", l.sku, l.title, l.quantity, l.unit_price::text as "unitPrice"
    from "order" o cross join lateral ${Prisma.raw(linesOf('o'))} l
    where o.shop_id = ${shopId} and o.order_id = any(${ids}::bigint[])`;
  const byOrder = Map.groupBy(lines, ({ orderId }) => orderId);
  return new Map(
    rows.map(({ processedAt, createdAt, updatedAt, cancelledAt, ...row }) => [
      row.orderId,
      { ...row, processedAtMs: processedAt.getTime(), createdAtMs: createdAt.getTime(), updatedAtMs: updatedAt.getTime(), cancelledAtMs: cancelledAt?.getTime() ?? null, lines: byOrder.get(row.orderId) ?? [] },
    ]),
  );
}

/** Orders that were deleted or erased: what Shopify still says of them is not drift. */
export async function findBuriedOrders(tx: ShopTx, shopId: ShopId, orderIds: readonly bigint[]): Promise<Set<bigint>> {
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    select subject_id as id from tombstone where shop_id = ${shopId} and kind = 'order' and subject_id = any(${[...orderIds]}::bigint[])`;
  return new Set(rows.map(({ id }) => id));
}

/** As findBuriedOrders. "erased": not even their orders are kept. */
export async function findBuriedCustomers(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<{ gone: Set<bigint>; erased: Set<bigint> }> {
  const found = await findTombstones(tx, shopId, { customerIds });
  return { gone: new Set(found.map(({ subjectId }) => subjectId)), erased: new Set(found.flatMap(({ kind, subjectId }) => (kind === 'erased' ? [subjectId] : []))) };
}
