// Whatever a shop looks like, the answer is defined: finite figures, or a named reason why there are none.
import fc from '../../../support/seeded-fast-check.ts';
import { expect, test } from 'vitest';
import { backtest } from '../../../../app/domain/churn/backtest/backtest.ts';
import { compareScores } from '../../../../app/domain/churn/backtest/compare-scores.ts';
import { foretell } from '../../../../app/domain/churn/calibration/foretell.ts';
import { historyAsOf } from '../../../../app/domain/churn/calibration/as-of.ts';
import type { OrderFacts } from '../../../../app/domain/glossary.ts';
import { SETTINGS, TODAY, historyOf, order } from '../../support/orders.ts';
import { simulatedOrders } from '../../support/simulated-shop.ts';

/** The figures that make up a result, wherever they stand in it. */
function figuresOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(figuresOf) : [];
}

function expectDefined(orders: readonly OrderFacts[], asOfDay: number): void {
  const history = historyOf(orders);
  const comparison = compareScores(history, asOfDay, TODAY);
  const tested = backtest(history, asOfDay, TODAY - asOfDay, SETTINGS);
  // A model without drop-out has no standard errors, and a b that may run far: finite all the same.
  for (const figure of [...figuresOf(comparison), ...figuresOf(tested)]) expect(Number.isFinite(figure)).toBe(true);
  if (comparison.outcome !== 'compared') return;
  const { none, expected, typical, buyers } = foretell(historyAsOf(history, asOfDay), TODAY - asOfDay);
  expect(none.length).toBe(buyers.customer.length);
  for (const chance of none) expect(chance >= 0 && chance <= 1).toBe(true);
  for (const count of [...expected, ...typical]) expect(count >= 0 && Number.isFinite(count)).toBe(true);
}

const shops: readonly (readonly [string, readonly OrderFacts[]])[] = [
  ['one customer, one order', [order(1, TODAY - 200)]],
  ['one customer who bought daily', Array.from({ length: 700 }, (_, i) => order(1, TODAY - i, 300))],
  ['all one-time', Array.from({ length: 400 }, (_, i) => order(i, TODAY - 600 + i, 500 + i))],
  ['all equal', Array.from({ length: 240 }, (_, i) => order(i % 60, TODAY - 500 + 90 * Math.floor(i / 60), 1000))],
  ['all of one day', Array.from({ length: 120 }, (_, i) => order(i, TODAY - 300))],
  ['everybody back every month', Array.from({ length: 1200 }, (_, i) => order(i % 60, TODAY - 600 + 30 * Math.floor(i / 60), 1000))],
  ['one huge order', [order(999, TODAY - 250, 9_000_000_000_000), ...simulatedOrders(120, 4)]],
  ['one minor unit each', simulatedOrders(120, 5).map((one) => ({ ...one, netMinor: 1 }))],
  ['forty customers', simulatedOrders(40, 6)],
  ['two hundred customers', simulatedOrders(200, 7)],
  ['one order years before the rest', [order(5000, TODAY - 4000), ...simulatedOrders(200, 8)]],
];

test.each(shops)('%s', (_, orders) => expectDefined(orders, TODAY - 120));

test('any shop', () => {
  const somebody = fc.record({ customer: fc.integer({ min: 1, max: 15 }), daysAgo: fc.integer({ min: 0, max: 700 }), valueMinor: fc.integer({ min: 1, max: 900_000 }) });
  fc.assert(
    fc.property(fc.array(somebody, { maxLength: 60 }), fc.integer({ min: 1, max: 400 }), (rows, horizonDays) => {
      expectDefined(rows.map(({ customer, daysAgo, valueMinor }) => order(customer, TODAY - daysAgo, valueMinor)), TODAY - horizonDays);
    }),
    { numRuns: 25 },
  );
});
