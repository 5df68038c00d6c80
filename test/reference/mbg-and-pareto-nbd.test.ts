// Published numbers of MBG/NBD and Pareto/NBD. Sources: Fader, Hardie & Lee (2005); CLVTools
// (tests/testthat/test_correctness_pnbd_nocovstaticcov.R); lifetimes (tests/test_estimation.py); the BTYD 2.4.3 walkthrough
// (cran/BTYD); runs of R BTYD 2.4.3 and BTYDplus 1.2.0, and an independent computation in double precision, where said.
import { describe, expect, test } from 'vitest';
import { residualPurchases } from '../../app/domain/lifetime/forecasts/residual-purchases.ts';
import { likelihoodOf } from '../../app/domain/lifetime/fit-family.ts';
import { chanceAlive, chanceOfNone, expectedPurchases, expectedPurchasesOfNew, fitPurchaseModel, type FittedPurchaseModel, type PurchaseModel } from '../../app/domain/lifetime/model.ts';
import { expectRelative, expectWithin } from '../domain/support/expect-relative.ts';
import { CDNOW, ONLINE_RETAIL, areaUnderCurve, cdnowOrders, heldOut, onlineRetailOrders, patternsOf } from './real-shops.ts';

const MBG: PurchaseModel = { family: 'mbg-nbd', params: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 } };
/** The parameters as lifetimes and the walkthrough print them. */
const PARETO: PurchaseModel = { family: 'pareto-nbd', params: { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 } };
/** The fit to CDNOW, rounded (2005). */
const PARETO_2005: PurchaseModel = { family: 'pareto-nbd', params: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } };

function logLikelihoodOfOne({ family, params }: PurchaseModel, x: number, txDays: number, days: number): number {
  const one = { repeats: Uint32Array.of(x), firstToLast: Uint32Array.of(txDays), observed: Uint32Array.of(days), customers: Float64Array.of(1), totalCustomers: 1, stepsPerWeek: 7 };
  return -likelihoodOf(family, one)(Float64Array.from(Object.values(params) as number[], Math.log), new Float64Array(4));
}

describe('reference: MBG/NBD', () => {
  test('expected purchases of (2, 30.43, 38.86) over 39 weeks: R BTYDplus', () => expectWithin(expectedPurchases(MBG, 2, 30.43, 38.86, 39), 1.262960623267, 1e-6));

  test.each([
    [2, 30.43, 38.86, 0.706202265118],
    [0, 0, 38.86, 0.389735080919],
    [26, 30.86, 31, 0.965566144144],
  ])('alive (%d, %d, %d): R BTYDplus', (x, tx, T, known) => expectWithin(chanceAlive(MBG, x, tx, T), known, 1e-8));
});

describe('reference: Pareto/NBD', () => {
  test('customer 1516 over 52 weeks: lifetimes, BTYD walkthrough', () => expectWithin(expectedPurchases(PARETO, 26, 30.86, 31, 52), 25.4549135115, 1e-5));
  test('customer 1516 alive: lifetimes, BTYD walkthrough', () => expectWithin(chanceAlive(PARETO, 26, 30.86, 31), 0.997917766552, 1e-7));

  test('a new customer over 0 to 9 weeks: R BTYD', () => {
    [0, 0.0510045340023, 0.0996208809595, 0.1461242722216, 0.1907418910716, 0.2336637555083, 0.2750506374293, 0.3150399459781, 0.3537501785673, 0.3912843427991].forEach((known, weeks) =>
      expectWithin(expectedPurchasesOfNew(PARETO, weeks), known, 1e-8),
    );
  });

  test.each([
    [132, 6.206051788963242],
    [133, 6.252872247574811],
  ])('no underflow at %d purchases: lifetimes', (x, known) => expectWithin(expectedPurchases({ family: 'pareto-nbd', params: { r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 } }, x, 200, 200, 10), known, 1e-6));

  test.each([
    [26, 30.86, 31, 86.0303756154],
    [0, 0, 38.86, 0.476823058115],
    [2, 30.43, 38.86, 6.48256236494],
    [10, 20, 39, 2.474007941694],
  ])('discounted residual purchases of (%d, %d, %d) at .0027 a week: R BTYD', (x, tx, T, known) => expectRelative(residualPurchases(PARETO, x, tx, T, 0.0027), known, 1e-6));
});

// An independent computation in double precision; T and t_x in days here, purchases in the 39 weeks of the hold-out.
describe('reference: six customers of CDNOW', () => {
  test.each([
    { customer: 1, x: 2, tx: 213, days: 272, mbg: [0.7062150554621951, 1.263050263341909, -9.485409256320974], pareto: [0.869186154651161, 1.4552261309493442, 0.40804092216516996, -9.554122824149031, 6.484143063301977] },
    { customer: 3, x: 0, tx: 0, days: 272, mbg: [0.3897430016855184, 0.1540244851484325, -0.5398244842200453], pareto: [0.29530337426579556, 0.10709283382064305, 0.9307087364949885, -0.5210368564101571, 0.47718030949215084] },
    { customer: 6, x: 7, tx: 206, days: 272, mbg: [0.6227650391061363, 3.1679428220914714, -21.776111110899514], pareto: [0.7495427189570173, 3.712639188177246, 0.3112051404946721, -21.594227549005147, 16.542641124000316] },
    { customer: 500, x: 3, tx: 39, days: 252, mbg: [0.05418238166638128, 0.14053118750375557, -9.744702522327447], pareto: [0.08352839368636106, 0.20473941242712904, 0.9341788366274744, -9.92834794117876, 0.899480063438262] },
    { customer: 1516, x: 26, tx: 216, days: 217, mbg: [0.9654980547675834, 19.44935103449625, -38.32205642777505], pareto: [0.9978742606099419, 20.116129598450673, 0.023853772725595412, -39.131626976116586, 86.05265864901425] },
    { customer: 2357, x: 0, tx: 0, days: 189, mbg: [0.42849443148199895, 0.2207145436414699, -0.4742185339419558], pareto: [0.38393078435005523, 0.1753614929904234, 0.8966422392001219, -0.46976336606934854, 0.7328387092611901] },
  ])('customer $customer', ({ x, tx, days, mbg, pareto }) => {
    const [txWeeks, T] = [tx / 7, days / 7];
    expectRelative(chanceAlive(MBG, x, txWeeks, T), mbg[0]!, 1e-7);
    expectRelative(expectedPurchases(MBG, x, txWeeks, T, 39), mbg[1]!, 1e-7);
    expectRelative(logLikelihoodOfOne(MBG, x, tx, days), mbg[2]!, 1e-7);
    expectRelative(chanceAlive(PARETO_2005, x, txWeeks, T), pareto[0]!, 1e-7);
    expectRelative(expectedPurchases(PARETO_2005, x, txWeeks, T, 39), pareto[1]!, 1e-7);
    expectRelative(chanceOfNone(PARETO_2005, x, txWeeks, T, 39), pareto[2]!, 1e-7);
    expectRelative(logLikelihoodOfOne(PARETO_2005, x, tx, days), pareto[3]!, 1e-7);
    expectRelative(residualPurchases(PARETO_2005, x, txWeeks, T, 0.0027), pareto[4]!, 1e-7);
  });
});

function accuracy(model: FittedPurchaseModel, orders: ReturnType<typeof cdnowOrders>, end: string, until: string, weeks: number): { mae: number; rmse: number; aucOfExpected: number; aucOfNone: number; brier: number } {
  const customers = heldOut(orders, end, until);
  const expected = customers.map(({ x, tx, T }) => expectedPurchases(model, x, tx, T, weeks));
  const none = customers.map(({ x, tx, T }) => chanceOfNone(model, x, tx, T, weeks));
  const lapsed = customers.map(({ actual }) => actual === 0);
  const mean = (of: (i: number) => number): number => customers.reduce((sum, _, i) => sum + of(i), 0) / customers.length;
  return {
    mae: mean((i) => Math.abs(customers[i]!.actual - expected[i]!)),
    rmse: Math.sqrt(mean((i) => (customers[i]!.actual - expected[i]!) ** 2)),
    aucOfExpected: areaUnderCurve(expected.map((e) => -e), lapsed),
    aucOfNone: areaUnderCurve(none, lapsed),
    brier: mean((i) => (none[i]! - (lapsed[i] ? 1 : 0)) ** 2),
  };
}

describe.skipIf(!CDNOW)('reference: fits to CDNOW, weeks 1 to 39', () => {
  const orders = CDNOW ? cdnowOrders() : [];
  const patterns = patternsOf(orders, '1997-09-30');
  const mbg = fitPurchaseModel('mbg-nbd', patterns, { prior: 'never' });
  const pareto = fitPurchaseModel('pareto-nbd', patterns, { prior: 'never' });

  test('MBG/NBD: parameters and log-likelihood', () => {
    expectWithin(mbg.logLikelihood, -9582.1357, 0.01);
    for (const [key, known] of [['r', 0.52484], ['alpha', 6.18309], ['a', 0.89136], ['b', 1.614]] as const) expectRelative(mbg.params[key], known, 0.001);
    expect(mbg).toMatchObject({ dropOutIdentified: true, converged: true, basis: 'own' });
  });

  test('Pareto/NBD: parameters, standard errors and log-likelihood', () => {
    expectWithin(pareto.logLikelihood, -9594.97618, 0.01);
    for (const [key, known, error] of [['r', 0.55328, 0.0476264], ['alpha', 10.57768, 0.8427222], ['s', 0.60624, 0.1872594], ['beta', 11.66874, 6.2105448]] as const) {
      expectRelative(pareto.params[key], known, 0.002);
      expectRelative(pareto.standardErrors![key], error, 0.02);
    }
    expect(pareto).toMatchObject({ dropOutIdentified: true, converged: true, basis: 'own' });
  });

  test('Pareto/NBD: a new customer over 52 weeks, and more purchases, less hope (15, 20, 39): BTYD walkthrough', () => {
    expectWithin(expectedPurchasesOfNew(pareto, 52), 1.473434, 0.001);
    expectRelative(expectedPurchases(pareto, 15, 20, 39, 52), 0.1442396, 0.001);
  });

  test('accuracy over weeks 40 to 78', () => {
    const ofMbg = accuracy(mbg, orders, '1997-09-30', '1998-06-30', 39);
    expectRelative(ofMbg.mae, 0.764778941, 0.005);
    expectRelative(ofMbg.rmse, 1.607182663, 0.005);
    expectWithin(ofMbg.aucOfExpected, 0.772762188, 0.002);
    expectWithin(ofMbg.aucOfNone, 0.760103274, 0.002);
    const ofPareto = accuracy(pareto, orders, '1997-09-30', '1998-06-30', 39);
    expectRelative(ofPareto.mae, 0.754523372, 0.005);
    expectRelative(ofPareto.rmse, 1.602847998, 0.005);
    expectWithin(ofPareto.aucOfExpected, 0.778742096, 0.002);
    expectWithin(ofPareto.aucOfNone, 0.771154263, 0.002);
    expectWithin(ofPareto.brier, 0.161868186, 0.002);
  });

  test('repeat purchases there were, weeks 20 to 25', () => {
    const start = Math.min(...orders.map(({ day }) => day));
    const days = new Map<bigint, Set<number>>();
    for (const { customerId, day } of orders) if (customerId !== null) days.set(customerId, (days.get(customerId) ?? new Set()).add(day));
    const cumulative = [20, 21, 22, 23, 24, 25].map((week) => [...days.values()].reduce((sum, own) => sum + Math.max(0, [...own].filter((day) => day - start < 7 * week).length - 1), 0));
    expect(cumulative).toEqual([1359, 1414, 1484, 1517, 1573, 1672]);
  });
});

describe.skipIf(!ONLINE_RETAIL)('reference: fits to Online Retail, calibrated to 2011-06-10', () => {
  const orders = ONLINE_RETAIL ? onlineRetailOrders() : [];

  test.each([
    ['mbg-nbd', -13357.404, 1.50815, 0.72708],
    ['pareto-nbd', -13357.4058, 1.49975, 0.72707],
  ] as const)('%s: drop-out is not identified, the rest is as known', (family, logLikelihood, mae, aucOfNone) => {
    const model = fitPurchaseModel(family, patternsOf(orders, '2011-06-10'), { prior: 'never' });
    expect(model).toMatchObject({ dropOutIdentified: false, converged: true });
    expectWithin(model.logLikelihood, logLikelihood, 0.01);
    const reached = accuracy(model, orders, '2011-06-10', '2011-12-09', 26);
    expectRelative(reached.mae, mae, 0.006);
    expectWithin(reached.aucOfNone, aucOfNone, 0.002);
  });
});

// Cases of the table that stand without what they were computed from, and are context only: the five customers of `clv`
// (fitted by lifetimes to example_transactions.csv, which is not beside the repository).
