// Churn alerts as the pages show them: ranked by value at risk, with the reward of each, if there is one.
import { z } from 'zod';
import { INDICATORS, type Cause, type RfmGroup, type RiskReason } from '../../domain/glossary.ts';
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
  z.object({ indicator: z.enum(INDICATORS), level: z.number(), weight: z.number(), contribution: z.number(), facts: z.record(z.string(), z.number()).default({}) }),
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

const columns = Prisma.sql`
  a.alert_id as "alertId", a.customer_id as "customerId", a.raised_at as "raisedAt", a.closed_at as "closedAt",
  a.risk_score as "riskScore", a.value_at_risk_minor as "valueAtRiskMinor", a.cause, a.state, a.reasons,
  s.rfm_group as "rfmGroup", c.code, c.state as "codeState", c.percentage::float8 as percentage, c.ends_at as "endsAt", c.error as "codeError"`;

// The newest reward of the alert is the one to show.
const joins = Prisma.sql`
  left join customer_score s on s.shop_id = a.shop_id and s.customer_id = a.customer_id
  left join lateral (
    select * from code_intent i where i.shop_id = a.shop_id and i.customer_id = a.customer_id and i.alert_id = a.alert_id
    order by i.created_at desc limit 1) c on true`;

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
export async function readTopAlerts(tx: ShopTx, limit: number): Promise<AlertRow[]> {
  const rows = await tx.$queryRaw<RawAlert[]>`
    select ${columns} from churn_alert a ${joins}
    where a.state = 'open' order by a.value_at_risk_minor desc, a.alert_id limit ${limit}`;
  return rows.map(toAlert);
}

export async function readAlertsOfCustomer(tx: ShopTx, customerId: bigint): Promise<AlertRow[]> {
  const rows = await tx.$queryRaw<RawAlert[]>`
    select ${columns} from churn_alert a ${joins}
    where a.customer_id = ${customerId} order by a.raised_at desc, a.alert_id desc limit 50`;
  return rows.map(toAlert);
}

export interface AlertsPage {
  readonly alerts: readonly AlertRow[];
  readonly openCount: number;
  readonly closedCount: number;
  readonly openValueMinor: number;
  readonly page: number;
  readonly pages: number;
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
    const rows =
      tab === 'open'
        ? await tx.$queryRaw<RawAlert[]>`
            select ${columns} from churn_alert a ${joins}
            where a.state = 'open' order by a.value_at_risk_minor desc, a.alert_id limit ${ALERTS_PER_PAGE} offset ${offset}`
        : await tx.$queryRaw<RawAlert[]>`
            select ${columns} from churn_alert a ${joins}
            where a.state not in ('open', 'erased') order by a.closed_at desc, a.alert_id desc limit ${ALERTS_PER_PAGE} offset ${offset}`;
    return { alerts: rows.map(toAlert), ...counts, page: shown, pages };
  });
}
