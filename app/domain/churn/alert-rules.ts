// When a customer deserves an alert. Data, so that the pages can show the rules beside the alerts.
import type { LifecycleStage, RiskReason, ScoredCustomer } from '../glossary.ts';

/** An open alert closes as recovered only this far below the threshold, so that nobody flickers around it. */
export const RECOVERY_MARGIN_POINTS = 10;

/**
 * The stages in which acting is in time. Before, the silence is no longer than usual; after (lost), the customer stands in
 * the Lost segment, for a campaign, and an alert for each of years of lost customers would bury the few worth a call today.
 */
export const ALERT_STAGES: readonly LifecycleStage[] = ['cooling', 'at-risk'];

/**
 * What is lost must be worth at least this many ordinary orders of the shop (its expected spend on a purchase day). One:
 * what wins a customer back, a discount and a mail, costs a good part of an order, so below that there is nothing to gain.
 */
export const LEAST_ORDERS_AT_RISK = 1;

/**
 * The value at risk of a customer, minor units: the expected value of the coming year had they bought today, less what it is
 * expected to be as things stand. Both from the shop's own models; 0 where nothing is known.
 */
export function valueAtRiskMinor(reasons: readonly RiskReason[]): number {
  return rhythmFact(reasons, 'valueAtRiskMinor');
}

/** Whether a new alert may be raised, once-per-episode aside: risk above the threshold, still in time, and worth acting on. */
export function deservesAlert(scored: ScoredCustomer, threshold: number): boolean {
  const atRiskMinor = valueAtRiskMinor(scored.reasons);
  return (
    scored.riskScore !== null &&
    scored.riskScore > threshold &&
    ALERT_STAGES.includes(scored.lifecycleStage) &&
    atRiskMinor > 0 &&
    atRiskMinor >= LEAST_ORDERS_AT_RISK * rhythmFact(scored.reasons, 'ordinaryOrderMinor')
  );
}

/** The reading is among the reasons whenever rhythm has a weight; without one, nothing is known of value and no alert is raised. */
function rhythmFact(reasons: readonly RiskReason[], name: string): number {
  return reasons.find(({ indicator }) => indicator === 'rhythm')?.facts[name] ?? 0;
}
