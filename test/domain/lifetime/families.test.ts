import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { nextPurchase } from '../../../app/domain/lifetime/forecasts/next-purchase.ts';
import { residualPurchases, weeklyDiscountRate } from '../../../app/domain/lifetime/forecasts/residual-purchases.ts';
import { likelihoodOf } from '../../../app/domain/lifetime/fit-family.ts';
import { FAMILIES, chanceAlive, chanceOfNone, expectedPurchases, expectedPurchasesOfNew, fitPurchaseModel, modelOf, type PurchaseModel } from '../../../app/domain/lifetime/model.ts';
import { silence } from '../../../app/domain/lifetime/pareto-nbd/silence.ts';
import { hypergeometric2F1 } from '../../../app/domain/numerics/hypergeometric.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { expectRelative, expectWithin } from '../support/expect-relative.ts';
import { SHOP_LAWS, repeatWeeks, simulateCustomers } from '../support/simulated-customers.ts';

const LAW = { 'bg-nbd': SHOP_LAWS[2]!, 'mbg-nbd': SHOP_LAWS[3]!, 'pareto-nbd': SHOP_LAWS[4]! };
const models = fc.record({ family: fc.constantFrom(...FAMILIES), values: fc.array(fc.double({ min: 0.05, max: 40, noNaN: true }), { minLength: 4, maxLength: 4 }) }).map(({ family, values }) => modelOf(family, values));

describe.each(FAMILIES)('agreement: %s', (family) => {
  const law = LAW[family];

  test('the gradient with differences of the likelihood, and with equal customers written out', () => {
    const { patterns } = simulateCustomers(law, 600, seededRandom(5), { weeks: 40, stepsPerWeek: 1 });
    const likelihood = likelihoodOf(family, patterns);
    const scratch = new Float64Array(4);
    const written = (values: Uint32Array): Uint32Array => Uint32Array.from([...values].flatMap((value, i) => new Array<number>(patterns.customers[i]!).fill(value)));
    const oneByOne = { ...patterns, repeats: written(patterns.repeats), firstToLast: written(patterns.firstToLast), observed: written(patterns.observed), customers: new Float64Array(600).fill(1) };
    for (const point of [[-1, 1, 0.5, 0.2], [0.3, 2.5, -2, 3], [-0.5, 2, -0.5, 1.1]]) {
      const gradient = new Float64Array(4);
      const value = likelihood(Float64Array.from(point), gradient);
      expectRelative(likelihoodOf(family, oneByOne)(Float64Array.from(point), scratch), value, 1e-12);
      for (let i = 0; i < 4; i += 1) {
        const at = (shift: number): number => likelihood(Float64Array.from(point, (x, j) => (i === j ? x + shift : x)), scratch);
        expectWithin(gradient[i]!, (at(1e-5) - at(-1e-5)) / 2e-5, 1e-7);
      }
    }
  });

  test('forecasts of a new customer with what simulated customers do', () => {
    const random = seededRandom(17);
    const customers = 40_000;
    let purchases = 0;
    let none = 0;
    for (let i = 0; i < customers; i += 1) {
      const times = repeatWeeks(random, law, 30);
      purchases += times.length;
      if (times.length === 0) none += 1;
    }
    expectRelative(expectedPurchasesOfNew(law, 30), purchases / customers, 0.03);
    expectWithin(chanceOfNone(law, 0, 0, 0, 30), none / customers, 0.01);
  });

  test('discounted purchases of all the future with those of every week', () => {
    let sum = 0;
    let before = 0;
    for (let week = 0.1; week < 900; week += 0.1) {
      const until = expectedPurchases(law, 3, 20, 30, week);
      sum += Math.exp(-0.03 * (week - 0.05)) * (until - before);
      before = until;
    }
    expectRelative(residualPurchases(law, 3, 20, 30, 0.03), sum, 1e-6);
  });

  test('the next purchase: half of those who buy in time have bought by the median', () => {
    const next = nextPurchase(law, 3, 20, 30, 104);
    expectRelative(1 - chanceOfNone(law, 3, 20, 30, next.medianWeeks), next.chance / 2, 1e-9);
    expectRelative(1 - chanceOfNone(law, 3, 20, 30, next.latestWeeks), 0.9 * next.chance, 1e-9);
    expect(next.earliestWeeks).toBeLessThan(next.medianWeeks);
  });

  test('a part of the patterns leads the fit to the whole to the very top', () => {
    const { patterns } = simulateCustomers(law, 80_000, seededRandom(3), { stepsPerWeek: 100 });
    expect(patterns.repeats.length).toBeGreaterThan(40_000);
    const { params } = fitPurchaseModel(family, patterns, { prior: 'never' });
    const gradient = new Float64Array(4);
    likelihoodOf(family, patterns)(Float64Array.from(Object.values(params) as number[], Math.log), gradient);
    for (const slope of gradient) expectWithin(slope, 0, 1e-7);
  });
});

describe('agreement: the silence of Pareto/NBD', () => {
  // Fader & Hardie's note, eq. 19: with α ≥ β, the integral is F(T) from t_x less F(T) from T.
  test('with the difference of two hypergeometric functions, where that does not cancel', () => {
    const random = seededRandom(8);
    for (let i = 0; i < 100; i += 1) {
      const [r, s, beta] = [0.1 + 3 * random.uniform(), 0.1 + 2 * random.uniform(), 0.5 + 10 * random.uniform()];
      const alpha = beta + 10 * random.uniform();
      const shape = r + random.integer(8);
      const [from, span] = [40 * random.uniform(), 10 + 40 * random.uniform()];
      const k = shape + s;
      const part = (y: number): number => hypergeometric2F1(k, s + 1, k + 1, (alpha - beta) / (alpha + y)) / (alpha + y) ** k;
      const known = (s / k) * (alpha + from) ** shape * (beta + from) ** s * (part(from) - part(from + span));
      expectRelative(silence({ r, alpha, s, beta }, shape, from, span).gone, known, 1e-9);
    }
  });
});

describe('limits: every family', () => {
  test('probabilities stay probabilities and nothing is NaN, for every customer', () => {
    fc.assert(
      fc.property(models, fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 600, noNaN: true }), fc.double({ min: 0, max: 60, noNaN: true }), (model: PurchaseModel, x, share, T, t) => {
        const tx = x === 0 ? 0 : share * T;
        const alive = chanceAlive(model, x, tx, T);
        const none = chanceOfNone(model, x, tx, T, t);
        const expected = expectedPurchases(model, x, tx, T, t);
        expect(alive >= 0 && alive <= 1).toBe(true);
        expect(none >= 0 && none <= 1).toBe(true);
        expect(expected).toBeGreaterThanOrEqual((1 - none) * (1 - 1e-12) - 1e-14);
      }),
      { numRuns: 300 },
    );
  });

  test('without drop-out all three are the NBD: (r + x) t / (α + T)', () => {
    for (const model of [modelOf('bg-nbd', [0.7, 9, 1e-9, 1e3]), modelOf('mbg-nbd', [0.7, 9, 1e-9, 1e3]), modelOf('pareto-nbd', [0.7, 9, 1e-9, 1e3])]) {
      expectRelative(expectedPurchases(model, 4, 10, 30, 26), ((0.7 + 4) * 26) / 39, 1e-6);
    }
  });

  test('a tenth a year is a tenth a year', () => expectRelative(Math.exp(-weeklyDiscountRate(0.1) * (365.2425 / 7)), 1 / 1.1, 1e-12));
});
