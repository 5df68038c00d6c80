// The always-valid interval and the verdict that stands on it: the merchant looks every day.
import { describe, expect, test } from 'vitest';
import { campaignVerdict, type CampaignVerdict } from '../../../app/domain/experiments/campaign-verdict.ts';
import { alwaysValid, alwaysValidCriticalValue, mixingRate } from '../../../app/domain/experiments/comparing/always-valid.ts';
import { compareProportions } from '../../../app/domain/experiments/comparing/compare-proportions.ts';
import { holdoutSize } from '../../../app/domain/experiments/planning/holdout-size.ts';
import { normalQuantile } from '../../../app/domain/numerics/normal.ts';
import { seededRandom, type Random } from '../../../app/domain/numerics/random.ts';
import { expectWithin } from '../support/expect-relative.ts';

interface Campaign {
  readonly heldOut: { customers: number; converted: number };
  readonly treated: { customers: number; converted: number };
}

/** One campaign, customer by customer, shown after every `every` of them. */
function* campaign(random: Random, most: number, every: number, heldOutShare: number, baseline: number, rise: number): Generator<Campaign> {
  const state: Campaign = { heldOut: { customers: 0, converted: 0 }, treated: { customers: 0, converted: 0 } };
  for (let n = 1; n <= most; n += 1) {
    const held = random.uniform() < heldOutShare;
    const arm = held ? state.heldOut : state.treated;
    arm.customers += 1;
    if (random.uniform() < baseline + (held ? 0 : rise)) arm.converted += 1;
    if (n % every === 0) yield state;
  }
}

const spoken = new Set<CampaignVerdict['outcome']>(['helps', 'harms']);

describe('recovery: no effect, looked at after every tenth of 3,000 customers, 250 campaigns', () => {
  const runs = 250;
  test.each([
    [0.5, 0.2],
    [0.1, 0.2],
    [0.2, 0.03],
  ])('held out %d, rate %d: at most 5 % ever claim an effect; the usual test would claim it far more often', (heldOutShare, baseline) => {
    const random = seededRandom(7 + Math.round(1000 * heldOutShare));
    let claimed = 0;
    let claimedByUsual = 0;
    for (let run = 0; run < runs; run += 1) {
      let said = false;
      let saidByUsual = false;
      for (const { heldOut, treated } of campaign(random, 3000, 10, heldOutShare, baseline, 0)) {
        const { outcome } = campaignVerdict({ heldOut, treated, heldOutShare, leastEffect: 1e-6, tunedFor: 3000 });
        said ||= spoken.has(outcome);
        const usual = compareProportions(heldOut, treated);
        saidByUsual ||= usual.outcome === 'compared' && usual.pValue < 0.05;
      }
      if (said) claimed += 1;
      if (saidByUsual) claimedByUsual += 1;
    }
    expect(claimed / runs).toBeLessThanOrEqual(0.05);
    expect(claimedByUsual / runs).toBeGreaterThan(0.2);
  });
});

test('recovery: a control group of the size advised tells in 80 of 100 campaigns by their end', () => {
  const customers = 6000;
  const size = holdoutSize({ customers, baseline: 0.1, rise: 0.04, looks: 'while-it-runs' });
  expect(size.outcome).toBe('enough');
  if (size.outcome !== 'enough') return;
  const random = seededRandom(99);
  const runs = 300;
  let told = 0;
  for (let run = 0; run < runs; run += 1) {
    for (const { heldOut, treated } of campaign(random, customers, customers, size.share, 0.1, 0.04)) {
      if (campaignVerdict({ heldOut, treated, heldOutShare: size.share, leastEffect: 0.001, tunedFor: customers }).outcome === 'helps') told += 1;
    }
  }
  expectWithin(told / runs, 0.8, 0.07);
});

describe('the always-valid interval', () => {
  test('is wider than the usual one at every size, and nearest to it where it is tuned', () => {
    const usual = normalQuantile(0.975);
    const reach = (n: number): number => alwaysValidCriticalValue(n, { tunedFor: 5000 });
    for (let n = 1; n < 1e9; n *= 3) expect(reach(n)).toBeGreaterThan(usual);
    const least = reach(5000);
    for (const n of [50, 500, 2500, 10_000, 50_000, 5e6, 1e9]) expect(reach(n)).toBeGreaterThan(least - 0.01);
  });

  test('leaves out 0 just when its p-value is below one minus the level', () => {
    for (const effect of [0.001, 0.02, 0.05, 0.0785, 0.079, 0.1, 1]) {
      for (const customers of [1, 100, 5000, 1e9]) {
        for (const level of [0.8, 0.95, 0.999]) {
          const { interval, pValue } = alwaysValid({ effect, standardError: 0.025, customers }, { level });
          expect(interval[0] > 0).toBe(pValue < 1 - level);
          expectWithin(pValue, alwaysValid({ effect: -effect, standardError: 0.025, customers }, { level }).pValue, 0);
        }
      }
    }
  });

  test('limits: no customers, no error, no level', () => {
    expect(() => alwaysValid({ effect: 1, standardError: 0, customers: 10 })).toThrow(RangeError);
    expect(() => alwaysValid({ effect: 1, standardError: 1, customers: 0 })).toThrow(RangeError);
    expect(() => mixingRate(1, 5000)).toThrow(RangeError);
    expect(() => mixingRate(0.05, 0)).toThrow(RangeError);
    expect(alwaysValid({ effect: 1e9, standardError: 1e-9, customers: 1e9 }).pValue).toBe(0);
  });
});

describe('limits: the verdict', () => {
  const ask = (heldOut: readonly [number, number], treated: readonly [number, number], leastEffect = 0.01, heldOutShare = 0.5): CampaignVerdict =>
    campaignVerdict({ heldOut: { converted: heldOut[0], customers: heldOut[1] }, treated: { converted: treated[0], customers: treated[1] }, heldOutShare, leastEffect, tunedFor: 10_000 });

  test('nobody yet: too small, and what it would take is not known', () => expect(ask([0, 0], [0, 0])).toEqual({ outcome: 'too-small-to-tell', interval: null, neededPerArm: null }));
  test('nobody converted: too small', () => expect(ask([0, 500], [0, 500])).toEqual({ outcome: 'too-small-to-tell', interval: null, neededPerArm: null }));
  test('everybody converted: too small', () => expect(ask([500, 500], [500, 500])).toMatchObject({ outcome: 'too-small-to-tell', interval: null }));
  test('some: too small, and how many an arm needs', () => {
    const verdict = ask([40, 500], [55, 500]);
    expect(verdict.outcome).toBe('too-small-to-tell');
    if (verdict.outcome === 'too-small-to-tell') expect(verdict.neededPerArm).toBeGreaterThan(500);
  });
  test('a clear rise, a clear fall', () => {
    expect(ask([400, 4000], [600, 4000])).toMatchObject({ outcome: 'helps', effect: expect.closeTo(0.05, 10) as number });
    expect(ask([600, 4000], [400, 4000])).toMatchObject({ outcome: 'harms' });
  });
  test('surely too little to matter, even where it is surely not nothing', () => expect(ask([1e8, 1e9], [100_100_000, 1e9]).outcome).toBe('no-difference-that-matters'));
  test('arms that are not as planned are believed nothing', () => expect(ask([400, 4000], [600, 4600])).toMatchObject({ outcome: 'arms-not-as-planned' }));
  test('an effect of nothing cannot be asked for', () => expect(() => ask([1, 2], [1, 2], 0)).toThrow(RangeError));
});
