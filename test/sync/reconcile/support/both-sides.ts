// The shop as Shopify holds it and as we do, in the same words.
import type { ShopId } from '../../../../app/records/db.ts';
import { linesOf } from '../../../../app/records/inbound/order-lines.ts';
import { numberOfOrders } from '../../../store/commerce/build-order.ts';
import type { ShopState } from '../../../store/model.ts';
import type { TestDatabase } from '../../../support/database.ts';

const seconds = (ms: number | null) => (ms === null ? null : new Date(Math.floor(ms / 1000) * 1000).toISOString());
const cents = (amount: string) => Math.round(Number(amount) * 100);
const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;

export function inShopify({ customers, orders }: ShopState, except: { customers?: readonly number[] } = {}): { customers: unknown[]; orders: unknown[] } {
  const erased = new Set(except.customers);
  const kept = { orders: [...orders.values()].filter(({ customerId }) => customerId === null || !erased.has(customerId)), customers: [...customers.values()].filter(({ id }) => !erased.has(id)) };
  return {
    customers: kept.customers.sort(byId).map((one) => ({
      id: one.id,
      createdAt: seconds(one.createdAt),
      updatedAt: seconds(one.updatedAt),
      orders: numberOfOrders({ customers, orders } as ShopState, one.orderIds),
      tags: one.tags.filter((tag) => tag.startsWith('perennial:')).sort(),
    })),
    orders: kept.orders.sort(byId).map((one) => ({
      id: one.id,
      name: one.name,
      customerId: one.customerId,
      processedAt: seconds(one.processedAt),
      createdAt: seconds(one.createdAt),
      updatedAt: seconds(one.updatedAt),
      cancelledAt: seconds(one.cancelledAt),
      test: one.test,
      status: one.financialStatus,
      minor: [one.total, one.currentTotal, one.refunded].map(cents),
      codes: one.discountCodes,
      lines: one.lines.map(({ id, title, sku, quantity, unitPrice }) => ({ id, title, sku, quantity, cents: cents(unitPrice) })).sort(byId),
    })),
  };
}

export async function stored(db: Pick<TestDatabase, 'asOwner'>, shopId: ShopId): Promise<{ customers: unknown[]; orders: unknown[] }> {
  const customers = await db.asOwner(
    `select customer_id::float8 as id, created_at as "createdAt", updated_at as "updatedAt", shopify_order_count as orders, own_tags as tags
     from customer where shop_id = $1 and merged_into_id is null order by customer_id`,
    [shopId],
  );
  const orders = await db.asOwner(
    `select o.order_id::float8 as id, o.name, o.customer_id::float8 as "customerId", o.processed_at as "processedAt", o.created_at as "createdAt", o.updated_at as "updatedAt", o.cancelled_at as "cancelledAt",
       o.test, o.financial_status as status, array[o.gross_minor, o.net_minor, o.refunded_minor]::float8[] as minor, o.discount_codes as codes,
       coalesce((select jsonb_agg(jsonb_build_object('id', l.line_id, 'title', l.title, 'sku', l.sku, 'quantity', l.quantity, 'cents', round(l.unit_price * 100)::int) order by l.line_id)
         from ${linesOf('o')} l), '[]') as lines
     from "order" o where o.shop_id = $1 order by o.order_id`,
    [shopId],
  );
  return JSON.parse(JSON.stringify({ customers, orders })) as { customers: unknown[]; orders: unknown[] };
}

/** Changes whenever a row of these tables is written, even with the same content. */
export async function writtenRows(db: TestDatabase, shopId: ShopId): Promise<unknown> {
  const versions = (table: string, key: string) => `select '${table}' as t, ${key}::text as id, xmin::text as version from ${table} where shop_id = $1`;
  return db.asOwner(`${versions('customer', 'customer_id')} union all ${versions('"order"', 'order_id')} union all ${versions('tombstone', 'subject_id')} order by 1, 2`, [shopId]);
}

export interface DriftRow {
  subject: string;
  id: number;
  was: string;
  fields: string[];
  since: Date | null;
  kind: string;
  inFlight: boolean;
}

export async function driftOf(db: TestDatabase, shopId: ShopId): Promise<DriftRow[]> {
  return db.asOwner<DriftRow & Record<string, unknown>>(
    `select d.subject, d.subject_id::float8 as id, d.was, d.fields, d.differed_since as since, p.kind, d.in_flight as "inFlight"
     from drift d join reconcile_pass p on p.shop_id = d.shop_id and p.pass_id = d.pass_id where d.shop_id = $1 order by d.drift_id`,
    [shopId],
  );
}
