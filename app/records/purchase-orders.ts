// The orders of a shop as scoring reads them: under the customer who is left after all merges, with the day in the shop's
// time zone. Who opted out is not read at all; an order of a deleted customer has none.
import type { PoolClient } from 'pg';
import type { CustomerId, OrderFacts } from '../domain/glossary.ts';
import { OrderColumns } from '../domain/order-columns.ts';
import { inShopBulk, type ShopId } from './db.ts';
import { joinByHashing } from './inbound/lock.ts';

export interface PurchaseOrders {
  /** Every customer who may be scored, ascending, also those without an order. */
  readonly customerIds: CustomerId[];
  readonly orders: OrderColumns;
}

const PAGE = 20_000;

/** Rows as arrays: a million objects with long keys would cost more than the orders themselves. */
type Row = [orderId: string, customerId: string | null, processedAtMs: string, day: number, test: boolean, cancelled: boolean, status: string | null, grossMinor: string, netMinor: string];

const columns = (customerId: string) => `
  o.order_id::text, ${customerId}::text, (extract(epoch from o.processed_at) * 1000)::bigint::text, (o.processed_at at time zone $2)::date - date '1970-01-01',
  o.test, o.cancelled_at is not null, o.financial_status, o.gross_minor::text, o.net_minor::text`;

/** An order's own customer is c; s is who that is now. A deleted customer has no row. */
const OF_SHOP = `
  declare purchase_orders no scroll cursor for select ${columns('s.customer_id')} from "order" o
    left join customer c on c.shop_id = $1 and c.customer_id = o.customer_id
    left join customer s on s.shop_id = $1 and s.customer_id = coalesce(c.merged_into_id, c.customer_id) and s.merged_into_id is null
  where o.shop_id = $1 and not coalesce(s.scoring_opt_out, false)`;

const CUSTOMERS_OF_SHOP = 'select customer_id::text from customer where shop_id = $1 and merged_into_id is null and not scoring_opt_out order by customer_id';

function facts([orderId, customerId, processedAtMs, day, test, cancelled, financialStatus, grossMinor, netMinor]: Row, survivorId = customerId): OrderFacts {
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
  return inShopBulk(shopId, (connection) => (customerIds ? readOfCustomers(connection, shopId, timeZone, customerIds) : readOfShop(connection, shopId, timeZone)));
}

async function readOfShop(connection: PoolClient, shopId: ShopId, timeZone: string): Promise<PurchaseOrders> {
  const shop = shopId.toString();
  await joinByHashing(connection);
  // The cursor keeps to the moment of its declaration: of a customer who comes later it knows no order yet.
  await connection.query(OF_SHOP, [shop, timeZone]);
  const customers = await connection.query<[string]>({ text: CUSTOMERS_OF_SHOP, values: [shop], rowMode: 'array' });
  const orders = new OrderColumns();
  for (;;) {
    const page = await connection.query<Row>({ text: `fetch ${PAGE} from purchase_orders`, rowMode: 'array' });
    for (const row of page.rows) orders.add(facts(row));
    if (page.rows.length < PAGE) return { customerIds: customers.rows.map(([id]) => BigInt(id)), orders };
  }
}

/** Few customers among many: their ids first, merged ones too, then their orders by the index that begins with the customer. */
async function readOfCustomers(connection: PoolClient, shopId: ShopId, timeZone: string, customerIds: readonly CustomerId[]): Promise<PurchaseOrders> {
  const shop = shopId.toString();
  const known = await connection.query<{ id: string; survivor: string }>(
    `select customer_id::text as id, customer_id::text as survivor from customer where shop_id = $1 and customer_id = any($2::bigint[]) and merged_into_id is null and not scoring_opt_out
     union all
     select m.customer_id::text, m.merged_into_id::text from customer m where m.shop_id = $1 and m.merged_into_id = any($2::bigint[])`,
    [shop, customerIds.map(String)],
  );
  const present = new Set(known.rows.filter(({ id, survivor }) => id === survivor).map(({ id }) => id));
  const survivors = new Map(known.rows.filter(({ survivor }) => present.has(survivor)).map(({ id, survivor }) => [id, survivor]));
  const read = await connection.query<Row>({
    text: `select ${columns('o.customer_id')} from "order" o where o.shop_id = $1 and o.customer_id = any($3::bigint[])`,
    values: [shop, timeZone, [...survivors.keys()]],
    rowMode: 'array',
  });
  return {
    customerIds: [...present].map(BigInt).sort((a, b) => (a < b ? -1 : 1)),
    orders: OrderColumns.of(read.rows.map((row) => facts(row, survivors.get(row[1] ?? '') ?? null))),
  };
}
