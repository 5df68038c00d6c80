// Published numbers of BG/NBD. Sources: Fader, Hardie & Lee (2005); the BTYD 2.4.3 walkthrough (cran/BTYD); CLVTools
// (tests/testthat/test_correctness_bgnbd.R); lifetimes (tests/test_estimation.py); runs of R BTYD 2.4.3 where said.
import { describe, expect, test } from 'vitest';
import { expectedPurchases, expectedPurchasesOfNew, probabilityAlive, probabilityOfCount, probabilityOfNone } from '../../app/domain/lifetime/bg-nbd.ts';
import { bgNbdLikelihood } from '../../app/domain/lifetime/bg-nbd-likelihood.ts';
import { expectRelative, expectWithin } from '../domain/support/expect-relative.ts';

/** The parameters as printed in 2005. */
const PRINTED = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
/** The same fit to more digits (CLVTools). */
const FITTED = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 };

describe('reference: single customers', () => {
  test('expected purchases of (2, 30.43, 38.86) over 39 weeks: lifetimes', () => expectWithin(expectedPurchases(PRINTED, 2, 30.43, 38.86, 39), 1.22602817477, 1e-6));
  test('probability alive of the same: R BTYD', () => expectWithin(probabilityAlive(PRINTED, 2, 30.43, 38.86), 0.726578570081, 1e-8));
  test('customer 1516 over 52 weeks: BTYD walkthrough', () => expectWithin(expectedPurchases(FITTED, 26, 30.857142857, 31, 52), 25.75659, 0.002));
  test('customer 1516 over 39 weeks, printed parameters: R BTYD', () => expectWithin(expectedPurchases(PRINTED, 26, 30.86, 31, 39), 20.7497261409, 1e-6));
  test('customer 1516 alive: BTYD walkthrough', () => expectWithin(probabilityAlive(FITTED, 26, 30.857142857, 31), 0.9688523, 1e-5));
  test('more purchases, less hope (15, 20, 39): BTYD walkthrough', () => expectRelative(expectedPurchases(FITTED, 15, 20, 39, 52), 0.04283391, 0.001));
  test('a customer without repeat is alive by the model', () => expect(probabilityAlive(FITTED, 0, 0, 38.86)).toBe(1));
});

describe('reference: a new customer', () => {
  test('expected purchases in 52 weeks: BTYD walkthrough', () => expectWithin(expectedPurchasesOfNew(FITTED, 52), 1.444004, 0.001));

  test.each([
    [0.1429, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.8571, 1.0405],
    [32, 1.0437],
    [78, 1.8576],
  ])('in %d weeks: the spreadsheet of Hardie', (weeks, known) => expectWithin(expectedPurchasesOfNew(FITTED, weeks), known, 0.0015));

  test('ten purchases in two weeks: lifetimes', () => expectRelative(probabilityOfCount(PRINTED, 10, 2), 1.07868964036e-7, 1e-6));

  test.each([0.57378635209601, 0.19939528083591, 0.08542975953906, 0.045860353848, 0.02767144933578, 0.01796549386658, 0.01226897671555, 0.00869542880416, 0.00634030830926, 0.00472802164142].map((known, n) => [n, known]))(
    '%d purchases in 39 weeks: R BTYD',
    (n, known) => expectWithin(probabilityOfCount(PRINTED, n, 39), known, 1e-9),
  );
});

test('reference: the log-likelihood of one customer without repeat over 40 weeks: pymc-marketing', () => {
  const likelihood = bgNbdLikelihood({ repeats: Uint32Array.of(0), firstToLast: Uint32Array.of(0), observed: Uint32Array.of(40), customers: Float64Array.of(1), totalCustomers: 1, stepsPerWeek: 1 });
  expectWithin(-likelihood(Float64Array.from([0.25, 4, 0.8, 2.5], Math.log), new Float64Array(4)), -0.59947382, 1e-7);
});

// An independent computation in double precision; T and t_x in days here, purchases in the 39 weeks of the hold-out.
describe('reference: six customers of CDNOW', () => {
  test.each([
    { customer: 1, x: 2, txDays: 213, days: 272, alive: 0.726589721835494, expected: 1.2261158061493123, none: 0.445352278158077, log: -9.458473557488498 },
    { customer: 3, x: 0, txDays: 0, days: 272, alive: 1, expected: 0.19510966499308008, none: 0.8554429530113344, log: -0.5546972319626025 },
    { customer: 6, x: 7, txDays: 206, days: 272, alive: 0.6417960022486634, expected: 3.3374393516206586, none: 0.3643168501399132, log: -21.8628598319339 },
    { customer: 500, x: 3, txDays: 39, days: 252, alive: 0.05654852493205132, expected: 0.14376349499880198, none: 0.9497761444163958, log: -9.808163604619185 },
    { customer: 1516, x: 26, txDays: 216, days: 217, alive: 0.9688515628518968, expected: 20.74835369433801, none: 0.031148440485619155, log: -37.726513328332985 },
    { customer: 2357, x: 0, txDays: 0, days: 189, alive: 1, expected: 0.2593953814922083, none: 0.8219015629271442, log: -0.4768807799774698 },
  ])('customer $customer', ({ x, txDays, days, alive, expected, none, log }) => {
    expectRelative(probabilityAlive(PRINTED, x, txDays / 7, days / 7), alive, 1e-7);
    expectRelative(expectedPurchases(PRINTED, x, txDays / 7, days / 7, 39), expected, 1e-7);
    expectRelative(probabilityOfNone(PRINTED, x, txDays / 7, days / 7, 39), none, 1e-7);
    const likelihood = bgNbdLikelihood({ repeats: Uint32Array.of(x), firstToLast: Uint32Array.of(txDays), observed: Uint32Array.of(days), customers: Float64Array.of(1), totalCustomers: 1, stepsPerWeek: 7 });
    expectRelative(-likelihood(Float64Array.from([PRINTED.r, PRINTED.alpha, PRINTED.a, PRINTED.b], Math.log), new Float64Array(4)), log, 1e-7);
  });
});
