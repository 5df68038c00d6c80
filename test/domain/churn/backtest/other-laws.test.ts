// Shops that break the models' laws: regular customers, seasons, subscriptions, growth, hardly anybody who comes back.
import { describe, expect, test } from 'vitest';
import { compareScores, type Comparison } from '../../../../app/domain/churn/backtest/compare-scores.ts';
import type { OrderFacts } from '../../../../app/domain/glossary.ts';
import { FAMILIES } from '../../../../app/domain/lifetime/model.ts';
import { leadOverPlainRules } from '../../support/lead-over-plain-rules.ts';
import { TODAY, historyOf } from '../../support/orders.ts';
import { OTHER_LAWS, regularOrders, seasonalOrders } from '../../support/shops-of-other-laws.ts';

function compared(orders: readonly OrderFacts[], horizonDays: number): Comparison {
  const comparison = compareScores(historyOf(orders), TODAY - horizonDays, TODAY);
  if (comparison.outcome !== 'compared') throw new Error(comparison.outcome);
  return comparison;
}

describe.each(Object.entries(OTHER_LAWS))('a shop %s: not behind the better of recency and frequency by more than .005', (_, orders) => {
  test.each([90, 182])('1,500 customers, %i days', (horizonDays) => {
    expect(leadOverPlainRules(orders(1500, 3), horizonDays)).toBeGreaterThanOrEqual(-0.005);
  });

  // One hold-out of a small shop says little: some dozen customers come back. test/sweeps/lapse-ranking.ts takes more of them.
  test('250 customers, 90 days, in the mean of four shops', () => {
    const leads = Array.from({ length: 4 }, (__, i) => leadOverPlainRules(orders(250, 40 + i), 90)).filter((lead) => lead !== null);
    expect(leads.reduce((sum, lead) => sum + lead, 0) / leads.length).toBeGreaterThanOrEqual(-0.005);
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
