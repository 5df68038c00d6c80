// Shoppers of a seed, put straight into the tables: they buy at their own pace until they leave, and some of their orders are
// of the kinds that do not count.
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { inShop, inShopBulk, type ShopId } from '../../../app/records/db.ts';
import { markHistory } from '../../../app/records/history/mark-history.ts';

const MS_PER_DAY = 86_400_000;

export interface OrderRow {
  order_id: number;
  customer_id: number | null;
  processed_at: string;
  gross_minor: number;
  net_minor: number;
  test?: boolean;
  cancelled_at?: string | null;
  financial_status?: string | null;
}

/** 2026-06-01, noon UTC. */
export const NOW_MS = Date.UTC(2026, 5, 1, 12);

let nextOrderId = 1;

export function order(customerId: number | null, daysAgo: number, netMinor: number, facts: Partial<OrderRow> = {}): OrderRow {
  return {
    order_id: nextOrderId++,
    customer_id: customerId,
    processed_at: new Date(NOW_MS - daysAgo * MS_PER_DAY).toISOString(),
    gross_minor: netMinor,
    net_minor: netMinor,
    financial_status: 'PAID',
    ...facts,
  };
}

/** One order of each kind that is left out, and one of each that only looks so. */
export function oddOrders(customerId: number): OrderRow[] {
  const cancelled_at = new Date(NOW_MS - 5 * MS_PER_DAY).toISOString();
  return [
    order(customerId, 50, 1_100, { test: true }),
    order(customerId, 50, 1_200, { cancelled_at }),
    order(customerId, 50, 1_300, { financial_status: 'VOIDED' }),
    order(customerId, 50, 1_400, { financial_status: 'EXPIRED' }),
    order(customerId, 31, 1_500, { financial_status: 'PENDING' }),
    order(customerId, 30, 1_600, { financial_status: 'PENDING' }),
    order(customerId, 40, 1_700, { financial_status: null }),
    order(customerId, 50, 1_800, { net_minor: 0, financial_status: 'REFUNDED' }),
    order(customerId, 50, 1_900, { net_minor: 900, financial_status: 'PARTIALLY_REFUNDED' }),
    order(null, 50, 2_000),
    // Two rules at once: the first in the list is the one recorded.
    order(customerId, 50, 2_100, { test: true, cancelled_at, financial_status: 'VOIDED' }),
  ];
}

export function shoppersOfSeed(shoppers: number, seed: number): { customerIds: number[]; orders: OrderRow[] } {
  const random = seededRandom(seed);
  const customerIds = Array.from({ length: shoppers }, (_, i) => 1_000 + i);
  const orders: OrderRow[] = [];
  for (const customerId of customerIds) {
    if (random.uniform() < 0.05) continue; // never bought
    const perDay = random.gamma(0.9) / 45;
    const leaving = random.beta(0.9, 3);
    const spendMinor = 2_000 + Math.round(random.gamma(3) * 1_500);
    let daysAgo = Math.round(random.uniform() * 700);
    for (;;) {
      const net = Math.max(100, Math.round(spendMinor * (0.6 + 0.8 * random.uniform())));
      orders.push(order(customerId, daysAgo, net, random.uniform() < 0.02 ? { cancelled_at: new Date(NOW_MS).toISOString() } : {}));
      if (random.uniform() < leaving) break;
      daysAgo -= random.exponential() / perDay;
      if (daysAgo < 0) break;
    }
  }
  return { customerIds, orders };
}

export async function putCustomers(shopId: ShopId, customerIds: readonly number[]): Promise<void> {
  await inShopBulk(shopId, (connection) =>
    connection.query('insert into customer (shop_id, customer_id, created_at, updated_at) select $1, unnest($2::bigint[]), now(), now()', [shopId, customerIds]),
  );
  await tellChanged(shopId, customerIds);
}

/** What whoever writes orders and customers says in the same transaction: a test that writes past them says it itself. */
export async function tellChanged(shopId: ShopId, keys: readonly number[]): Promise<void> {
  await inShop(shopId, (tx) => markHistory(tx, shopId, keys.map(BigInt)));
}

export async function putOrders(shopId: ShopId, orders: readonly OrderRow[]): Promise<void> {
  await inShopBulk(shopId, (connection) =>
    connection.query(
      `insert into "order" (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, cancelled_at, test, financial_status, currency_code, gross_minor, net_minor, refunded_minor)
       select $1, order_id, '#' || order_id, customer_id, processed_at, processed_at, processed_at, cancelled_at, coalesce(test, false), financial_status, 'USD', gross_minor, net_minor, gross_minor - net_minor
       from jsonb_to_recordset($2::jsonb) as o(order_id bigint, customer_id bigint, processed_at timestamptz, gross_minor bigint, net_minor bigint, test boolean, cancelled_at timestamptz, financial_status text)`,
      [shopId, JSON.stringify(orders)],
    ),
  );
  await tellChanged(shopId, orders.map(({ customer_id, order_id }) => customer_id ?? -order_id));
}

export async function putShoppers(shopId: ShopId, shoppers: number, seed: number): Promise<{ customerIds: number[]; orders: OrderRow[] }> {
  const made = shoppersOfSeed(shoppers, seed);
  await putCustomers(shopId, made.customerIds);
  await putOrders(shopId, made.orders);
  return made;
}
