// The orders of one customer, counted or left out with the rule that did it: the same rules as scoring, from the domain.
import { exclusionRule } from '../../../domain/order-columns.ts';
import type { ExclusionRule } from '../../../domain/glossary.ts';
import type { ShopTx } from '../../db.ts';
import { shopDay } from '../../shop/shop-calendar.ts';

/** Shown on the page; the counts are over all. */
const ORDERS_SHOWN = 100;

export interface OrderRow {
  readonly orderId: string;
  readonly name: string;
  readonly processedAtMs: number;
  readonly financialStatus: string | null;
  readonly grossMinor: number;
  readonly refundedMinor: number;
  readonly netMinor: number;
  /** Only where the customer paid in another currency. */
  readonly presentment: { readonly currencyCode: string; readonly minor: number } | null;
  readonly discountCodes: readonly string[];
  /** Null when the order counts. */
  readonly leftOutBy: ExclusionRule | null;
}

/** Orders made under a customer that Shopify merged into this one are this one's. Newest first. */
export async function readOrdersOfCustomer(
  tx: ShopTx,
  customerId: bigint,
  { timeZone, unpaidAfterDays, nowMs }: { timeZone: string; unpaidAfterDays: number; nowMs: number },
): Promise<{ orders: OrderRow[]; counted: number; leftOut: Partial<Record<ExclusionRule, number>> }> {
  const people = await tx.$queryRaw<{ id: bigint }[]>`
    with recursive people(id) as (
      select ${customerId}::bigint union select c.customer_id from customer c join people p on c.merged_into_id = p.id)
    select id from people`;
  const rows = await tx.order.findMany({ where: { customerId: { in: people.map(({ id }) => id) } }, orderBy: [{ processedAt: 'desc' }, { orderId: 'desc' }] });
  const today = shopDay(nowMs, timeZone);
  const leftOut: Partial<Record<ExclusionRule, number>> = {};
  const orders = rows.map((row): OrderRow => {
    const processedAtMs = row.processedAt.getTime();
    const rule = exclusionRule(
      {
        orderId: row.orderId,
        customerId,
        processedAtMs,
        day: shopDay(processedAtMs, timeZone),
        test: row.test,
        cancelled: row.cancelledAt !== null,
        financialStatus: row.financialStatus,
        grossMinor: Number(row.grossMinor),
        netMinor: Number(row.netMinor),
      },
      unpaidAfterDays,
      today,
    );
    if (rule) leftOut[rule] = (leftOut[rule] ?? 0) + 1;
    return {
      orderId: String(row.orderId),
      name: row.name,
      processedAtMs,
      financialStatus: row.financialStatus,
      grossMinor: Number(row.grossMinor),
      refundedMinor: Number(row.refundedMinor),
      netMinor: Number(row.netMinor),
      presentment: row.presentmentCurrency && row.presentmentMinor !== null ? { currencyCode: row.presentmentCurrency, minor: Number(row.presentmentMinor) } : null,
      discountCodes: row.discountCodes,
      leftOutBy: rule,
    };
  });
  return { orders: orders.slice(0, ORDERS_SHOWN), counted: orders.filter(({ leftOutBy }) => leftOutBy === null).length, leftOut };
}
