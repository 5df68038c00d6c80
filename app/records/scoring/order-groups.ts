// Counts a shop's orders by the facts that decide whether an order counts. The rule itself stays in the domain: it is asked
// once a group, and there are never more than a few dozen groups.
import type { PoolClient } from 'pg';
import type { Day, Minor } from '../../domain/glossary.ts';
import type { ShopId } from '../db.ts';
import { dayText } from '../shop/shop-calendar.ts';

export interface OrderGroup {
  readonly test: boolean;
  readonly cancelled: boolean;
  readonly financialStatus: string | null;
  readonly hasValue: boolean;
  /** Belongs to a customer who is scored; not, where it was bought as a guest, or the customer was deleted. */
  readonly hasCustomer: boolean;
  /** Processed on a day before `since`. */
  readonly old: boolean;
  readonly orders: number;
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
}

/**
 * As readPurchaseOrders reads the whole shop: under the survivor of merges, without those who opted out.
 *
 * @param timeZone IANA name of the shop's zone, in which `since` is a day.
 */
export async function readOrderGroups(connection: PoolClient, shopId: ShopId, timeZone: string, since: Day): Promise<OrderGroup[]> {
  const { rows } = await connection.query<OrderGroup>(
    `select o.test, o.cancelled_at is not null as cancelled, o.financial_status as "financialStatus", o.net_minor > 0 as "hasValue",
            survivor.customer_id is not null as "hasCustomer", (o.processed_at at time zone $2)::date < $3::date as old,
            count(*)::int as orders, sum(o.gross_minor)::float8 as "grossMinor", sum(o.net_minor)::float8 as "netMinor"
     from "order" o
     left join customer bought on bought.shop_id = o.shop_id and bought.customer_id = o.customer_id
     left join customer survivor on survivor.shop_id = o.shop_id and survivor.customer_id = coalesce(bought.merged_into_id, bought.customer_id) and survivor.merged_into_id is null
     where o.shop_id = $1 and not coalesce(survivor.scoring_opt_out, false)
     group by 1, 2, 3, 4, 5, 6`,
    [shopId, timeZone, dayText(since)],
  );
  return rows;
}

/** Customers who have a score, also those without an order that counts. */
export async function countScoredCustomers(connection: PoolClient, shopId: ShopId): Promise<number> {
  const { rows } = await connection.query<{ customers: number }>('select count(*)::int as customers from customer_score where shop_id = $1', [shopId]);
  return rows[0]?.customers ?? 0;
}
