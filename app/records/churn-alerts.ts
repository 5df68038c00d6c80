// Alerts: one row an episode of a customer being at risk. At most one is open a customer; the database sees to it.
import type { PoolClient } from 'pg';
import type { Cause, CustomerId, Day, Minor, RiskReason } from '../domain/glossary.ts';
import type { ShopId, ShopTx } from './db.ts';
import { shopDay } from './shop/shop-calendar.ts';

export interface OpenAlert {
  readonly alertId: bigint;
  readonly riskScore: number;
  readonly raisedDay: Day;
}

export interface ClosedAlert {
  readonly closedDay: Day;
  /** Of the last order before it was closed. */
  readonly lastOrderDay: Day | null;
  readonly state: string;
}

export interface AlertFigures {
  readonly riskScore: number;
  readonly valueAtRiskMinor: Minor;
  readonly cause: Cause;
  readonly reasons: readonly RiskReason[];
}

/** Takes the shop's right to review its alerts, until the transaction ends. */
export async function lockAlerts(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query("select pg_advisory_xact_lock(hashtextextended('perennial alerts ' || $1, 0))", [shopId.toString()]);
}

const named = (customerIds: readonly CustomerId[] | undefined, place: string) => (customerIds ? `and customer_id = any(${place}::bigint[])` : '');

/** The open alerts of the named customers, or of the whole shop. @param timeZone IANA name of the shop's zone. */
export async function readOpenAlerts(connection: PoolClient, shopId: ShopId, timeZone: string, customerIds?: readonly CustomerId[]): Promise<Map<CustomerId, OpenAlert>> {
  const { rows } = await connection.query<{ customer_id: string; alert_id: string; risk_score: number; raised_at: Date }>(
    `select customer_id, alert_id, risk_score, raised_at from churn_alert where shop_id = $1 and state = 'open' ${named(customerIds, '$2')}`,
    customerIds ? [shopId, customerIds] : [shopId],
  );
  return new Map(rows.map((row) => [BigInt(row.customer_id), { alertId: BigInt(row.alert_id), riskScore: row.risk_score, raisedDay: shopDay(row.raised_at.getTime(), timeZone) }]));
}

/** For each of the named customers the alert that was closed last, and the last order before that. */
export async function readLastClosedAlerts(connection: PoolClient, shopId: ShopId, timeZone: string, customerIds: readonly CustomerId[]): Promise<Map<CustomerId, ClosedAlert>> {
  const { rows } = await connection.query<{ customer_id: string; state: string; closed_at: Date; ordered_at: Date | null }>(
    `select closed.customer_id, closed.state, closed.closed_at,
            (select max(o.processed_at) from "order" o
             where o.shop_id = $1 and o.processed_at <= closed.closed_at
               and o.customer_id in (select closed.customer_id union all select c.customer_id from customer c where c.shop_id = $1 and c.merged_into_id = closed.customer_id)) as ordered_at
     from (select distinct on (customer_id) customer_id, state, closed_at from churn_alert
           where shop_id = $1 and closed_at is not null and customer_id = any($2::bigint[])
           order by customer_id, closed_at desc, alert_id desc) closed`,
    [shopId, customerIds],
  );
  const day = (at: Date) => shopDay(at.getTime(), timeZone);
  return new Map(rows.map((row) => [BigInt(row.customer_id), { state: row.state, closedDay: day(row.closed_at), lastOrderDay: row.ordered_at ? day(row.ordered_at) : null }]));
}

/** Opens alerts; a customer who has an open one keeps that. @returns the customers whose alert is new. */
export async function raiseAlerts(connection: PoolClient, shopId: ShopId, raisedAt: Date, alerts: readonly (AlertFigures & { customerId: CustomerId })[]): Promise<CustomerId[]> {
  if (alerts.length === 0) return [];
  // Whoever is being deleted just now is waited for; whoever is not cannot be deleted before this is committed.
  await connection.query('select from customer where shop_id = $1 and customer_id = any($2::bigint[]) for key share', [shopId, alerts.map(({ customerId }) => customerId)]);
  const { rows } = await connection.query<{ customer_id: string }>(
    `insert into churn_alert (shop_id, customer_id, raised_at, updated_at, risk_score, value_at_risk_minor, cause, reasons)
     select $1, customer_id, $2, $2, risk_score, value_at_risk_minor, cause, reasons
     from jsonb_to_recordset($3::jsonb) as planned(customer_id bigint, risk_score float8, value_at_risk_minor bigint, cause text, reasons jsonb)
     where customer_id in (select customer_id from customer where shop_id = $1 and merged_into_id is null and not scoring_opt_out)
     on conflict (shop_id, customer_id) where state = 'open' do nothing
     returning customer_id`,
    [shopId, raisedAt, JSON.stringify(alerts.map((alert) => ({ customer_id: alert.customerId.toString(), ...figureColumns(alert) })))],
  );
  return rows.map((row) => BigInt(row.customer_id));
}

/** Writes the new figures of open alerts, where they differ. @returns how many did. */
export async function updateAlerts(connection: PoolClient, shopId: ShopId, updatedAt: Date, alerts: readonly (AlertFigures & { alertId: bigint })[]): Promise<number> {
  if (alerts.length === 0) return 0;
  const { rowCount } = await connection.query(
    `update churn_alert a set risk_score = planned.risk_score, value_at_risk_minor = planned.value_at_risk_minor, cause = planned.cause, reasons = planned.reasons, updated_at = $2
     from jsonb_to_recordset($3::jsonb) as planned(alert_id bigint, risk_score float8, value_at_risk_minor bigint, cause text, reasons jsonb)
     where a.shop_id = $1 and a.alert_id = planned.alert_id and a.state = 'open'
       and (a.risk_score, a.value_at_risk_minor, a.cause, a.reasons) is distinct from (planned.risk_score, planned.value_at_risk_minor, planned.cause, planned.reasons)`,
    [shopId, updatedAt, JSON.stringify(alerts.map((alert) => ({ alert_id: alert.alertId.toString(), ...figureColumns(alert) })))],
  );
  return rowCount ?? 0;
}

/** @returns the customers whose alert is closed now and was open. */
export async function closeAlerts(connection: PoolClient, shopId: ShopId, closedAt: Date, alerts: readonly { alertId: bigint; state: 'returned' | 'recovered' }[]): Promise<CustomerId[]> {
  if (alerts.length === 0) return [];
  const { rows } = await connection.query<{ customer_id: string }>(
    `update churn_alert a set state = planned.state, closed_at = $2, updated_at = $2
     from jsonb_to_recordset($3::jsonb) as planned(alert_id bigint, state text)
     where a.shop_id = $1 and a.alert_id = planned.alert_id and a.state = 'open' returning a.customer_id`,
    [shopId, closedAt, JSON.stringify(alerts.map(({ alertId, state }) => ({ alert_id: alertId.toString(), state })))],
  );
  return rows.map((row) => BigInt(row.customer_id));
}

/** Closes the open alerts of people who are not scored any more: erased, merged into another, or opted out. */
export async function closeAlertsOfUnscored(connection: PoolClient, shopId: ShopId, closedAt: Date, customerIds?: readonly CustomerId[]): Promise<CustomerId[]> {
  const { rows } = await connection.query<{ customer_id: string }>(
    `update churn_alert a set state = 'erased', closed_at = $2, updated_at = $2
     where shop_id = $1 and state = 'open' ${named(customerIds, '$3')}
       and not exists (select from customer_score s where s.shop_id = a.shop_id and s.customer_id = a.customer_id)
     returning customer_id`,
    [shopId, closedAt, ...(customerIds ? [customerIds] : [])],
  );
  return rows.map((row) => BigInt(row.customer_id));
}

/** The merchant's dismissal. @returns the customer; null when no such alert is open. */
export async function closeAlertByHand(connection: PoolClient, shopId: ShopId, alertId: bigint, closedAt: Date): Promise<CustomerId | null> {
  const { rows } = await connection.query<{ customer_id: string }>(
    "update churn_alert set state = 'dismissed', closed_at = $3, updated_at = $3 where shop_id = $1 and alert_id = $2 and state = 'open' returning customer_id",
    [shopId, alertId, closedAt],
  );
  return rows[0] ? BigInt(rows[0].customer_id) : null;
}

/** @returns the customer; null when the alert was not dismissed, or the customer has an alert of a later time. Call lockAlerts first. */
export async function reopenDismissedAlert(connection: PoolClient, shopId: ShopId, alertId: bigint, reopenedAt: Date): Promise<CustomerId | null> {
  const { rows } = await connection.query<{ customer_id: string }>(
    `update churn_alert a set state = 'open', closed_at = null, updated_at = $3
     where shop_id = $1 and alert_id = $2 and state = 'dismissed'
       and not exists (select from churn_alert later where later.shop_id = a.shop_id and later.customer_id = a.customer_id and later.alert_id > a.alert_id)
     returning customer_id`,
    [shopId, alertId, reopenedAt],
  );
  return rows[0] ? BigInt(rows[0].customer_id) : null;
}

/** One alert, held until the transaction ends: nobody closes it or acts on it meanwhile. */
export async function lockAlert(tx: ShopTx, shopId: ShopId, alertId: bigint): Promise<{ customerId: CustomerId; state: string; cause: Cause } | null> {
  const rows = await tx.$queryRaw<{ customerId: CustomerId; state: string; cause: Cause }[]>`
    select customer_id as "customerId", state, cause from churn_alert where shop_id = ${shopId} and alert_id = ${alertId} for update`;
  return rows[0] ?? null;
}

function figureColumns({ riskScore, valueAtRiskMinor, cause, reasons }: AlertFigures): Record<string, unknown> {
  return { risk_score: riskScore, value_at_risk_minor: Math.round(valueAtRiskMinor), cause, reasons };
}
