// Shops that break the models' laws: customers who buy at regular intervals, and a shop with a strong season.
import { describe, expect, test } from 'vitest';
import { compareScores, type Comparison } from '../../../../app/domain/churn/backtest/compare-scores.ts';
import type { OrderFacts } from '../../../../app/domain/glossary.ts';
import { FAMILIES } from '../../../../app/domain/lifetime/model.ts';
import { seededRandom } from '../../../../app/domain/numerics/random.ts';
import { TODAY, historyOf, order } from '../../support/orders.ts';
import { simulatedOrders } from '../../support/simulated-shop.ts';

/** Gaps of a customer's own length, a third as scattered as the models believe, for a life of 300 days on average. */
function regularOrders(customers: number, seed: number): OrderFacts[] {
  const random = seededRandom(seed);
  const orders: OrderFacts[] = [];
  for (let customer = 1; customer <= customers; customer += 1) {
    const start = TODAY - 900 * random.uniform();
    const gapDays = 10 + 20 * Math.exp(0.7 * random.normal());
    const lifeDays = 300 * random.exponential();
    for (let at = 0; at < lifeDays && start + at < TODAY; at += (gapDays * random.gamma(3)) / 3) orders.push(order(customer, Math.floor(start + at), Math.round(3000 * Math.exp(random.normal()))));
  }
  return orders;
}

/** Four times as many purchases in 45 days of each year, over almost three years. */
function seasonalOrders(customers: number, seed: number): OrderFacts[] {
  const random = seededRandom(seed);
  const orders: OrderFacts[] = [];
  for (let customer = 1; customer <= customers; customer += 1) {
    const first = Math.floor(TODAY - 1000 * random.uniform());
    const perDay = random.gamma(0.6) / 90;
    orders.push(order(customer, first, 2000));
    for (let day = first + 1; day < TODAY; day += 1) {
      if (random.uniform() >= perDay * (day % 365 > 320 ? 4 : 0.7)) continue;
      orders.push(order(customer, day, 2000 + random.integer(3000)));
      if (random.uniform() < 0.15) break;
    }
  }
  return orders;
}

function compared(orders: readonly OrderFacts[], horizonDays: number): Comparison {
  const comparison = compareScores(historyOf(orders), TODAY - horizonDays, TODAY);
  if (comparison.outcome !== 'compared') throw new Error(comparison.outcome);
  return comparison;
}

const shops = [
  ['regular', regularOrders(1500, 1)],
  ['seasonal', seasonalOrders(1500, 2)],
  ['of the models’ law', simulatedOrders(1500, 3)],
  ['of the law and small', simulatedOrders(250, 53)],
] as const;

describe.each([90, 182])('%i days', (horizonDays) => {
  test.each(shops)('a shop %s: never behind the better of recency and frequency by more than .005', (_, orders) => {
    const { chosen, rules } = compared(orders, horizonDays);
    expect(chosen.auc).toBeGreaterThanOrEqual(Math.max(rules.recency.auc ?? 0, rules['fewer-purchases'].auc ?? 0) - 0.005);
  });
});

test('a season that was seen a year ago is partly foreseen: totals and chances nearer than those of every model', () => {
  const { models, counts, chosen } = compared(seasonalOrders(1500, 2), 182);
  expect(chosen.practised.filter(({ sameSeason }) => sameSeason).length).toBe(1);
  for (const family of FAMILIES) {
    expect(Math.abs(counts.expected.biasPercent ?? 100)).toBeLessThan(Math.abs(models[family].biasPercent ?? 0));
    expect(chosen.brier).toBeLessThan(models[family].brier);
  }
});

test('where gaps are regular, the calibrated chance is nearer than that of every model', () => {
  const { models, chosen } = compared(regularOrders(1500, 1), 182);
  for (const family of FAMILIES) expect(chosen.brier).toBeLessThan(models[family].brier);
});
