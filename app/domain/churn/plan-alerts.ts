// Which alerts to raise, to bring up to date and to close.
import type { Cause, CustomerId, Day, Minor, RiskReason, ScoredCustomer } from '../glossary.ts';
import { RECOVERY_MARGIN_POINTS, deservesAlert, valueAtRiskMinor } from './alert-rules.ts';
import { likelyCause } from './likely-cause.ts';

interface AlertContent {
  readonly riskScore: number;
  readonly valueAtRiskMinor: Minor;
  readonly cause: Cause;
  readonly reasons: readonly RiskReason[];
}

export interface AlertPlan {
  readonly raise: ({ readonly customerId: CustomerId } & AlertContent)[];
  readonly update: ({ readonly alertId: bigint } & AlertContent)[];
  readonly close: { readonly alertId: bigint; readonly state: 'returned' | 'recovered' }[];
}

export interface AlertPlanInput {
  /** The customers to review: all, or those who changed. An open alert of somebody not among them stays as it is. */
  readonly scored: Iterable<ScoredCustomer>;
  readonly open: ReadonlyMap<CustomerId, { readonly alertId: bigint; readonly riskScore: number; readonly raisedDay: Day }>;
  /** The last closed or dismissed alert of a customer, with the last order known when it was closed. */
  readonly lastClosed: ReadonlyMap<CustomerId, { readonly closedDay: Day; readonly state: string; readonly lastOrderDay: Day | null }>;
  /** 0 to 100. */
  readonly threshold: number;
  readonly today: Day;
}

/**
 * One alert an episode. An episode begins with a purchase: after an alert was dismissed or had closed, there is no new one
 * until the customer has bought again. An open alert closes as `returned` with the first purchase since it was raised, as
 * `recovered` when the score has fallen 10 points below the threshold, and otherwise follows the score, also into lost.
 *
 * `raise` is ranked by value at risk, the most first.
 */
export function planAlerts({ scored, open, lastClosed, threshold }: AlertPlanInput): AlertPlan {
  const plan: AlertPlan = { raise: [], update: [], close: [] };
  for (const customer of scored) {
    const alert = open.get(customer.customerId);
    if (alert === undefined) {
      if (deservesAlert(customer, threshold) && isNewEpisode(customer, lastClosed.get(customer.customerId))) {
        plan.raise.push({ customerId: customer.customerId, ...contentOf(customer) });
      }
    } else if (customer.lastOrderDay !== null && customer.lastOrderDay >= alert.raisedDay) {
      plan.close.push({ alertId: alert.alertId, state: 'returned' });
    } else if (customer.riskScore === null || customer.riskScore < threshold - RECOVERY_MARGIN_POINTS) {
      plan.close.push({ alertId: alert.alertId, state: 'recovered' });
    } else if (customer.riskScore !== alert.riskScore) {
      plan.update.push({ alertId: alert.alertId, ...contentOf(customer) });
    }
  }
  plan.raise.sort((one, other) => other.valueAtRiskMinor - one.valueAtRiskMinor || other.riskScore - one.riskScore || (one.customerId < other.customerId ? -1 : 1));
  return plan;
}

function isNewEpisode({ lastOrderDay }: ScoredCustomer, closed: { closedDay: Day; state: string; lastOrderDay: Day | null } | undefined): boolean {
  // Returned: the purchase that closed the old episode began the new one.
  if (closed === undefined || closed.state === 'returned') return true;
  if (lastOrderDay === null) return false;
  return closed.lastOrderDay === null ? lastOrderDay >= closed.closedDay : lastOrderDay > closed.lastOrderDay;
}

function contentOf({ riskScore, cause, reasons }: ScoredCustomer): AlertContent {
  return { riskScore: riskScore ?? 0, valueAtRiskMinor: valueAtRiskMinor(reasons), cause: cause ?? likelyCause(reasons) ?? 'drifting', reasons };
}
