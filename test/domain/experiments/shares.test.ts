// Two shares: what must hold whatever the counts.
import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import type { Interval, ProportionArm } from '../../../app/domain/experiments/comparing/arms.ts';
import { chanceToBeat } from '../../../app/domain/experiments/comparing/chance-to-beat.ts';
import { compareProportions } from '../../../app/domain/experiments/comparing/compare-proportions.ts';
import { newcombeInterval, wilsonInterval } from '../../../app/domain/experiments/comparing/wilson-interval.ts';
import { logBeta } from '../../../app/domain/numerics/gamma.ts';
import { expectRelative, expectWithin } from '../support/expect-relative.ts';

const arm = (converted: number, customers: number): ProportionArm => ({ customers, converted });
const arms = (most: number): fc.Arbitrary<ProportionArm> => fc.nat(most).chain((customers) => fc.nat(customers).map((converted) => arm(converted, customers)));

// By Altham's identity in exact fractions (mpmath 1.3, 40 digits), itself held against a quadrature.
describe('reference: the chance to beat and the loss, mpmath', () => {
  test.each([
    [0, 0, 5, 10, 0.5, 0.1346153846153846],
    [0, 50, 0, 9, 0.8360655737704918, 0.003101736972704715],
    [50, 50, 9, 9, 0.16393442622950818, 0.0747800586510264],
    [20000, 100000, 20500, 100000, 0.9972997802239632, 1.452225086675527e-6],
    [99990, 100000, 99995, 100000, 0.8949524018937765, 2.07835168494337e-6],
    [500, 1000, 200, 1000, 3.117868477880865e-46, 0.2994011976047904],
    [3, 200000, 9, 200000, 0.9538600402733836, 3.612939646519814e-7],
  ])('%d of %d and %d of %d', (x, m, y, n, chance, loss) => {
    const reached = chanceToBeat(arm(x, m), arm(y, n));
    expectRelative(reached.chance, chance, 1e-11);
    expectRelative(reached.lossIfTreated, loss, 1e-9);
  });
});

test('agreement: Evan Miller’s sum, term by term, for every small pair of arms', () => {
  for (const [m, n] of [[6, 9], [9, 6], [0, 7]] as const) {
    for (let x = 0; x <= m; x += 1) {
      for (let y = 0; y <= n; y += 1) {
        let sum = 0;
        const [a, b, d] = [x + 1, m - x + 1, n - y + 1];
        for (let i = 0; i <= y; i += 1) sum += Math.exp(logBeta(a + i, b + d) - Math.log(d + i) - logBeta(1 + i, d) - logBeta(a, b));
        expectWithin(chanceToBeat(arm(x, m), arm(y, n)).chance, sum, 1e-12);
      }
    }
  }
});

test('swapping the arms, or success and failure, mirrors every answer', () => {
  fc.assert(
    fc.property(arms(3000), arms(3000), (one, other) => {
      const here = chanceToBeat(one, other);
      const swapped = chanceToBeat(other, one);
      expectWithin(here.chance + swapped.chance, 1, 1e-11);
      expectWithin(here.lossIfTreated, swapped.lossIfNot, 1e-12);
      const failed = ({ customers, converted }: ProportionArm): ProportionArm => arm(customers - converted, customers);
      expectWithin(chanceToBeat(failed(other), failed(one)).chance, here.chance, 1e-11);
      // What one choice loses on average and the other does not is the difference of the means.
      const mean = ({ customers, converted }: ProportionArm): number => (converted + 1) / (customers + 2);
      expectWithin(here.lossIfNot - here.lossIfTreated, mean(other) - mean(one), 1e-11);

      const test = compareProportions(one, other);
      const mirrored = compareProportions(other, one);
      expect(mirrored.outcome).toBe(test.outcome);
      if (test.outcome === 'compared' && mirrored.outcome === 'compared') {
        expectWithin(test.z, -mirrored.z, 1e-12);
        expectWithin(test.interval[0], -mirrored.interval[1], 1e-15);
        expect(test.pValue >= 0 && test.pValue <= 1).toBe(true);
      }
      const [low, high] = newcombeInterval(one, other);
      expectWithin(low, -newcombeInterval(other, one)[1], 1e-14);
      expect(low >= -1 && low <= high && high <= 1).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('one more conversion is never worse news', () => {
  fc.assert(
    fc.property(arms(500), arms(500), (one, other) => {
      fc.pre(other.converted < other.customers);
      expect(chanceToBeat(one, arm(other.converted + 1, other.customers)).chance).toBeGreaterThanOrEqual(chanceToBeat(one, other).chance - 1e-12);
    }),
    { numRuns: 100 },
  );
});

describe('limits', () => {
  test('an arm without customers', () => {
    expect(compareProportions(arm(0, 0), arm(5, 10))).toEqual({ outcome: 'empty-arm' });
    expect(compareProportions(arm(5, 10), arm(0, 0))).toEqual({ outcome: 'empty-arm' });
    expect(chanceToBeat(arm(0, 0), arm(0, 0))).toEqual({ chance: 0.5, lossIfTreated: 1 / 6, lossIfNot: 1 / 6 });
    expect(wilsonInterval(arm(0, 0))).toEqual([0, 1]);
    expect(newcombeInterval(arm(0, 0), arm(0, 0))).toEqual([-1, 1]);
  });

  test.each([0, 1])('nobody converted, or everybody (%d)', (share) => {
    for (const n of [1, 40, 1e9]) {
      expect(compareProportions(arm(share * n, n), arm(share * n, n))).toEqual({ outcome: 'no-variation' });
      expectWithin(chanceToBeat(arm(share * n, n), arm(share * n, n)).chance, 0.5, 1e-12);
      const [low, high] = newcombeInterval(arm(share * n, n), arm(share * n, n));
      expectWithin(low, -high, 1e-15);
      expect(high).toBeGreaterThan(0);
    }
  });

  test('a billion customers in each arm', () => {
    const reached = chanceToBeat(arm(2e8, 1e9), arm(200_010_000, 1e9));
    const test = compareProportions(arm(2e8, 1e9), arm(200_010_000, 1e9));
    expect(test.outcome).toBe('compared');
    // Where a share is this well known, the posterior is normal: its chance is one minus half the p-value.
    if (test.outcome === 'compared') expectWithin(reached.chance, 1 - test.pValue / 2, 1e-8);
    expectRelative(reached.lossIfNot - reached.lossIfTreated, 1e-5, 1e-6);
    expect(chanceToBeat(arm(0, 1e9), arm(1e9, 1e9)).chance).toBe(1);
    expect(chanceToBeat(arm(1e9, 1e9), arm(0, 1e9)).chance).toBeLessThan(1e-300);
  });

  test.each([[-1, 10], [11, 10], [0.5, 10], [1, 1.5], [NaN, 10], [0, Infinity]])('%d of %d is no count', (converted, customers) => {
    for (const refuse of [() => compareProportions(arm(1, 2), arm(converted, customers)), () => chanceToBeat(arm(converted, customers), arm(1, 2)), () => wilsonInterval(arm(converted, customers))]) {
      expect(refuse).toThrow(RangeError);
    }
  });
});

/** The exact chance that an interval of the difference holds it, over all outcomes of two binomials. */
function coverage(interval: (x: number, y: number) => Interval, m: number, n: number, p: number, q: number): number {
  const chances = (size: number, share: number): number[] =>
    Array.from({ length: size + 1 }, (_, k) => Math.exp(k * Math.log(share) + (size - k) * Math.log1p(-share) - logBeta(k + 1, size - k + 1) - Math.log(size + 1)));
  const ofY = chances(n, q);
  let sum = 0;
  for (const [x, chanceOfX] of chances(m, p).entries()) {
    for (const [y, chanceOfY] of ofY.entries()) {
      const [low, high] = interval(x, y);
      if (low <= q - p && q - p <= high) sum += chanceOfX * chanceOfY;
    }
  }
  return sum;
}

test('recovery: Newcombe’s interval of 95 % covers 93 to 98 % in small groups, exactly reckoned; 95 % on average', () => {
  const reached = [0.05, 0.2, 0.5, 0.8].flatMap((p) => [0.1, 0.3, 0.9].map((q) => coverage((x, y) => newcombeInterval(arm(x, 40), arm(y, 30)), 40, 30, p, q)));
  expect(Math.min(...reached)).toBeGreaterThan(0.93);
  expect(Math.max(...reached)).toBeLessThan(0.98);
  expectWithin(reached.reduce((sum, one) => sum + one, 0) / reached.length, 0.95, 0.01);
});

test('recovery: the Wald interval covers 94 to 96 % in groups of 150 with shares from .2 to .5, exactly reckoned', () => {
  for (const [p, q] of [[0.2, 0.25], [0.5, 0.5], [0.3, 0.2]] as const) {
    const wald = (x: number, y: number): Interval => {
      const comparison = compareProportions(arm(x, 150), arm(y, 150));
      return comparison.outcome === 'compared' ? comparison.interval : [0, 0];
    };
    expectWithin(coverage(wald, 150, 150, p, q), 0.95, 0.01);
  }
});
