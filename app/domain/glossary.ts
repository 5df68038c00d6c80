// The words of the domain, one sentence each. Pure types: nothing here runs.
import type { Seasons } from './segments/seasons/season-windows.ts';

/** Days since 1970-01-01, counted in the shop's time zone. */
export type Day = number;

/** Integer minor units (cents) of the shop's currency; below 2^53 in size. */
export type Minor = number;

/** The number in a customer's gid. */
export type CustomerId = bigint;

/** Why an order is left out of the purchase history. The first that applies is the one recorded, in this order. */
export const EXCLUSION_RULES = ['test', 'cancelled', 'voided', 'expired', 'unpaid', 'no-value', 'no-customer'] as const;
export type ExclusionRule = (typeof EXCLUSION_RULES)[number];

/** What the rules need to know of an order. */
export interface OrderFacts {
  readonly orderId: bigint;
  /** After merges: the survivor. Null for an order without customer. */
  readonly customerId: CustomerId | null;
  readonly processedAtMs: number;
  readonly day: Day;
  readonly test: boolean;
  readonly cancelled: boolean;
  /** Shopify's displayFinancialStatus; null when it never had a transaction. */
  readonly financialStatus: string | null;
  readonly grossMinor: Minor;
  /** After refunds, edits and removals. */
  readonly netMinor: Minor;
}

/**
 * Who bought what when: the orders that count, by customer, then by time. Columns, not objects: a million customers are
 * one pass over typed arrays. Customer i has the orders from orderStart[i] up to, not including, orderStart[i + 1].
 */
export interface PurchaseHistory {
  readonly today: Day;
  /** Every customer, ascending, also those without an order that counts. Length n. */
  readonly customerIds: BigInt64Array;
  /** Length n + 1. */
  readonly orderStart: Uint32Array;
  readonly orderDay: Int32Array;
  /** Net of refunds, Minor. */
  readonly orderValueMinor: Float64Array;
  readonly counted: { readonly orders: number; readonly grossMinor: Minor; readonly netMinor: Minor };
  readonly leftOut: Readonly<Record<ExclusionRule, { readonly orders: number; readonly grossMinor: Minor }>>;
}

/** The orders of one customer that count, oldest first. */
export interface CustomerOrders {
  readonly customerId: CustomerId;
  readonly today: Day;
  readonly days: Int32Array;
  readonly valuesMinor: Float64Array;
}

/** Shopify's eleven names. */
export const RFM_GROUPS = ['champions', 'loyal', 'active', 'new', 'promising', 'needs-attention', 'previously-loyal', 'at-risk', 'almost-lost', 'dormant', 'prospects'] as const;
export type RfmGroup = (typeof RFM_GROUPS)[number];

export const VALUE_TIERS = ['high-value', 'potential', 'at-risk-of-leaving', 'new', 'low-value'] as const;
export type ValueTier = (typeof VALUE_TIERS)[number];

export const LIFECYCLE_STAGES = ['prospect', 'first-time', 'active', 'cooling', 'at-risk', 'lost', 'won-back'] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

export const CAUSES = ['price', 'product', 'service', 'delivery', 'drifting'] as const;
export type Cause = (typeof CAUSES)[number];

/**
 * What a calibrated chance of no purchase is made of. model: the purchase model's own. shop: by how much such a chance of the
 * model was off in this shop's past. purchases: bought once, or how often. known: how long ago the first purchase was. spend: of
 * all purchases, and of the last.
 */
export const LAPSE_PARTS = ['model', 'shop', 'purchases', 'known', 'spend'] as const;
export type LapsePart = (typeof LAPSE_PARTS)[number];

export const INDICATORS = ['rhythm', 'visits', 'engagement', 'service'] as const;
export type Indicator = (typeof INDICATORS)[number];

/** What decides which segments a customer stands in. Each change of it is a version of its own. */
export interface SegmentDefinition {
  /** A pending order older than this many days is left out as unpaid. */
  readonly unpaidAfterDays: number;
  readonly cutPoints:
    | { readonly method: 'quintiles' }
    /** Ascending inner thresholds, four each: a value above k of them scores k + 1 (recency in days scores 5 − k). */
    | { readonly method: 'fixed'; readonly recencyDays: readonly number[]; readonly orders: readonly number[]; readonly valueMinor: readonly number[] };
  readonly seasons: Seasons;
}

/** What the merchant chose; app/records/shop-settings.ts holds the defaults and validates. */
export interface ScoringSettings extends SegmentDefinition {
  readonly churn: {
    /** ≥ 0; renormalised over the indicators that have data. */
    readonly weights: Readonly<Record<Indicator, number>>;
    /** An alert is raised above this score, 0 to 100. */
    readonly threshold: number;
    /** The lapse chance looks this far ahead. */
    readonly horizonDays: number;
  };
}

/** One part of a risk score. The contributions of the parts add up to the score exactly. */
export interface RiskReason {
  readonly indicator: Indicator;
  /** 0 to 1. */
  readonly level: number;
  /** After renormalisation; the weights of all parts add up to 1. */
  readonly weight: number;
  /** 100 × weight × level. */
  readonly contribution: number;
  /** The figures it stood on, by name, e.g. { daysSinceLastOrder: 94, usualGapDays: 31, lapseChance: 0.93 }. */
  readonly facts: Readonly<Record<string, number>>;
  /**
   * Of the rhythm: what its chance is made of, in whole thousandths of log-odds, so that they add up to those of the chance
   * exactly. The parts after `model` are there where the shop's past corrects the model.
   */
  readonly logOddsParts?: LapseParts;
}

export type LapseParts = Readonly<Partial<Record<LapsePart, number>>>;

/** Everything that is known of one customer after scoring. */
export interface ScoredCustomer {
  readonly customerId: CustomerId;
  readonly orders: number;
  /** Distinct days with an order: the purchases of the lifetime models. */
  readonly purchaseDays: number;
  readonly valueMinor: Minor;
  readonly firstOrderDay: Day | null;
  readonly lastOrderDay: Day | null;
  /** 1 to 5; 0 for a customer without an order that counts. */
  readonly recencyScore: number;
  readonly frequencyScore: number;
  readonly monetaryScore: number;
  readonly rfmGroup: RfmGroup;
  readonly valueTier: ValueTier;
  readonly lifecycleStage: LifecycleStage;
  /** 0 to 100; null without data. */
  readonly riskScore: number | null;
  /** Probability of no purchase in the horizon; null without data. */
  readonly lapseChance: number | null;
  /** Expected purchase days within the horizon. */
  readonly expectedOrders: number | null;
  /** Expected value of the coming 365 days. */
  readonly expectedValueMinor: Minor | null;
  readonly cause: Cause | null;
  readonly reasons: readonly RiskReason[];
}
