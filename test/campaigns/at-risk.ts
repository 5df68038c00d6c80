// Scores and alerts put straight into the tables: what the alert rules look at, and nothing else.
import { inShopBulk, type ShopId } from '../../app/records/db.ts';
import type { TestDatabase } from '../support/database.ts';

export const DAY_MS = 86_400_000;
/** 2026-06-01, noon UTC. */
export const NOW_MS = Date.UTC(2026, 5, 1, 12);

export interface RiskOf {
  customerId: number;
  riskScore: number | null;
  lastOrderDaysAgo?: number;
  valueAtRiskMinor?: number;
  lifecycleStage?: string;
}

export async function putCustomers(shopId: ShopId, customerIds: readonly number[]): Promise<void> {
  await inShopBulk(shopId, (connection) =>
    connection.query('insert into customer (shop_id, customer_id, created_at, updated_at) select $1, unnest($2::bigint[]), now(), now() on conflict do nothing', [shopId, customerIds]),
  );
}

/** Puts or replaces the scores of these customers, as a scoring at `nowMs` would have left them. */
export async function putScores(shopId: ShopId, risks: readonly RiskOf[], nowMs = NOW_MS): Promise<void> {
  await putCustomers(shopId, risks.map(({ customerId }) => customerId));
  const rows = risks.map(({ customerId, riskScore, lastOrderDaysAgo = 100, valueAtRiskMinor = 5_000, lifecycleStage = 'at-risk' }) => ({
    customer_id: customerId,
    risk_score: riskScore,
    lifecycle_stage: lifecycleStage,
    last_order_on: new Date(nowMs - lastOrderDaysAgo * DAY_MS).toISOString().slice(0, 10),
    reasons: riskScore === null ? [] : [{ indicator: 'rhythm', level: riskScore / 100, weight: 1, contribution: riskScore, facts: { valueAtRiskMinor, daysSinceLastOrder: lastOrderDaysAgo } }],
  }));
  await inShopBulk(shopId, (connection) =>
    connection.query(
      `insert into customer_score (shop_id, customer_id, run_id, computed_at, orders, purchase_days, value_minor, first_order_on, last_order_on, recency_score, frequency_score, monetary_score, rfm_group, value_tier, lifecycle_stage, risk_score, reasons)
       select $1, customer_id, 1, now(), 3, 3, 9000, '2024-01-01', last_order_on, 2, 4, 4, 'at-risk', 'at-risk-of-leaving', lifecycle_stage, risk_score, reasons
       from jsonb_to_recordset($2::jsonb) as r(customer_id bigint, risk_score float8, lifecycle_stage text, last_order_on date, reasons jsonb)
       on conflict (shop_id, customer_id) do update set risk_score = excluded.risk_score, lifecycle_stage = excluded.lifecycle_stage, last_order_on = excluded.last_order_on, reasons = excluded.reasons`,
      [shopId, JSON.stringify(rows)],
    ),
  );
}

export async function putOrder(shopId: ShopId, customerId: number, orderId: number, atMs: number): Promise<void> {
  await inShopBulk(shopId, (connection) =>
    connection.query(
      `insert into "order" (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, currency_code, gross_minor, net_minor, financial_status) values ($1, $2, '#', $3, $4, $4, $4, 'USD', 1000, 1000, 'PAID')`,
      [shopId, orderId, customerId, new Date(atMs)],
    ),
  );
}

export interface AlertSeen extends Record<string, unknown> {
  alert_id: string;
  customer: number;
  state: string;
  risk_score: number;
  value: number;
  cause: string;
}

export function alertsOf(db: TestDatabase, shopId: ShopId): Promise<AlertSeen[]> {
  return db.asOwner<AlertSeen>('select alert_id, customer_id::int as customer, state, risk_score, value_at_risk_minor::int as value, cause from churn_alert where shop_id = $1 order by customer_id, alert_id', [shopId]);
}

export function jobsOf(db: TestDatabase, shopId: ShopId): Promise<{ name: string; data: Record<string, unknown> }[]> {
  return db.asOwner("select name, data from pgboss.job where state = 'created' and data->>'shopId' = $1 order by created_on, name", [shopId.toString()]);
}

export async function clearJobs(db: TestDatabase): Promise<void> {
  await db.asOwner('delete from pgboss.job');
}
