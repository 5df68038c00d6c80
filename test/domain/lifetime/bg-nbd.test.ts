import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { expectedPurchases, expectedPurchasesOfNew, expectedWhileAlive, probabilityAlive, probabilityOfCount, probabilityOfNone, type BgNbd } from '../../../app/domain/lifetime/bg-nbd.ts';
import { bgNbdLikelihood } from '../../../app/domain/lifetime/bg-nbd-likelihood.ts';
import { hypergeometric2F1 } from '../../../app/domain/numerics/hypergeometric.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { expectRelative, expectWithin } from '../support/expect-relative.ts';
import { simulatedPatterns } from '../support/simulated-shop.ts';

const MODEL: BgNbd = { r: 0.6, alpha: 8, a: 0.6, b: 3 };
const parameter = fc.double({ min: 0.05, max: 40, noNaN: true });
const models = fc.record({ r: parameter, alpha: parameter, a: parameter, b: parameter });

describe('agreement', () => {
  test('expected purchases with the formula of the paper, away from a = 1', () => {
    fc.assert(
      fc.property(models, fc.integer({ min: 0, max: 40 }), fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0.1, max: 100, noNaN: true }), ({ r, alpha, a, b }, x, T, t) => {
        fc.pre(Math.abs(a - 1) > 0.05 && a + b + x > 1.01);
        const z = t / (alpha + T + t);
        const bracket = 1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * hypergeometric2F1(r + x, b + x, a + b + x - 1, z);
        // The bracket of the paper cancels: it is good to 1e-16 over its own size.
        fc.pre(Math.abs(bracket) > 1e-6);
        expectRelative(expectedWhileAlive({ r, alpha, a, b }, x, T, t), ((a + b + x - 1) / (a - 1)) * bracket, 1e-8);
      }),
    );
  });

  test('the chances of all counts add up to one, and their mean is the expected number', () => {
    let sum = 0;
    let mean = 0;
    for (let n = 0; n < 4000; n += 1) {
      const chance = probabilityOfCount(MODEL, n, 30);
      sum += chance;
      mean += n * chance;
    }
    expectWithin(sum, 1, 1e-9);
    expectRelative(expectedPurchasesOfNew(MODEL, 30), mean, 1e-8);
    expectRelative(probabilityOfNone(MODEL, 0, 0, 0, 30), probabilityOfCount(MODEL, 0, 30), 1e-12);
  });

  test('the gradient with differences of the likelihood', () => {
    const likelihood = bgNbdLikelihood(simulatedPatterns(MODEL, 300, 4));
    const scratch = new Float64Array(4);
    for (const point of [[-1, 1, 0.5, 0.2], [0.3, 2.5, -2, 3], [-0.5, 2, -0.5, 1.1]]) {
      const gradient = new Float64Array(4);
      likelihood(Float64Array.from(point), gradient);
      for (let i = 0; i < 4; i += 1) {
        const at = (shift: number): number => likelihood(Float64Array.from(point, (x, j) => (i === j ? x + shift : x)), scratch);
        expectWithin(gradient[i]!, (at(1e-5) - at(-1e-5)) / 2e-5, 1e-7);
      }
    }
  });

  test('a weight of three is three equal customers', () => {
    const one = { repeats: Uint32Array.of(2), firstToLast: Uint32Array.of(50), observed: Uint32Array.of(200), customers: Float64Array.of(3), totalCustomers: 3, stepsPerWeek: 7 };
    const three = { ...one, repeats: Uint32Array.of(2, 2, 2), firstToLast: Uint32Array.of(50, 50, 50), observed: Uint32Array.of(200, 200, 200), customers: Float64Array.of(1, 1, 1) };
    const point = Float64Array.of(-0.5, 2, -0.5, 1.1);
    expectRelative(bgNbdLikelihood(one)(point, new Float64Array(4)), bgNbdLikelihood(three)(point, new Float64Array(4)), 1e-14);
  });

  test('forecasts with what simulated customers do', () => {
    const patterns = simulatedPatterns(MODEL, 60_000, 8);
    let expected = 0;
    for (let i = 0; i < patterns.totalCustomers; i += 1) expected += expectedPurchasesOfNew(MODEL, patterns.observed[i]! / patterns.stepsPerWeek);
    const actual = patterns.repeats.reduce((sum, x) => sum + x, 0);
    expectRelative(expected, actual, 0.02);
  });
});

describe('limits', () => {
  test('probabilities stay probabilities and nothing is NaN, for every customer', () => {
    fc.assert(
      fc.property(models, fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 600, noNaN: true }), fc.double({ min: 0, max: 60, noNaN: true }), (model, x, share, T, t) => {
        const tx = x === 0 ? 0 : share * T;
        const alive = probabilityAlive(model, x, tx, T);
        const none = probabilityOfNone(model, x, tx, T, t);
        const expected = expectedPurchases(model, x, tx, T, t);
        expect(alive >= 0 && alive <= 1).toBe(true);
        expect(none >= 0 && none <= 1).toBe(true);
        expect(expected).toBeGreaterThanOrEqual(0);
        // At least one purchase is expected at least as often as one happens.
        expect(expected).toBeGreaterThanOrEqual((1 - none) * (1 - 1e-12) - 1e-14);
      }),
      { numRuns: 300 },
    );
  });

  test('a = 1 lies between its neighbours', () => {
    const at = (a: number): number => expectedPurchases({ ...MODEL, a }, 3, 20, 30, 52);
    expectRelative(at(1), (at(1 - 1e-6) + at(1 + 1e-6)) / 2, 1e-10);
  });

  test('no time, nothing happens', () => {
    expect(expectedPurchases(MODEL, 3, 20, 30, 0)).toBe(0);
    expect(probabilityOfNone(MODEL, 3, 20, 30, 0)).toBeCloseTo(1, 14);
  });

  test('a wholesale account: thousands of purchases', () => {
    const expected = expectedPurchases(MODEL, 5000, 150, 150, 52);
    expect(expected).toBeGreaterThan(100);
    expect(expected).toBeLessThan(5000);
  });

  test('without drop-out it is the NBD: (r + x) t / (α + T)', () => {
    expectRelative(expectedPurchases({ r: 0.7, alpha: 9, a: 1e-9, b: 1e3 }, 4, 10, 30, 26), ((0.7 + 4) * 26) / 39, 1e-6);
  });
});

test('recovery: the likelihood is highest near the law that made the data', () => {
  const random = seededRandom(2);
  const likelihood = bgNbdLikelihood(simulatedPatterns(MODEL, 5000, 21));
  const scratch = new Float64Array(4);
  const truth = Object.values(MODEL).map(Math.log);
  const best = likelihood(Float64Array.from(truth), scratch);
  for (let i = 0; i < 20; i += 1) expect(likelihood(Float64Array.from(truth, (x) => x + 0.5 * random.normal()), scratch)).toBeGreaterThan(best - 1e-3);
});
