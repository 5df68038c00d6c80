// What one customer will do, from the shop's models.
import { calibratedLapse } from '../churn/calibration/lapse-calibration.ts';
import type { LapseParts } from '../glossary.ts';
import type { ShopModel } from '../shop-model.ts';
import { chanceOfNone, expectedPurchases } from './model.ts';
import { DAYS_PER_WEEK } from './purchase-patterns.ts';
import { expectedSpend, populationSpend } from './spend/gamma-gamma.ts';

/** What the models need to know of a customer; spans in days. */
export interface PurchaseSummary {
  readonly purchaseDays: number;
  readonly firstToLastDays: number;
  readonly observedDays: number;
  /** Of a purchase day. */
  readonly meanSpendMinor: number;
  /** Of the last purchase day. */
  readonly lastSpendMinor: number;
}

export interface Forecast {
  /** Probability of no purchase in the horizon, calibrated. */
  readonly lapseChance: number;
  /** What it is made of. */
  readonly lapseParts: LapseParts;
  /** Expected purchase days in the horizon. */
  readonly expectedOrders: number;
  /** Expected value of the coming year, not rounded. */
  readonly yearValueMinor: number;
  /** The same, had the customer bought today, today's purchase itself not counted. */
  readonly yearValueIfBackMinor: number;
  /** The shop's expected spend on a purchase day, over all customers. */
  readonly ordinaryOrderMinor: number;
}

const YEAR_WEEKS = 365 / DAYS_PER_WEEK;

/** For the horizon that the model's calibration was learned for. */
export function forecast({ lifetime, lapse, monetary }: ShopModel, summary: PurchaseSummary): Forecast {
  const repeats = summary.purchaseDays - 1;
  const lastWeeks = summary.firstToLastDays / DAYS_PER_WEEK;
  const observedWeeks = summary.observedDays / DAYS_PER_WEEK;
  const horizonWeeks = lapse.horizonDays / DAYS_PER_WEEK;
  const spendMinor = monetary === null ? 0 : expectedSpend(monetary.parameters, summary.purchaseDays, summary.meanSpendMinor);
  const none = chanceOfNone(lifetime, repeats, lastWeeks, observedWeeks, horizonWeeks);
  const expectedOrders = expectedPurchases(lifetime, repeats, lastWeeks, observedWeeks, horizonWeeks);
  const { chance, parts } = calibratedLapse(lapse, { ...summary, repeats }, none, expectedOrders);
  return {
    lapseChance: chance,
    lapseParts: parts,
    expectedOrders,
    yearValueMinor: spendMinor * expectedPurchases(lifetime, repeats, lastWeeks, observedWeeks, YEAR_WEEKS),
    yearValueIfBackMinor: spendMinor * expectedPurchases(lifetime, repeats + 1, observedWeeks, observedWeeks, YEAR_WEEKS),
    ordinaryOrderMinor: monetary === null ? 0 : populationSpend(monetary.parameters),
  };
}
