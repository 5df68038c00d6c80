// What is foretold of a day stands on what was known on that day: nothing later is read, whatever it says.
import { describe, expect, test } from 'vitest';
import { compareScores, type Comparison } from '../../../../app/domain/churn/backtest/compare-scores.ts';
import { historyAsOf } from '../../../../app/domain/churn/calibration/as-of.ts';
import { foretell } from '../../../../app/domain/churn/calibration/foretell.ts';
import type { OrderFacts } from '../../../../app/domain/glossary.ts';
import { seededRandom } from '../../../../app/domain/numerics/random.ts';
import { TODAY, historyOf, order } from '../../support/orders.ts';
import { simulatedOrders } from '../../support/simulated-shop.ts';

const AS_OF = TODAY - 182;
const SHOP = simulatedOrders(700, 11);

function compared(orders: readonly OrderFacts[]): Comparison {
  const comparison = compareScores(historyOf(orders), AS_OF, TODAY);
  if (comparison.outcome !== 'compared') throw new Error(comparison.outcome);
  return comparison;
}

/** The same past, and a future in which quite others buy. */
function otherFuture(seed: number): OrderFacts[] {
  const random = seededRandom(seed);
  const past = SHOP.filter(({ day }) => day <= AS_OF);
  const customers = [...new Set(past.map(({ customerId }) => customerId ?? 0n))];
  return [...past, ...Array.from({ length: 900 }, () => order(customers[random.integer(customers.length)]!, AS_OF + 1 + random.integer(TODAY - AS_OF), 1 + random.integer(90_000)))];
}

/** Customers by their ids: where one stands in the history depends on who else is in it. */
function toldOf(orders: readonly OrderFacts[]): unknown {
  const past = historyAsOf(historyOf(orders), AS_OF);
  const { buyers, ...rest } = foretell(past, 182);
  return { ...rest, buyers: { ...buyers, customer: Array.from(buyers.customer, (i) => past.customerIds[i]) } };
}

describe('the future is not read', () => {
  const told = foretell(historyAsOf(historyOf(SHOP), AS_OF), 182);

  test.each([1, 2, 3])('another future (%i), the same forecasts to the bit', (seed) => {
    const orders = otherFuture(seed);
    expect(toldOf(orders)).toEqual(toldOf(SHOP));
    const comparison = compared(orders);
    expect(comparison.chosen.tried).toEqual(told.chosen.tried);
    expect(comparison.chosen.practised).toEqual(told.practices.map(({ period }) => period));
    expect(comparison.counts.correction).toEqual(told.correction);
    // And what is held against it did change.
    expect(comparison.chosen.brier).not.toBe(compared(SHOP).chosen.brier);
    expect(comparison.models['bg-nbd'].params).toEqual(compared(SHOP).models['bg-nbd'].params);
  });

  test('nothing at all afterwards: everybody lapsed, and the forecasts stand', () => {
    const comparison = compared(SHOP.filter(({ day }) => day <= AS_OF));
    expect(comparison).toMatchObject({ lapsed: comparison.customers, lapsedShare: 1, chosen: { auc: null, tried: told.chosen.tried } });
  });

  test('no practice reaches past the day, and none begins before there were customers', () => {
    expect(told.practices.length).toBeGreaterThan(1);
    for (const { period } of told.practices) {
      expect(period.untilDay).toBeLessThanOrEqual(AS_OF);
      expect(period.asOfDay).toBeLessThan(period.untilDay);
    }
  });
});

test('the order of the rows does not matter', () => {
  const random = seededRandom(5);
  const keyed = SHOP.map((one) => ({ one, key: random.uniform() }));
  const shuffled = keyed.sort((one, other) => one.key - other.key).map(({ one }) => one);
  expect(compared(shuffled)).toEqual(compared(SHOP));
});

test('neither do whole days by which all is moved', () => {
  const moved = SHOP.map((one) => ({ ...one, day: one.day - 400 }));
  const comparison = compareScores(historyOf(moved, TODAY - 400), AS_OF - 400, TODAY - 400) as Comparison;
  const { practised, ...chosen } = compared(SHOP).chosen;
  expect(comparison.chosen).toEqual({ ...chosen, practised: practised.map((period) => ({ ...period, asOfDay: period.asOfDay - 400, untilDay: period.untilDay - 400 })) });
});

test('nor, but for rounding, the currency', () => {
  const dearer = compared(SHOP.map((one) => ({ ...one, netMinor: one.netMinor * 100 })));
  expect(dearer.chosen.auc).toBeCloseTo(compared(SHOP).chosen.auc ?? NaN, 6);
  expect(dearer.chosen.brier).toBeCloseTo(compared(SHOP).chosen.brier, 6);
});

test('named outcomes instead of nothing', () => {
  expect(compareScores(historyOf(SHOP), TODAY, TODAY)).toEqual({ outcome: 'no-hold-out' });
  expect(compareScores(historyOf([]), AS_OF, TODAY)).toEqual({ outcome: 'no-buyers' });
});
