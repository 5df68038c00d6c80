// Comparing two groups. Sources: R 4.2.2 (prop.test, p.adjust, power.prop.test), Evan Miller, Stucchio (2014), and GrowthBook's own
// tests (8f1db44: packages/stats/tests, packages/back-end/test/stats.test.ts, packages/shared/test/power.test.ts).
import { describe, expect, test } from 'vitest';
import { adjustPValues } from '../../app/domain/experiments/comparing/adjust-p-values.ts';
import { alwaysValid, mixingRate } from '../../app/domain/experiments/comparing/always-valid.ts';
import { meanArm, proportionAsMean, type MeanArm, type ProportionArm } from '../../app/domain/experiments/comparing/arms.ts';
import { chanceToBeat } from '../../app/domain/experiments/comparing/chance-to-beat.ts';
import { liftOfMeans, testEffect, type Effect } from '../../app/domain/experiments/comparing/compare-means.ts';
import { compareProportions, type ProportionComparison } from '../../app/domain/experiments/comparing/compare-proportions.ts';
import { normalPosterior } from '../../app/domain/experiments/comparing/normal-posterior.ts';
import { wilsonInterval } from '../../app/domain/experiments/comparing/wilson-interval.ts';
import { powerOfLift, powerOfShares } from '../../app/domain/experiments/planning/power.ts';
import { sampleSizePerArm } from '../../app/domain/experiments/planning/sample-size.ts';
import { sampleRatio } from '../../app/domain/experiments/sample-ratio.ts';
import { expectRelative, expectWithin } from '../domain/support/expect-relative.ts';

const arm = (converted: number, customers: number): ProportionArm => ({ customers, converted });

function expectAllWithin(values: readonly number[], known: readonly number[], absolute: number): void {
  expect(values.length).toBe(known.length);
  known.forEach((value, i) => expectWithin(values[i]!, value, absolute));
}

function compared(comparison: ProportionComparison): Extract<ProportionComparison, { outcome: 'compared' }> {
  if (comparison.outcome !== 'compared') throw new Error(comparison.outcome);
  return comparison;
}

function lift(control: MeanArm, treated: MeanArm): Effect {
  const effect = liftOfMeans(control, treated);
  if (effect.outcome !== 'estimated') throw new Error(effect.outcome);
  return effect;
}

describe('reference: customers an arm needs, 95 % and 80 %', () => {
  test.each([
    [0.2, 0.05, 'at-baseline', 1030.2193],
    [0.02, 0.002, 'at-baseline', 78039.0169],
    [0.1, 0.01, 'at-baseline', 14312.8562],
    [0.2, 0.05, 'pooled', 1093.73904583],
    [0.02, 0.002, 'pooled', 80681.3802824],
  ] as const)('from %d by %d, variance %s', (baseline, difference, convention, known) => {
    const size = sampleSizePerArm({ baseline, difference, convention });
    expect(size.outcome).toBe('enough');
    if (size.outcome === 'enough') {
      expectRelative(size.perArm, known, 1e-6);
      expect(size.convention).toBe(convention);
    }
  });

  test('and R’s answer has R’s power', () =>
    expectRelative(powerOfShares({ control: 1093.73904583, treated: 1093.73904583, looks: 'once' }, 0.2, 0.05), 0.8, 1e-9));
});

describe('reference: two shares, 200 of 1000 and 250 of 1000: R prop.test', () => {
  test('without correction', () => {
    const { z, pValue, chiSquare, interval } = compared(compareProportions(arm(200, 1000), arm(250, 1000)));
    expectAllWithin([z, pValue, chiSquare, ...interval], [2.677397763, 0.00741964926103, 7.16845878136, 0.01346362168754, 0.08653637831246], 1e-8);
  });

  test('with the correction of Yates', () => {
    const { pValue, chiSquare } = compared(compareProportions(arm(200, 1000), arm(250, 1000), { yates: true }));
    expectAllWithin([chiSquare, pValue], [6.88458781362, 0.00869421146179], 1e-8);
  });
});

describe('reference: lifts, GrowthBook', () => {
  const spendA = { customers: 3407, sum: 1396.87, sumOfSquares: 52377.9767 };
  const spendB = meanArm({ customers: 3461, sum: 2422.7, sumOfSquares: 134698.29 });

  test('of spend: Welch, delta method', () => {
    const effect = lift(meanArm(spendA), spendB);
    const { pValue, interval } = testEffect(effect);
    expectAllWithin([effect.effect, ...interval, effect.standardError, pValue], [0.70732, -0.03526, 1.44989, 0.37879, 0.06191], 1e-5);
  });

  test('of a share: 14 of 28 and 16 of 30', () => {
    const effect = lift(proportionAsMean(arm(14, 28)), proportionAsMean(arm(16, 30)));
    const { pValue, interval } = testEffect(effect);
    expectAllWithin([effect.effect, ...interval, effect.standardError, pValue], [0.06667, -0.47767, 0.61101, 0.2717, 0.80707], 1e-5);
  });

  test('always valid, tuned for 1000', () => {
    const effect = lift(meanArm({ ...spendA, customers: 3000 }), spendB);
    const { pValue, interval } = alwaysValid({ ...effect, customers: 6461 }, { tunedFor: 1000 });
    expectAllWithin([effect.effect, ...interval, pValue], [0.50336, -0.55844, 1.56516, 1], 1e-5);
  });

  test('the mixing rate', () => expectAllWithin([mixingRate(0.05, 1000), mixingRate(0.05, 5000)], [0.08908509752892212, 0.03984006677137368], 1e-12));

  test('49 of 100 and 51 of 100, normal with a flat prior', () => {
    const { effect, standardError } = lift(proportionAsMean(arm(49, 100)), proportionAsMean(arm(51, 100)));
    const { chance, interval, lossIfNot, lossIfTreated } = normalPosterior({ effect, standardError });
    expectAllWithin([effect, standardError, ...interval, chance, lossIfNot, lossIfTreated], [0.04082, 0.14725, -0.24779, 0.32943, 0.60918, 0.0814, 0.04058], 1e-5);
  });

  test('the power of a lift of 5 % with 400,000 customers in three arms', () =>
    expectWithin(powerOfLift({ mean: 10, variance: 3909.99977, lift: 0.05, perArm: 400_000 / 3 }), 0.52144, 1e-5));
});

describe('reference: the chance to beat, uniform priors', () => {
  test.each([
    [200, 1000, 250, 1000, 0.9962833291304],
    [10, 100, 15, 100, 0.853283789934],
    [49, 100, 51, 100, 0.610770522688],
    [20, 400, 28, 400, 0.881020298996],
    [1, 10, 3, 10, 0.844611528822],
  ])('%d of %d and %d of %d: Evan Miller', (x, m, y, n, known) => expectWithin(chanceToBeat(arm(x, m), arm(y, n)).chance, known, 1e-9));

  test.each([
    [200, 1000, 250, 1000, 2.1363627e-5, 0.0499215632],
    [10, 100, 15, 100, 0.00357808813, 0.052597696],
    [1, 10, 3, 10, 0.0140568813, 0.180723548],
  ])('%d of %d and %d of %d: what either choice may lose, Stucchio', (x, m, y, n, ifTreated, ifNot) => {
    const { lossIfTreated, lossIfNot } = chanceToBeat(arm(x, m), arm(y, n));
    expectRelative(lossIfTreated, ifTreated, 1e-6);
    expectRelative(lossIfNot, ifNot, 1e-6);
  });
});

test.each([
  [[1000, 1200], [0.5, 0.5], 2.007865612e-5, 'mismatch'],
  [[135, 115], [0.5, 0.5], 0.20590321073, 'as-planned'],
  [[310, 98], [0.75, 0.25], 0.6474341857, 'as-planned'],
  [[0, 10, 10], [0.34, 0.33, 0.33], 0.0057906244, 'as-planned'],
] as const)('reference: the sample ratio %j in shares %j: GrowthBook', (customers, shares, known, outcome) => {
  const ratio = sampleRatio(customers, shares);
  expect(ratio.outcome).toBe(outcome);
  expectWithin('pValue' in ratio ? ratio.pValue : NaN, known, 1e-9);
});

describe('reference: R', () => {
  test.each([
    [10, 100, 0.0552291370607, 0.1743656615049],
    [0, 10, 0, 0.277532799863],
    [1, 30, 0.00590859038161, 0.16670390991409],
  ])('the Wilson interval of %d of %d: prop.test', (x, n, low, high) => expectAllWithin(wilsonInterval(arm(x, n)), [low, high], 1e-9));

  test.each([
    ['holm', [0.05, 0.08, 0.09, 0.09, 0.09]],
    ['benjamini-hochberg', [0.05, 0.05, 0.05, 0.05, 0.05]],
    ['bonferroni', [0.05, 0.1, 0.15, 0.2, 0.25]],
  ] as const)('five p-values at once, %s: p.adjust', (adjustment, known) => expectAllWithin(adjustPValues([0.01, 0.02, 0.03, 0.04, 0.05], adjustment), known, 1e-12));
});
