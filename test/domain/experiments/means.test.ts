import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { adjustPValues } from '../../../app/domain/experiments/comparing/adjust-p-values.ts';
import { meanArm, type MeanArm } from '../../../app/domain/experiments/comparing/arms.ts';
import { differenceOfMeans, liftOfMeans, testEffect } from '../../../app/domain/experiments/comparing/compare-means.ts';
import { normalPosterior } from '../../../app/domain/experiments/comparing/normal-posterior.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { expectRelative, expectWithin } from '../support/expect-relative.ts';

const CONTROL = armOf([27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2]);
const TREATED = armOf([27.5, 21, 19, 23.6, 17, 17.9]);
/** scipy 1.17, ttest_ind(equal_var=False). */
const WELCH = { t: -1.3084242851737211, p: 0.23303912114085726, degrees: 6.829566380784675, low: -6.477750736098956, high: 1.877750736098955 };

function armOf(values: readonly number[]): MeanArm {
  return meanArm({ customers: values.length, sum: values.reduce((sum, one) => sum + one, 0), sumOfSquares: values.reduce((sum, one) => sum + one * one, 0) });
}

test('reference: Welch’s test: scipy', () => {
  const effect = differenceOfMeans(CONTROL, TREATED);
  expect(effect.outcome).toBe('estimated');
  if (effect.outcome !== 'estimated') return;
  const { t, pValue, interval } = testEffect(effect);
  [WELCH.t, WELCH.p, WELCH.degrees, WELCH.low, WELCH.high].forEach((known, i) => expectRelative([t, pValue, effect.degrees, ...interval][i]!, known, 1e-9));
});

const means = fc.record({ customers: fc.integer({ min: 2, max: 1e9 }), mean: fc.double({ min: 0.01, max: 1e5, noNaN: true }), variance: fc.double({ min: 1e-3, max: 1e9, noNaN: true }) });

test('the currency changes the difference by its rate, and nothing else; swapping the arms turns its sign', () => {
  fc.assert(
    fc.property(means, means, fc.constantFrom(1e-6, 0.5, 100, 1e9), (one, other, rate) => {
      const scaled = (arm: MeanArm): MeanArm => ({ ...arm, mean: arm.mean * rate, variance: arm.variance * rate * rate });
      const here = differenceOfMeans(one, other);
      const elsewhere = differenceOfMeans(scaled(one), scaled(other));
      const lift = liftOfMeans(one, other);
      const liftElsewhere = liftOfMeans(scaled(one), scaled(other));
      const swapped = differenceOfMeans(other, one);
      if (here.outcome !== 'estimated' || elsewhere.outcome !== 'estimated' || swapped.outcome !== 'estimated') throw new Error('not estimated');
      if (lift.outcome !== 'estimated' || liftElsewhere.outcome !== 'estimated') throw new Error('not estimated');
      expectRelative(elsewhere.standardError, here.standardError * rate, 1e-12);
      expectRelative(elsewhere.degrees, here.degrees, 1e-9);
      expectRelative(liftElsewhere.standardError, lift.standardError, 1e-12);
      expect(swapped.effect + here.effect).toBe(0);
      expectRelative(swapped.degrees, here.degrees, 1e-9);
      expect(here.degrees).toBeGreaterThanOrEqual(Math.min(one.customers, other.customers) - 1.000001);
      expect(here.degrees).toBeLessThanOrEqual(one.customers + other.customers - 1.999);
      const { pValue, interval } = testEffect(here);
      expect(pValue >= 0 && pValue <= 1 && interval[0] <= here.effect && here.effect <= interval[1]).toBe(true);
    }),
    { numRuns: 150 },
  );
});

describe('limits: named outcomes', () => {
  const some: MeanArm = { customers: 50, mean: 10, variance: 4 };
  test('an arm of none or one', () => {
    for (const customers of [0, 1]) {
      const few: MeanArm = { customers, mean: 3, variance: 0 };
      expect([differenceOfMeans(few, some), differenceOfMeans(some, few), liftOfMeans(few, some), liftOfMeans(some, few)]).toEqual(new Array(4).fill({ outcome: 'too-few-customers' }));
    }
  });
  test('all alike', () => expect(differenceOfMeans({ ...some, variance: 0 }, { ...some, mean: 11, variance: 0 })).toEqual({ outcome: 'no-variation' }));
  test('a lift over nothing', () => expect(liftOfMeans({ ...some, mean: 0 }, some)).toEqual({ outcome: 'no-baseline' }));
  test('one arm alike, the other not', () => expect(differenceOfMeans({ ...some, variance: 0 }, some)).toMatchObject({ outcome: 'estimated', degrees: expect.closeTo(49, 10) as number }));
  test('sums of nobody, of one, of a million alike', () => {
    expect(meanArm({ customers: 0, sum: 0, sumOfSquares: 0 })).toEqual({ customers: 0, mean: 0, variance: 0 });
    expect(meanArm({ customers: 1, sum: 7, sumOfSquares: 49 })).toEqual({ customers: 1, mean: 7, variance: 0 });
    expect(meanArm({ customers: 1e6, sum: 0.1 * 1e6, sumOfSquares: 0.01 * 1e6 }).variance).toBeLessThan(1e-12);
  });
});

test('recovery: the interval of 95 % covers the difference of two skewed spends in 93 to 97 of 100 campaigns, the lift too', () => {
  const random = seededRandom(20_261_123);
  const runs = 1200;
  let held = 0;
  let liftHeld = 0;
  for (let run = 0; run < runs; run += 1) {
    const spends = (count: number, scale: number): number[] => Array.from({ length: count }, () => random.exponential() * scale);
    const [control, treated] = [armOf(spends(120, 20)), armOf(spends(180, 30))];
    const [difference, lift] = [differenceOfMeans(control, treated), liftOfMeans(control, treated)];
    if (difference.outcome !== 'estimated' || lift.outcome !== 'estimated') throw new Error('not estimated');
    const [low, high] = testEffect(difference).interval;
    if (low <= 10 && 10 <= high) held += 1;
    const [leastLift, mostLift] = testEffect(lift).interval;
    if (leastLift <= 0.5 && 0.5 <= mostLift) liftHeld += 1;
  }
  expectWithin(held / runs, 0.95, 0.02);
  expectWithin(liftHeld / runs, 0.95, 0.02);
});

test('the two losses differ by the effect; none is below 0, however far from it', () => {
  for (const effect of [-1000, -3, -0.1, 0, 0.1, 3, 1000]) {
    const { chance, lossIfTreated, lossIfNot } = normalPosterior({ effect, standardError: 0.7 });
    expectWithin(lossIfNot - lossIfTreated, effect, 1e-12);
    expect(Math.min(lossIfNot, lossIfTreated)).toBeGreaterThanOrEqual(0);
    expectWithin(chance + normalPosterior({ effect: -effect, standardError: 0.7 }).chance, 1, 1e-15);
  }
  expect(() => normalPosterior({ effect: 1, standardError: 0 })).toThrow(RangeError);
});

test('adjusted p-values keep their order, are never below the plain ones, and Holm’s never above Bonferroni’s', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (values) => {
      const [plain, holm, hochberg] = [adjustPValues(values, 'bonferroni'), adjustPValues(values, 'holm'), adjustPValues(values, 'benjamini-hochberg')];
      values.forEach((p, i) => {
        expect(holm[i]!).toBeLessThanOrEqual(plain[i]!);
        expect(hochberg[i]!).toBeLessThanOrEqual(holm[i]! + 1e-15);
        expect(hochberg[i]!).toBeGreaterThanOrEqual(p);
        values.forEach((q, k) => expect(p <= q ? holm[i]! <= holm[k]! && hochberg[i]! <= hochberg[k]! : true).toBe(true));
      });
    }),
    { numRuns: 100 },
  );
  expect(() => adjustPValues([0.2, 1.1], 'holm')).toThrow(RangeError);
});
