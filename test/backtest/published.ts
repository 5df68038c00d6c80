// What independent computations reached on the two public data sets: to be reproduced, and beaten.
import type { Family } from '../../app/domain/lifetime/model.ts';
import type { PlainRule } from '../../app/domain/churn/backtest/plain-rules.ts';

export interface PublishedModel {
  readonly mae: number;
  readonly rmse: number;
  readonly biasPercent: number;
  readonly aucOfNegativeExpected: number;
  readonly aucOfNone: number;
  readonly brier: number;
}

export interface Published {
  readonly customers: number;
  readonly lapsed: number;
  readonly holdoutDays: number;
  readonly models: Readonly<Record<Family, PublishedModel>>;
  readonly rules: Readonly<Record<PlainRule, number>>;
  readonly nextPurchase: { readonly purchases: number; readonly shrunkLogMeanDays: number; readonly ownMedianDays: number; readonly populationMedianDays: number };
}

/** CDNOW's 1/10 sample, calibrated to 1997-09-30, held out to 1998-06-30. */
export const CDNOW_39_WEEKS: Published = {
  customers: 2357,
  lapsed: 1673,
  holdoutDays: 273,
  models: {
    'bg-nbd': { mae: 0.7854542, rmse: 1.607982, biasPercent: -12.146191, aucOfNegativeExpected: 0.7725245, aucOfNone: 0.7569198, brier: 0.1612238 },
    'mbg-nbd': { mae: 0.7647789, rmse: 1.6071827, biasPercent: -16.220606, aucOfNegativeExpected: 0.7727622, aucOfNone: 0.7601033, brier: 0.1614063 },
    'pareto-nbd': { mae: 0.7545234, rmse: 1.602848, biasPercent: -11.503028, aucOfNegativeExpected: 0.7787421, aucOfNone: 0.7711543, brier: 0.1618682 },
  },
  rules: { recency: 0.7714352, 'fewer-purchases': 0.7576272, 'recency-and-frequency-quintiles': 0.7731694, 'overdue-ratio': 0.709233, 'shrunk-overdue-ratio': 0.7382534 },
  nextPurchase: { purchases: 1689, shrunkLogMeanDays: 60.3464627, ownMedianDays: 70.6802842, populationMedianDays: 62.1628182 },
};

/** Online Retail, calibrated to 2011-06-10, held out to 2011-12-09. Drop-out is not identified there. */
export const ONLINE_RETAIL_26_WEEKS: Published = {
  customers: 2811,
  lapsed: 858,
  holdoutDays: 182,
  models: {
    'bg-nbd': { mae: 1.5035807, rmse: 2.4936234, biasPercent: -8.221783, aucOfNegativeExpected: 0.719996, aucOfNone: 0.7270785, brier: 0.1882158 },
    'mbg-nbd': { mae: 1.5080772, rmse: 2.4894363, biasPercent: -6.110908, aucOfNegativeExpected: 0.7223085, aucOfNone: 0.7270761, brier: 0.188239 },
    'pareto-nbd': { mae: 1.4997503, rmse: 2.4945614, biasPercent: -9.25028, aucOfNegativeExpected: 0.7203433, aucOfNone: 0.7270719, brier: 0.1882184 },
  },
  rules: { recency: 0.6719129, 'fewer-purchases': 0.7114967, 'recency-and-frequency-quintiles': 0.7137095, 'overdue-ratio': 0.649014, 'shrunk-overdue-ratio': 0.6612876 },
  nextPurchase: { purchases: 6666, shrunkLogMeanDays: 24.6424503, ownMedianDays: 29.419517, populationMedianDays: 27.8780378 },
};

/** The published figures for this very cut of this very set, where there are any. */
export function findPublished(customers: number, lapsed: number, holdoutDays: number): Published | null {
  return [CDNOW_39_WEEKS, ONLINE_RETAIL_26_WEEKS].find((known) => known.customers === customers && known.lapsed === lapsed && known.holdoutDays === holdoutDays) ?? null;
}
