// The orders of a shop as scoring reads them: under the customer who is left after all merges, with the day in the shop's
// time zone. Who opted out is not read at all; an order of a deleted customer has none.
import type { CustomerId, OrderFacts } from '../domain/glossary.ts';
import { inShopBulk, type ShopId } from './db.ts';

export interface PurchaseOrders {
  /** Every customer who may be scored, ascending, also those without an order. */
  readonly customerIds: CustomerId[];
  readonly orders: OrderFacts[];
}

const PAGE = 20_000;

/** Rows as arrays: a million objects with long keys would cost more than the orders themselves. */
type Row = [orderId: string, survivorId: string | null, processedAtMs: string, day: number, test: boolean, cancelled: boolean, status: string | null, grossMinor: string, netMinor: string];

const CUSTOMERS = `
  select customer_id::text from customer
  where shop_id = $1 and merged_into_id is null and not scoring_opt_out and ($2::bigint[] is null or customer_id = any($2)) order by customer_id`;

/** An order's own customer is c; s is who that is now. A deleted customer has no row. */
const orders = (among: string) => `
  select o.order_id::text, s.customer_id::text, (extract(epoch from o.processed_at) * 1000)::bigint::text, (o.processed_at at time zone $2)::date - date '1970-01-01',
    o.test, o.cancelled_at is not null, o.financial_status, o.gross_minor::text, o.net_minor::text
  from "order" o
    left join customer c on c.shop_id = $1 and c.customer_id = o.customer_id
    left join customer s on s.shop_id = $1 and s.customer_id = coalesce(c.merged_into_id, c.customer_id) and s.merged_into_id is null
  where o.shop_id = $1 and not coalesce(s.scoring_opt_out, false) and ${among}`;

const OF_SHOP = `declare purchase_orders no scroll cursor for ${orders('true')}`;
const OF_CUSTOMERS = `declare purchase_orders no scroll cursor for ${orders(`o.customer_id in (
  select customer_id from customer where shop_id = $1 and (customer_id = any($3::bigint[]) or merged_into_id = any($3::bigint[])))`)}`;

function facts([orderId, survivorId, processedAtMs, day, test, cancelled, financialStatus, grossMinor, netMinor]: Row): OrderFacts {
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
 * @param timeZone IANA name: the zone of `day`.
 * @param customerIds only these customers, named by who they are now; left out: everybody, and orders without customer.
 */
export async function readPurchaseOrders(shopId: ShopId, timeZone: string, customerIds?: readonly CustomerId[]): Promise<PurchaseOrders> {
  return inShopBulk(shopId, async (connection) => {
    const shop = shopId.toString();
    const among = customerIds?.map(String);
    // The cursor keeps to the moment of its declaration: of a customer who came later it knows no order yet.
    if (among) await connection.query(OF_CUSTOMERS, [shop, timeZone, among]);
    else await connection.query(OF_SHOP, [shop, timeZone]);
    const customers = await connection.query<[string]>({ text: CUSTOMERS, values: [shop, among ?? null], rowMode: 'array' });
    const read: OrderFacts[] = [];
    for (;;) {
      const page = await connection.query<Row>({ text: `fetch ${PAGE} from purchase_orders`, rowMode: 'array' });
      for (const row of page.rows) read.push(facts(row));
      if (page.rows.length < PAGE) return { customerIds: customers.rows.map(([id]) => BigInt(id)), orders: read };
    }
  });
}
