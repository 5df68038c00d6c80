// Fits to the public data sets, and what they foretell of the months held out. Sources: the BTYD 2.4.3 walkthrough, CLVTools,
// lifetimes, and an independent computation in double precision for the accuracies.
import { describe, expect, test } from 'vitest';
import { bgNbdFrom, expectedPurchases, expectedPurchasesOfNew, probabilityAlive, probabilityOfNone, type BgNbd } from '../../app/domain/lifetime/bg-nbd.ts';
import { fitOwn } from '../../app/domain/lifetime/fit-family.ts';
import { expectRelative, expectWithin } from '../domain/support/expect-relative.ts';
import { CDNOW, ONLINE_RETAIL, areaUnderCurve, cdnowOrders, heldOut, onlineRetailOrders, patternsOf, type HeldOut } from './real-shops.ts';

interface Accuracy {
  mae: number;
  rmse: number;
  biasPercent: number;
  aucOfExpected: number;
  aucOfNone: number;
  aucOfNotAlive: number;
  brier: number;
}

function accuracy(model: BgNbd, customers: readonly HeldOut[], weeks: number): Accuracy {
  const expected = customers.map(({ x, tx, T }) => expectedPurchases(model, x, tx, T, weeks));
  const none = customers.map(({ x, tx, T }) => probabilityOfNone(model, x, tx, T, weeks));
  const lapsed = customers.map(({ actual }) => actual === 0);
  const mean = (of: (customer: HeldOut, i: number) => number): number => customers.reduce((sum, customer, i) => sum + of(customer, i), 0) / customers.length;
  return {
    mae: mean(({ actual }, i) => Math.abs(actual - expected[i]!)),
    rmse: Math.sqrt(mean(({ actual }, i) => (actual - expected[i]!) ** 2)),
    biasPercent: 100 * (mean((_, i) => expected[i]!) / mean(({ actual }) => actual) - 1),
    aucOfExpected: areaUnderCurve(expected.map((e) => -e), lapsed),
    aucOfNone: areaUnderCurve(none, lapsed),
    aucOfNotAlive: areaUnderCurve(customers.map(({ x, tx, T }) => 1 - probabilityAlive(model, x, tx, T)), lapsed),
    brier: mean((_, i) => (none[i]! - (lapsed[i] ? 1 : 0)) ** 2),
  };
}

describe.skipIf(!CDNOW)('reference: CDNOW, calibrated on weeks 1 to 39', () => {
  const orders = CDNOW ? cdnowOrders() : [];
  const fit = CDNOW ? fitOwn('bg-nbd', patternsOf(orders, '1997-09-30')) : null;
  const model = bgNbdFrom(fit?.parameters ?? []);
  const customers = heldOut(orders, '1997-09-30', '1998-06-30');

  test('the customers', () => {
    expect(customers.length).toBe(2357);
    expect(customers.reduce((sum, { x }) => sum + x, 0)).toBe(2457);
    expect(customers.reduce((sum, { actual }) => sum + actual, 0)).toBe(1882);
    expectWithin(customers.filter(({ actual }) => actual === 0).length / 2357, 0.7098, 0.0001);
  });

  test('the fit', () => {
    expect(fit?.converged).toBe(true);
    expect(fit?.dropOutIdentified).toBe(true);
    expectWithin(fit!.logLikelihood, -9582.4292, 0.01);
    expectRelative(model.r, 0.2425945, 0.001);
    expectRelative(model.alpha, 4.4136019, 0.001);
    expectRelative(model.a, 0.7929199, 0.001);
    expectRelative(model.b, 2.4258881, 0.001);
  });

  test('expected purchases by purchases so far, 0 to 6 and more', () => {
    const known = [0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036];
    const actual = [0.2367116, 0.6970387, 1.392523, 1.56, 2.532258, 2.947368, 3.862069, 6.359375];
    known.forEach((value, bin) => {
      const those = customers.filter(({ x }) => Math.min(7, x) === bin);
      expectWithin(those.reduce((sum, { x, tx, T }) => sum + expectedPurchases(model, x, tx, T, 39), 0) / those.length, value, 0.001);
      expectWithin(those.reduce((sum, one) => sum + one.actual, 0) / those.length, actual[bin]!, 1e-6);
    });
  });

  test('repeat purchases foretold week by week, weeks 20 to 25', () => {
    [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6].forEach((known, i) => {
      // Week 0 begins with the first customer's purchase.
      const longest = 272 / 7;
      const total = customers.reduce((sum, { T }) => sum + expectedPurchasesOfNew(model, Math.max(0, 20 + i - (longest - T))), 0);
      expectWithin(total, known, 0.5);
    });
  });

  test('accuracy over weeks 40 to 78', () => {
    const reached = accuracy(model, customers, 39);
    expectWithin(reached.mae, 0.7854542, 1e-4);
    expectWithin(reached.rmse, 1.607982, 1e-4);
    expectWithin(reached.biasPercent, -12.146191, 0.01);
    expectWithin(reached.aucOfExpected, 0.7725245, 1e-4);
    expectWithin(reached.aucOfNone, 0.7569198, 1e-4);
    expectWithin(reached.brier, 0.1612238, 1e-5);
  });

  test('why the probability of being alive is no churn score: it ranks worse than a coin', () => {
    expectWithin(accuracy(model, customers, 39).aucOfNotAlive, 0.31579, 1e-4);
  });
});

describe.skipIf(!ONLINE_RETAIL)('reference: Online Retail, calibrated to 2011-06-10', () => {
  const orders = ONLINE_RETAIL ? onlineRetailOrders() : [];
  const fit = ONLINE_RETAIL ? fitOwn('bg-nbd', patternsOf(orders, '2011-06-10')) : null;
  const customers = heldOut(orders, '2011-06-10', '2011-12-09');

  test('the customers', () => {
    expect(customers.length).toBe(2811);
    expect(customers.reduce((sum, { x }) => sum + x, 0)).toBe(4388);
    expect(customers.reduce((sum, { actual }) => sum + actual, 0)).toBe(6826);
  });

  test('drop-out is not identified, and the likelihood still at its top', () => {
    expect(fit?.dropOutIdentified).toBe(false);
    expectWithin(fit!.logLikelihood, -13357.4052, 0.05);
    expectRelative(fit!.parameters[0]!, 0.74348, 0.01);
    expectRelative(fit!.parameters[1]!, 8.77026, 0.01);
  });

  test('accuracy over the 26 weeks after', () => {
    const reached = accuracy(bgNbdFrom(fit!.parameters), customers, 26);
    expectRelative(reached.mae, 1.5035807, 0.005);
    expectRelative(reached.rmse, 2.4936234, 0.005);
    expectWithin(reached.aucOfNone, 0.7270785, 0.001);
    expectWithin(reached.brier, 0.1882158, 0.0005);
  });
});
