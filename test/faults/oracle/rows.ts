// Nothing lost: the tables are the store's state, row by row. Judged from the store, never from what the app believes.
import type pg from 'pg';
import { linesOf } from '../../../app/records/inbound/order-lines.ts';
import { numberOfOrders } from '../../store/commerce/build-order.ts';
import type { Order } from '../../store/model.ts';
import { minorDigits, parseDecimal } from '../../store/state/decimal.ts';
import type { ShopifySide } from '../shopify/shopify-side.ts';
import type { LifeRecord } from '../workload/shop-life.ts';
import { forgottenIn } from './redactions.ts';

type Row = Record<string, unknown>;

/** Not asked of the app, which might be wrong about it. */
const ownTags = (tags: readonly string[]): string => tags.filter((tag) => tag.startsWith('perennial:')).sort().join(' ');

const seconds = (ms: number | null): string | null => (ms === null ? null : new Date(Math.floor(ms / 1000) * 1000).toISOString());

function minor(amount: string, currencyCode: string): string {
  const { units, scale } = parseDecimal(amount);
  const digits = minorDigits(currencyCode);
  if (scale <= digits) return (units * 10n ** BigInt(digits - scale)).toString();
  const step = 10n ** BigInt(scale - digits);
  const half = units < 0n ? -(step / 2n) : step / 2n;
  return ((units + half) / step).toString();
}

function orderRow(order: Order, currencyCode: string): Row {
  return {
    name: order.name,
    customer: order.customerId?.toString() ?? null,
    processed_at: seconds(order.processedAt),
    created_at: seconds(order.createdAt),
    updated_at: seconds(order.updatedAt),
    cancelled_at: seconds(order.cancelledAt),
    test: order.test,
    financial_status: order.financialStatus,
    gross: minor(order.total, currencyCode),
    refunded: minor(order.refunded, currencyCode),
    net: minor(order.currentTotal, currencyCode),
    codes: order.discountCodes.join(' '),
    source: order.sourceName,
    lines: order.lines.map((line) => `${line.id} ${line.sku ?? '-'} ${line.title} x${line.quantity} at ${Number(line.unitPrice)}`).sort().join(', '),
  };
}

const ORDERS = `select o.order_id::text as id, o.name, coalesce(c.merged_into_id, o.customer_id)::text as customer, o.processed_at, o.created_at, o.updated_at, o.cancelled_at, o.test, o.financial_status,
    o.gross_minor::text as gross, o.refunded_minor::text as refunded, o.net_minor::text as net, array_to_string(o.discount_codes, ' ') as codes, o.source_name as source,
    (select string_agg(format('%s %s %s x%s at %s', l.line_id, coalesce(l.sku, '-'), l.title, l.quantity, l.unit_price::float8), ', ' order by format('%s %s %s x%s at %s', l.line_id, coalesce(l.sku, '-'), l.title, l.quantity, l.unit_price::float8) collate "C")
       from ${linesOf('o')} l) as lines
  from "order" o left join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id where o.shop_id = $1 order by o.order_id`;
const CUSTOMERS = `select customer_id::text as id, created_at, updated_at, array_to_string(own_tags, ' ') as tags, shopify_order_count::text as orders, merged_into_id::text as merged from customer where shop_id = $1 order by customer_id`;

const plain = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]));

function compare(what: string, expected: Map<string, Row>, found: Row[], ignored: (id: string, field: string) => boolean): string[] {
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const raw of found) {
    const { id, ...row } = plain(raw);
    seen.add(String(id));
    const wanted = expected.get(String(id));
    if (!wanted) {
      wrong.push(`${what} ${String(id)} is here and not in the store`);
      continue;
    }
    for (const [field, value] of Object.entries(wanted)) {
      if (row[field] !== value && !ignored(String(id), field)) wrong.push(`${what} ${String(id)}: ${field} is ${String(row[field])}, in the store ${String(value)}`);
    }
  }
  for (const id of expected.keys()) if (!seen.has(id)) wrong.push(`${what} ${id} is in the store and not here`);
  return wrong;
}

/** @returns what differs. */
export async function compareRows(owner: pg.Client, shopId: bigint, { state }: ShopifySide, record: LifeRecord): Promise<string[]> {
  const { currencyCode } = state.shop;
  const forgotten = forgottenIn(shopId, record);
  const orders = new Map<string, Row>();
  for (const order of state.orders.values()) {
    if (order.customerId !== null && forgotten.has(order.customerId)) continue;
    orders.set(String(order.id), orderRow(order, currencyCode));
  }
  const customers = new Map<string, Row>();
  for (const customer of state.customers.values()) {
    if (forgotten.has(customer.id)) continue;
    customers.set(String(customer.id), { created_at: seconds(customer.createdAt), updated_at: seconds(customer.updatedAt), tags: ownTags(customer.tags), orders: String(numberOfOrders(state, customer.orderIds)) });
  }
  const { rows: foundOrders } = await owner.query<Row>(ORDERS, [shopId]);
  const { rows: allCustomers } = await owner.query<Row & { id: string; merged: string | null }>(CUSTOMERS, [shopId]);
  // A merged customer's row is a mark; that it names the right survivor shows in whose the orders are.
  const found = allCustomers.filter(({ merged }) => merged === null).map(({ merged: _none, ...row }) => row);
  return [
    ...compare('order', orders, foundOrders, (id, field) => field === 'updated_at' && record.movedByMerge.has(Number(id))),
    ...compare('customer', customers, found, () => false),
  ];
}
