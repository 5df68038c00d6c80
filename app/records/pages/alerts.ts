// Churn alerts as the pages show them: ranked by value at risk, with the reward of each, if there is one.
import { z } from 'zod';
import { INDICATORS, LAPSE_PARTS, type Cause, type RfmGroup, type RiskReason } from '../../domain/glossary.ts';
import { Prisma } from '@prisma/client';
import { inShop, type ShopId, type ShopTx } from '../db.ts';

export const ALERTS_PER_PAGE = 25;

export interface OfferOfAlert {
  readonly code: string;
  /** "planned" | "created" | "redeemed" | "revoked" | "failed" */
  readonly state: string;
  /** 0 to 1. */
  readonly percentage: number;
  readonly endsAtMs: number;
  readonly error: string | null;
}

export interface AlertRow {
  readonly alertId: string;
  readonly customerId: string;
  readonly raisedAtMs: number;
  readonly closedAtMs: number | null;
  readonly riskScore: number;
  readonly valueAtRiskMinor: number;
  readonly cause: Cause;
  readonly state: string;
  readonly reasons: readonly RiskReason[];
  readonly rfmGroup: RfmGroup | null;
  readonly offer: OfferOfAlert | null;
}

const reasonsSchema = z.array(
  z.object({ indicator: z.enum(INDICATORS), level: z.number(), weight: z.number(), contribution: z.number(), facts: z.record(z.string(), z.number()).default({}), logOddsParts: z.partialRecord(z.enum(LAPSE_PARTS), z.number()).optional() }),
);

export function parseReasons(json: unknown): RiskReason[] {
  return reasonsSchema.parse(json ?? []);
}

interface RawAlert {
  alertId: bigint;
  customerId: bigint;
  raisedAt: Date;
  closedAt: Date | null;
  riskScore: number;
  valueAtRiskMinor: bigint;
  cause: Cause;
  state: string;
  reasons: unknown;
  rfmGroup: RfmGroup | null;
  code: string | null;
  codeState: string | null;
  percentage: number | null;
  endsAt: Date | null;
  codeError: string | null;
}

interface Choice {
  where: Prisma.Sql;
  order: Prisma.Sql;
  limit: number;
  offset?: number;
}

/** The alerts chosen, each with its customer's group and its newest reward. Chosen first, then joined: a page is a few rows. */
async function readAlerts(tx: ShopTx, { where, order, limit, offset = 0 }: Choice): Promise<AlertRow[]> {
  const rows = await tx.$queryRaw<RawAlert[]>`
    with a as materialized (
      select *, row_number() over (order by ${order}) as place from churn_alert where ${where} order by ${order} limit ${limit} offset ${offset})
    select a.alert_id as "alertId", a.customer_id as "customerId", a.raised_at as "raisedAt", a.closed_at as "closedAt",
           a.risk_score as "riskScore", a.value_at_risk_minor as "valueAtRiskMinor", a.cause, a.state, a.reasons,
           s.rfm_group as "rfmGroup", c.code, c.state as "codeState", c.percentage::float8 as percentage, c.ends_at as "endsAt", c.error as "codeError"
    from a
    left join customer_score s on s.shop_id = a.shop_id and s.customer_id = a.customer_id
    left join lateral (
      select * from code_intent i where i.shop_id = a.shop_id and i.customer_id = a.customer_id and i.alert_id = a.alert_id
      order by i.created_at desc limit 1) c on true
    order by a.place`;
  return rows.map(toAlert);
}

const OPEN = Prisma.sql`state = 'open'`;
const CLOSED = Prisma.sql`state not in ('open', 'erased')`;
const BY_STAKE = Prisma.sql`value_at_risk_minor desc, alert_id`;
const BY_RAISING = Prisma.sql`raised_at desc, alert_id desc`;
const BY_CLOSING = Prisma.sql`closed_at desc, alert_id desc`;

/** An episode of one customer is rare; more than this nobody reads. */
const ALERTS_OF_CUSTOMER = 50;

function toAlert(row: RawAlert): AlertRow {
  const { alertId, customerId, riskScore, cause, state, rfmGroup } = row;
  return {
    alertId: String(alertId),
    customerId: String(customerId),
    riskScore,
    cause,
    state,
    rfmGroup,
    raisedAtMs: row.raisedAt.getTime(),
    closedAtMs: row.closedAt?.getTime() ?? null,
    valueAtRiskMinor: Number(row.valueAtRiskMinor),
    reasons: parseReasons(row.reasons),
    offer:
      row.code && row.codeState && row.endsAt
        ? { code: row.code, state: row.codeState, percentage: row.percentage ?? 0, endsAtMs: row.endsAt.getTime(), error: row.codeError }
        : null,
  };
}

/** The open alerts with most at stake. */
export function readTopAlerts(tx: ShopTx, limit: number): Promise<AlertRow[]> {
  return readAlerts(tx, { where: OPEN, order: BY_STAKE, limit });
}

export function readAlertsOfCustomer(tx: ShopTx, customerId: bigint): Promise<AlertRow[]> {
  return readAlerts(tx, { where: Prisma.sql`customer_id = ${customerId}`, order: BY_RAISING, limit: ALERTS_OF_CUSTOMER });
}

export interface AlertsPage {
  readonly alerts: readonly AlertRow[];
  readonly openCount: number;
  readonly closedCount: number;
  readonly openValueMinor: number;
  readonly page: number;
  readonly pages: number;
  /** Of customers who are cooling or at risk: told where no alert is open, so that a threshold nobody reaches is seen. */
  readonly highestRiskScore: number | null;
}

/** One page of the open alerts by value at risk, or of the closed ones by time. @param page from 1 */
export async function readAlertsPage(shopId: ShopId, tab: 'open' | 'closed', page: number): Promise<AlertsPage> {
  return inShop(shopId, async (tx) => {
    const [counts] = await tx.$queryRaw<[{ openCount: number; closedCount: number; openValueMinor: number }]>`
      select (count(*) filter (where state = 'open'))::int as "openCount",
             (count(*) filter (where state not in ('open', 'erased')))::int as "closedCount",
             coalesce(sum(value_at_risk_minor) filter (where state = 'open'), 0)::float8 as "openValueMinor"
      from churn_alert`;
    const pages = Math.max(1, Math.ceil((tab === 'open' ? counts.openCount : counts.closedCount) / ALERTS_PER_PAGE));
    const shown = Math.min(page, pages);
    const offset = (shown - 1) * ALERTS_PER_PAGE;
    const chosen = tab === 'open' ? { where: OPEN, order: BY_STAKE } : { where: CLOSED, order: BY_CLOSING };
    const alerts = await readAlerts(tx, { ...chosen, limit: ALERTS_PER_PAGE, offset });
    const [highest] = counts.openCount > 0 ? [] : await tx.$queryRaw<{ riskScore: number | null }[]>`
      select max(risk_score) as "riskScore" from customer_score where lifecycle_stage in ('cooling', 'at-risk')`;
    return { alerts, ...counts, page: shown, pages, highestRiskScore: highest?.riskScore ?? null };
  });
}
