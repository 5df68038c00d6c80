// Buyers as the rows of orders and customers have them now: under the customer who is left after all merges, with the day in
// the shop's time zone. Who opted out is not read at all; an order of a deleted customer belongs to nobody.
import type { PoolClient } from 'pg';
import { type Buyers, buyersOf } from '../../domain/history/buyers.ts';
import { OrderColumns } from '../../domain/order-columns.ts';
import type { ShopId } from '../db.ts';
import { joinByHashing } from '../inbound/lock.ts';
import { copyOut } from './copy-out.ts';

const FROM_1970_TO_2000_MS = 946_684_800_000;

/** An order's own customer is c; s is who that is now. The columns are read by their places: only the last may be null. */
function ordersQuery(connection: PoolClient, shopId: ShopId, timeZone: string, condition: string): string {
  return `
    select coalesce(s.customer_id, o.customer_id, -o.order_id), o.processed_at, (o.processed_at at time zone ${connection.escapeLiteral(timeZone)})::date - date '1970-01-01',
      o.test, o.cancelled_at is not null, o.gross_minor, o.net_minor, o.financial_status
    from "order" o
    left join customer c on c.shop_id = ${shopId} and c.customer_id = o.customer_id
    left join customer s on s.shop_id = ${shopId} and s.customer_id = coalesce(c.merged_into_id, c.customer_id) and s.merged_into_id is null
    where o.shop_id = ${shopId} and not coalesce(s.scoring_opt_out, false) and ${condition}`;
}

async function readOrders(connection: PoolClient, query: string, into: OrderColumns): Promise<void> {
  for await (const { bytes, rows } of copyOut(connection, query)) {
    for (const row of rows) {
      const statusBytes = bytes.readInt32BE(row + 68);
      into.add({
        orderId: 0n,
        customerId: bytes.readBigInt64BE(row + 6),
        // To the nearest millisecond, halves up.
        processedAtMs: Math.floor(numberAt(bytes, row + 18) / 1000 + 0.5) + FROM_1970_TO_2000_MS,
        day: bytes.readInt32BE(row + 30),
        test: bytes[row + 38] === 1,
        cancelled: bytes[row + 43] === 1,
        grossMinor: numberAt(bytes, row + 48),
        netMinor: numberAt(bytes, row + 60),
        financialStatus: statusBytes < 0 ? null : bytes.toString('latin1', row + 72, row + 72 + statusBytes),
      });
    }
  }
}

function numberAt(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}

async function readScored(connection: PoolClient, shopId: ShopId, condition: string): Promise<BigInt64Array> {
  const ids: bigint[] = [];
  const query = `select customer_id from customer where shop_id = ${shopId} and merged_into_id is null and not scoring_opt_out and ${condition}`;
  for await (const { bytes, rows } of copyOut(connection, query)) for (const row of rows) ids.push(bytes.readBigInt64BE(row + 6));
  return BigInt64Array.from(ids).sort();
}

/** Every buyer of the shop. */
export async function readAllBuyers(connection: PoolClient, shopId: ShopId, timeZone: string): Promise<Buyers> {
  await joinByHashing(connection);
  const orders = new OrderColumns();
  await readOrders(connection, ordersQuery(connection, shopId, timeZone, 'true'), orders);
  return buyersOf(await readScored(connection, shopId, 'true'), orders);
}

/** @param keys with all that hangs together with them: see withKin */
export async function readBuyers(connection: PoolClient, shopId: ShopId, timeZone: string, keys: BigInt64Array): Promise<Buyers> {
  const orders = new OrderColumns();
  const customers = listOf(keys.filter((key) => key > 0n));
  const guests = listOf(keys.filter((key) => key < 0n).map((key) => -key));
  await readOrders(connection, ordersQuery(connection, shopId, timeZone, `o.customer_id = any(${customers})`), orders);
  await readOrders(connection, ordersQuery(connection, shopId, timeZone, `o.customer_id is null and o.order_id = any(${guests})`), orders);
  return buyersOf(await readScored(connection, shopId, `customer_id = any(${customers})`), orders);
}

const listOf = (ids: BigInt64Array): string => `'{${ids.join(',')}}'::bigint[]`;

/**
 * The buyers, who they were merged into, and who was merged into any of those: when a customer comes, goes or opts out, so do
 * the orders of all who were merged into them.
 *
 * @returns ascending, each once
 */
export async function withKin(connection: PoolClient, shopId: ShopId, keys: BigInt64Array): Promise<BigInt64Array> {
  const { rows } = await connection.query<{ id: string }>(
    `with named as materialized (select unnest($2::bigint[]) as id),
       heads as materialized (
         select id from named
         union
         select c.merged_into_id from named join customer c on c.shop_id = $1 and c.customer_id = named.id where c.merged_into_id is not null)
     select id from heads union select m.customer_id from heads join customer m on m.shop_id = $1 and m.merged_into_id = heads.id`,
    [shopId.toString(), [...keys].map(String)],
  );
  return BigInt64Array.from(rows, ({ id }) => BigInt(id)).sort();
}
