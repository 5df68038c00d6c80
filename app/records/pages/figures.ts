// The figures of Home, each with what it counted. Sums over the customers' current scores, in three statements.
import type { ShopTx } from '../db.ts';

export interface Figures {
  readonly customers: {
    /** Customers with current scores. */
    readonly scored: number;
    /** Of those, with at least one order that counts. */
    readonly buyers: number;
    readonly repeatBuyers: number;
    /** Customers that Shopify named, whatever became of them. */
    readonly known: number;
    readonly merged: number;
    readonly optedOut: number;
    /** Known, neither merged nor opted out, and not scored yet. */
    readonly notYetScored: number;
  };
  readonly orders: { readonly counted: number; readonly netMinor: number };
  readonly expected: {
    /** Sum of the chances to buy within the horizon. */
    readonly customers: number;
    /** Customers with a prediction. */
    readonly predicted: number;
    /** Expected value of the next 365 days. */
    readonly yearValueMinor: number;
  };
  readonly risk: { readonly openAlerts: number; readonly valueAtRiskMinor: number };
}

interface ScoreSums {
  scored: number;
  buyers: number;
  repeatBuyers: number;
  orders: number;
  netMinor: number;
  predicted: number;
  expectedCustomers: number;
  yearValueMinor: number;
}

export async function readFigures(tx: ShopTx): Promise<Figures> {
  const [scores] = await tx.$queryRaw<[ScoreSums]>`
    select count(*)::int as "scored",
           (count(*) filter (where orders > 0))::int as "buyers",
           (count(*) filter (where orders > 1))::int as "repeatBuyers",
           coalesce(sum(orders), 0)::int as "orders",
           coalesce(sum(value_minor), 0)::float8 as "netMinor",
           count(lapse_chance)::int as "predicted",
           coalesce(sum(1 - lapse_chance), 0)::float8 as "expectedCustomers",
           coalesce(sum(expected_value_minor), 0)::float8 as "yearValueMinor"
    from customer_score`;
  const [customers] = await tx.$queryRaw<[{ known: number; merged: number; optedOut: number }]>`
    select count(*)::int as "known",
           (count(*) filter (where merged_into_id is not null))::int as "merged",
           (count(*) filter (where merged_into_id is null and scoring_opt_out))::int as "optedOut"
    from customer`;
  const [risk] = await tx.$queryRaw<[{ openAlerts: number; valueAtRiskMinor: number }]>`
    select count(*)::int as "openAlerts", coalesce(sum(value_at_risk_minor), 0)::float8 as "valueAtRiskMinor"
    from churn_alert where state = 'open'`;
  return {
    customers: {
      scored: scores.scored,
      buyers: scores.buyers,
      repeatBuyers: scores.repeatBuyers,
      ...customers,
      notYetScored: Math.max(0, customers.known - customers.merged - customers.optedOut - scores.scored),
    },
    orders: { counted: scores.orders, netMinor: scores.netMinor },
    expected: { customers: scores.expectedCustomers, predicted: scores.predicted, yearValueMinor: scores.yearValueMinor },
    risk,
  };
}
