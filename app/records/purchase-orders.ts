// The orders of single customers as scoring reads them: under the customer who is left after all merges, with the day in the
// shop's time zone. Who opted out is not read at all. Those of a whole shop are in records/history.
import type { CustomerId, OrderFacts } from '../domain/glossary.ts';
import { OrderColumns } from '../domain/order-columns.ts';
import { inShopBulk, type ShopId } from './db.ts';

export interface PurchaseOrders {
  /** Those of the customers who may be scored, ascending, also those without an order. */
  readonly customerIds: CustomerId[];
  readonly orders: OrderColumns;
}

/** Rows as arrays: objects with long keys would cost more than the orders themselves. */
type Row = [orderId: string, customerId: string, processedAtMs: string, day: number, test: boolean, cancelled: boolean, status: string | null, grossMinor: string, netMinor: string];

function facts([orderId, , processedAtMs, day, test, cancelled, financialStatus, grossMinor, netMinor]: Row, survivorId: string | null): OrderFacts {
  return {
    orderId: BigInt(orderId),
    customerId: survivorId === null ? null : BigInt(survivorId),
    processedAtMs: Number(processedAtMs),
    day,
    test,
    cancelled,
    financialStatus,
    grossMinor: Number(grossMinor),
    netMinor: Number(netMinor),
  };
}

/**
 * Their ids first, merged ones too, then their orders by the index that begins with the customer.
 *
 * @param timeZone IANA name: the zone of `day`.
 * @param customerIds named by who they are now.
 */
export async function readPurchaseOrders(shopId: ShopId, timeZone: string, customerIds: readonly CustomerId[]): Promise<PurchaseOrders> {
  const shop = shopId.toString();
  return inShopBulk(shopId, async (connection) => {
    const known = await connection.query<{ id: string; survivor: string }>(
      `select customer_id::text as id, customer_id::text as survivor from customer where shop_id = $1 and customer_id = any($2::bigint[]) and merged_into_id is null and not scoring_opt_out
       union all
       select m.customer_id::text, m.merged_into_id::text from customer m where m.shop_id = $1 and m.merged_into_id = any($2::bigint[])`,
      [shop, customerIds.map(String)],
    );
    const present = new Set(known.rows.filter(({ id, survivor }) => id === survivor).map(({ id }) => id));
    const survivors = new Map(known.rows.filter(({ survivor }) => present.has(survivor)).map(({ id, survivor }) => [id, survivor]));
    const read = await connection.query<Row>({
      text: `
        select o.order_id::text, o.customer_id::text, (extract(epoch from o.processed_at) * 1000)::bigint::text, (o.processed_at at time zone $2)::date - date '1970-01-01',
          o.test, o.cancelled_at is not null, o.financial_status, o.gross_minor::text, o.net_minor::text
        from "order" o where o.shop_id = $1 and o.customer_id = any($3::bigint[])`,
      values: [shop, timeZone, [...survivors.keys()]],
      rowMode: 'array',
    });
    return {
      customerIds: [...present].map(BigInt).sort((a, b) => (a < b ? -1 : 1)),
      orders: OrderColumns.of(read.rows.map((row) => facts(row, survivors.get(row[1]) ?? null))),
    };
  });
}
