import { describe, expect, test } from 'vitest';
import { backtest, type TestedPast } from '../../../../app/domain/churn/backtest/backtest.ts';
import type { ScoringSettings } from '../../../../app/domain/glossary.ts';
import { SETTINGS, TODAY, historyOf, order } from '../../support/orders.ts';
import { simulatedOrders } from '../../support/simulated-shop.ts';

const AS_OF = TODAY - 90;

function tested(result: ReturnType<typeof backtest>): TestedPast {
  if (result.outcome !== 'tested') throw new Error(result.outcome);
  return result;
}

describe('a simulated shop of 1,500 customers, 90 days ago', () => {
  const orders = simulatedOrders(1500, 21);
  const result = tested(backtest(historyOf(orders), AS_OF, 90, SETTINGS));

  test('the counts are those of the orders', () => {
    const before = orders.filter(({ day }) => day <= AS_OF);
    const buyers = new Set(before.map(({ customerId }) => customerId));
    const back = new Set(orders.filter(({ day, customerId }) => day > AS_OF && day <= TODAY && buyers.has(customerId)).map(({ customerId }) => customerId));
    expect(result).toMatchObject({ asOfDay: AS_OF, untilDay: TODAY, buyers: buyers.size, lapsed: buyers.size - back.size });
  });

  test('called and not called are everybody, and so are the segments', () => {
    const { calledAtRisk, notCalled, bySegment, alerted, calibration } = result;
    const back = result.buyers - result.lapsed;
    expect(calledAtRisk.customers + notCalled.customers).toBe(result.buyers);
    expect(calledAtRisk.cameBack + notCalled.cameBack).toBe(back);
    expect(bySegment.reduce((sum, { customers }) => sum + customers, 0)).toBe(result.buyers);
    expect(bySegment.reduce((sum, { cameBack }) => sum + cameBack, 0)).toBe(back);
    expect(calibration.reduce((sum, { customers }) => sum + customers, 0)).toBe(result.buyers);
    expect(alerted.customers).toBeLessThanOrEqual(calledAtRisk.customers);
  });

  test('where customers follow the law, the forecast is right: few of those called came back, and totals fit', () => {
    const { calledAtRisk, notCalled, auc, recencyAuc, biasPercent, bySegment } = result;
    expect(auc).toBeGreaterThan(0.75);
    expect(auc).toBeGreaterThan(recencyAuc ?? 1);
    expect(Math.abs(biasPercent ?? 100)).toBeLessThan(15);
    expect(calledAtRisk.cameBack / calledAtRisk.customers).toBeLessThan(0.15);
    expect(notCalled.cameBack / notCalled.customers).toBeGreaterThan(0.3);
    const expectedBack = bySegment.reduce((sum, one) => sum + one.expectedBack, 0);
    expect(Math.abs(expectedBack / (result.buyers - result.lapsed) - 1)).toBeLessThan(0.15);
    for (const { meanChance, happened, customers } of result.calibration) expect(Math.abs(meanChance - happened)).toBeLessThan(4 * Math.sqrt(0.25 / customers));
  });

  test('what came after the day changes what is held against it, and nothing that was said', () => {
    const longSilent = orders.filter(({ day }) => day <= AS_OF);
    const other = tested(backtest(historyOf(longSilent), AS_OF, 90, SETTINGS));
    expect(other).toMatchObject({ buyers: result.buyers, lapsed: result.buyers, auc: null, biasPercent: null });
    expect(other.calledAtRisk).toEqual({ customers: result.calledAtRisk.customers, cameBack: 0 });
    expect(other.calibration.map(({ meanChance }) => meanChance)).toEqual(result.calibration.map(({ meanChance }) => meanChance));
    expect(other.bySegment.map(({ expectedBack }) => expectedBack)).toEqual(result.bySegment.map(({ expectedBack }) => expectedBack));
  });

  test('orders after the horizon do not count', () => {
    const earlier = tested(backtest(historyOf(orders), TODAY - 300, 90, SETTINGS));
    const cut = tested(backtest(historyOf(orders.filter(({ day }) => day <= TODAY - 210)), TODAY - 300, 90, SETTINGS));
    expect(earlier).toEqual(cut);
  });

  test('a lower threshold calls more', () => {
    const settings: ScoringSettings = { ...SETTINGS, churn: { ...SETTINGS.churn, threshold: 50 } };
    expect(tested(backtest(historyOf(orders), AS_OF, 90, settings)).calledAtRisk.customers).toBeGreaterThan(result.calledAtRisk.customers);
  });
});

describe('named outcomes', () => {
  const history = historyOf(Array.from({ length: 12 }, (_, i) => order(i, TODAY - 200 - i)));

  test('a horizon that is not over', () => {
    expect(backtest(history, TODAY - 30, 90, SETTINGS)).toEqual({ outcome: 'not-over-yet', latestAsOfDay: TODAY - 90 });
  });

  test('too few buyers, with how many there were', () => {
    expect(backtest(history, AS_OF, 90, SETTINGS)).toEqual({ outcome: 'too-few-buyers', needed: 50, buyers: 12 });
    expect(backtest(historyOf([]), AS_OF, 90, SETTINGS)).toEqual({ outcome: 'too-few-buyers', needed: 50, buyers: 0 });
    expect(backtest(history, TODAY - 500, 90, SETTINGS)).toEqual({ outcome: 'too-few-buyers', needed: 50, buyers: 0 });
  });

  test('customers who are all alike have no order, and a defined answer', () => {
    const alike = historyOf(Array.from({ length: 60 }, (_, i) => order(i, TODAY - 200)));
    expect(backtest(alike, AS_OF, 90, SETTINGS)).toMatchObject({ outcome: 'tested', buyers: 60, lapsed: 60, auc: null, recencyAuc: null, biasPercent: null });
  });
});
