// What there is to be known of a shop's purchases, read as plainly as can be and with nothing of the app's own reading: the
// purchase history of these rows is what every other way has to give.
import { OrderColumns } from '../../../../app/domain/order-columns.ts';
import type { Day, PurchaseHistory } from '../../../../app/domain/glossary.ts';
import type { ShopId } from '../../../../app/records/db.ts';
import { buildPurchaseHistory } from '../../../../app/domain/purchase-history.ts';
import type { TestDatabase } from '../../../support/database.ts';

interface OrderRow {
  id: string;
  customer: string | null;
  opted_out: boolean | null;
  at_ms: string;
  day: number;
  test: boolean;
  cancelled: boolean;
  status: string | null;
  gross: string;
  net: string;
}

export async function historyOfRows(db: TestDatabase, shopId: ShopId, timeZone: string, today: Day, unpaidAfterDays: number): Promise<PurchaseHistory> {
  const customers = await db.asOwner<{ id: string }>('select customer_id as id from customer where shop_id = $1 and merged_into_id is null and not scoring_opt_out', [shopId]);
  const rows = await db.asOwner<OrderRow>(
    `select o.order_id as id, person.customer_id as customer, person.scoring_opt_out as opted_out, (extract(epoch from o.processed_at) * 1000)::bigint as at_ms,
       (o.processed_at at time zone $2)::date - date '1970-01-01' as day, o.test, o.cancelled_at is not null as cancelled, o.financial_status as status, o.gross_minor as gross, o.net_minor as net
     from "order" o
     left join lateral (
       select s.customer_id, s.scoring_opt_out from customer c join customer s on s.shop_id = c.shop_id and s.customer_id = coalesce(c.merged_into_id, c.customer_id)
       where c.shop_id = o.shop_id and c.customer_id = o.customer_id and s.merged_into_id is null) person on true
     where o.shop_id = $1 order by random()`,
    [shopId, timeZone],
  );
  const orders = OrderColumns.of(
    rows.flatMap((row) =>
      row.opted_out
        ? []
        : [{ orderId: BigInt(row.id), customerId: row.customer === null ? null : BigInt(row.customer), processedAtMs: Number(row.at_ms), day: row.day, test: row.test, cancelled: row.cancelled, financialStatus: row.status, grossMinor: Number(row.gross), netMinor: Number(row.net) }],
    ),
  );
  return buildPurchaseHistory({ customerIds: customers.map(({ id }) => BigInt(id)), orders, unpaidAfterDays, today });
}
