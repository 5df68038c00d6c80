// A file of orders as the domain takes it, with the conventions of the literature for the public data sets.
import { DateTime } from 'luxon';
import type { Day, OrderFacts, PurchaseHistory } from '../../app/domain/glossary.ts';
import { buildPurchaseHistory } from '../../app/domain/purchase-history.ts';
import { readOrders } from '../store/shoppers/read-orders.ts';
import type { NewOrder } from '../store/shoppers/types.ts';

const DAY_MS = 86_400_000;
/** The product's default setting. */
const UNPAID_AFTER_DAYS = 30;

export function dayOfDate(date: string): Day {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

function dayIn(zone: string, at: number): Day {
  const { year, month, day } = DateTime.fromMillis(at, { zone });
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

function minorOf(decimal: string | undefined): number {
  return Math.round(Number(decimal ?? '0') * 100);
}

/**
 * cdnow: every line is a purchase, also the ten of 0 dollars, which count a cent here (the product would leave them out).
 * online_retail: of each invoice that is not cancelled, the lines of a quantity and a price above zero.
 * shopify: what the product's own rules count.
 */
function netMinorOf(source: string, order: NewOrder): number {
  if (source === 'cdnow') return Math.max(1, minorOf(order.total));
  if (source === 'online-retail') {
    const kept = order.lines.filter(({ quantity, unitPrice }) => quantity > 0 && Number(unitPrice) > 0);
    return Math.round(kept.reduce((sum, { quantity, unitPrice }) => sum + quantity * Number(unitPrice) * 100, 0));
  }
  return minorOf(order.total) - (order.refunds ?? []).reduce((sum, { amount }) => sum + minorOf(amount), 0);
}

/**
 * The history of all orders up to and with `untilDay`, dates as the file has them. Customers are numbered by their keys, so
 * the order of the lines does not matter.
 */
export async function historyOfFile(file: string, format: string | undefined, untilDay: Day): Promise<PurchaseHistory> {
  const { shop, customers, orders, facts } = await readOrders(file, { format, moveDates: false });
  const keys = Array.from(customers, ({ key }) => key).sort();
  const numbers = new Map(keys.map((key, i) => [key, BigInt(i + 1)]));
  const counted: OrderFacts[] = [];
  for (const order of orders) {
    const day = dayIn(shop.ianaTimezone, order.processedAt);
    if (day > untilDay) continue;
    const netMinor = netMinorOf(facts.source, order);
    counted.push({
      orderId: BigInt(counted.length + 1),
      customerId: order.customerKey == null ? null : (numbers.get(order.customerKey) ?? null),
      processedAtMs: order.processedAt,
      day,
      test: order.test ?? false,
      cancelled: order.cancelledAt != null,
      financialStatus: order.financialStatus ?? 'PAID',
      grossMinor: minorOf(order.total),
      netMinor,
    });
  }
  return buildPurchaseHistory({ customerIds: numbers.values(), orders: counted, unpaidAfterDays: UNPAID_AFTER_DAYS, today: untilDay });
}
