// What the app's metafields of a customer are to say. Merchants read them in e-mail templates and Flow; only the app writes them.
import type { ScoredCustomer } from '../glossary.ts';

export const CUSTOMER_FIELDS = ['stage', 'riskScore', 'offerCode'] as const;
export type CustomerField = (typeof CUSTOMER_FIELDS)[number];

/** Null: the customer has no such metafield. */
export interface CustomerFields {
  readonly stage: string | null;
  /** Whole points, 0 to 100. */
  readonly riskScore: number | null;
  readonly offerCode: string | null;
}

/**
 * A risk score is written anew when it has moved so far from the one written. Scores drift by a point or two a day, and writing
 * everybody every day would cost the shop 1.4 points of its budget each.
 */
export const RISK_STEP = 5;

interface FieldsInput {
  /** Null for a customer who is not scored (opted out, erased, merged away): no field is left. */
  readonly scored: Pick<ScoredCustomer, 'orders' | 'lifecycleStage' | 'riskScore'> | null;
  /** The code that the customer may use now. */
  readonly offerCode: string | null;
  /** The score that Shopify holds; null where it holds none, or where that is not known. */
  readonly heldRiskScore: number | null;
  /** Alerts are raised from this score on. */
  readonly threshold: number;
  readonly choice: Readonly<Record<CustomerField, boolean>>;
}

/**
 * Customers without an order that counts get neither stage nor score: all would carry the same, and Shopify filters them by
 * itself. The written score rises over the alert threshold as soon as the score does, so that a Flow that asks for it and our
 * alerts agree; it falls by steps.
 */
export function planCustomerFields({ scored, offerCode, heldRiskScore, threshold, choice }: FieldsInput): CustomerFields {
  const buyer = scored !== null && scored.orders > 0 ? scored : null;
  return {
    stage: choice.stage && buyer ? buyer.lifecycleStage : null,
    riskScore: choice.riskScore && buyer && buyer.riskScore !== null ? writtenRiskScore(buyer.riskScore, heldRiskScore, threshold) : null,
    offerCode: choice.offerCode ? offerCode : null,
  };
}

function writtenRiskScore(score: number, held: number | null, threshold: number): number {
  const edge = Math.ceil(threshold);
  // Rounding takes nobody over the threshold, and nobody back under it.
  const whole = score >= threshold ? Math.max(Math.round(score), edge) : Math.min(Math.round(score), edge - 1);
  if (held === null || Math.abs(whole - held) >= RISK_STEP || (held < edge && whole >= edge)) return whole;
  return held;
}
