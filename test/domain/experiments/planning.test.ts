import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { holdoutSize } from '../../../app/domain/experiments/planning/holdout-size.ts';
import { leastDetectableRise, powerOfLift, powerOfShares, type Plan } from '../../../app/domain/experiments/planning/power.ts';
import { sampleSizePerArm } from '../../../app/domain/experiments/planning/sample-size.ts';
import { expectRelative, expectWithin } from '../support/expect-relative.ts';

const share = fc.double({ min: 0.005, max: 0.6, noNaN: true });
const rise = fc.double({ min: 0.002, max: 0.3, noNaN: true });

test('agreement: the size for a power has this power, and with it this rise is the least detectable', () => {
  fc.assert(
    fc.property(share, rise, fc.constantFrom('once', 'while-it-runs'), (baseline, difference, looks) => {
      const size = sampleSizePerArm({ baseline, difference, convention: looks === 'once' ? 'pooled' : 'unpooled', looks });
      if (size.outcome !== 'enough') throw new Error(size.outcome);
      const plan: Plan = { control: size.perArm, treated: size.perArm, looks };
      expectWithin(powerOfShares(plan, baseline, difference), 0.8, 1e-9);
      expectRelative(leastDetectableRise(plan, baseline) ?? NaN, difference, 1e-9);
    }),
    { numRuns: 100 },
  );
});

test('a fall needs as many customers as the rise back, pooled; a smaller difference, more power or a surer level need more', () => {
  fc.assert(
    fc.property(share, rise, (baseline, difference) => {
      const perArm = (more: Partial<Parameters<typeof sampleSizePerArm>[0]>): number => {
        const size = sampleSizePerArm({ baseline, difference, convention: 'pooled', ...more });
        return size.outcome === 'enough' ? size.perArm : NaN;
      };
      expectRelative(perArm({ baseline: baseline + difference, difference: -difference }), perArm({}), 1e-9);
      expect(perArm({ difference: difference * 0.9 })).toBeGreaterThan(perArm({}));
      expect(perArm({ power: 0.9 })).toBeGreaterThan(perArm({}));
      expect(perArm({ level: 0.99 })).toBeGreaterThan(perArm({}));
      expect(perArm({ looks: 'while-it-runs' })).toBeGreaterThan(perArm({}));
    }),
    { numRuns: 100 },
  );
});

describe('limits: named outcomes', () => {
  test('no difference, no share', () => {
    expect(sampleSizePerArm({ baseline: 0.2, difference: 0, convention: 'pooled' })).toEqual({ outcome: 'no-difference' });
    for (const [baseline, difference] of [[0, 0.1], [1, -0.1], [0.9, 0.1], [0.1, -0.1], [0.5, 0.6], [NaN, 0.1], [0.1, NaN]] as const) {
      expect(sampleSizePerArm({ baseline, difference, convention: 'at-baseline' })).toEqual({ outcome: 'no-such-share' });
    }
    expect(() => sampleSizePerArm({ baseline: 0.1, difference: 0.1, convention: 'pooled', power: 1 })).toThrow(RangeError);
  });

  test('an arm without customers finds nothing; two that are surely apart are found', () => {
    expect(powerOfShares({ control: 0, treated: 10, looks: 'once' }, 0.1, 0.5)).toBe(0);
    expect(powerOfShares({ control: 100, treated: 100, looks: 'once' }, 0, 1)).toBe(1);
    expect(powerOfShares({ control: 1, treated: 1, looks: 'once' }, 0, 1)).toBe(0);
    expect(leastDetectableRise({ control: 2, treated: 2, looks: 'once' }, 0.9)).toBeNull();
    expect(() => powerOfShares({ control: 10, treated: 10, looks: 'once' }, 0.9, 0.2)).toThrow(RangeError);
    expect(() => powerOfLift({ mean: 0, variance: 1, lift: 0.1, perArm: 10 })).toThrow(RangeError);
    // Without an effect the chance of finding one is that of a false finding.
    expectWithin(powerOfLift({ mean: 10, variance: 4, lift: 0, perArm: 100 }), 0.05, 1e-12);
  });
});

describe('the control group', () => {
  const ask = (customers: number, looks: 'once' | 'while-it-runs' = 'while-it-runs'): ReturnType<typeof holdoutSize> => holdoutSize({ customers, baseline: 0.1, rise: 0.02, looks });

  test('is the least that tells: one customer fewer would not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 1e9 }), share, rise, (customers, baseline, worth) => {
        const size = holdoutSize({ customers, baseline, rise: worth, looks: 'while-it-runs' });
        if (size.outcome !== 'enough') return;
        expect(size.power).toBeGreaterThanOrEqual(0.8);
        expect(size.share).toBeLessThanOrEqual(0.5);
        expectRelative(size.share, size.heldOut / customers, 1e-15);
        const [control, treated] = [size.heldOut - 1, customers - size.heldOut + 1];
        const fewTell = Math.min(control * baseline, control * (1 - baseline)) < 10 || powerOfShares({ control, treated, looks: 'while-it-runs' }, baseline, worth) < 0.8;
        expect(fewTell).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('its share falls as the campaign grows; looking while it runs costs about twice as many held out', () => {
    const shares = [20_000, 100_000, 1e6, 1e9].map((customers) => {
      const size = ask(customers);
      return size.outcome === 'enough' ? size.share : NaN;
    });
    expect(shares.every((one, i) => i === 0 || one < shares[i - 1]!)).toBe(true);
    const [running, once] = [ask(1e6), ask(1e6, 'once')];
    if (running.outcome !== 'enough' || once.outcome !== 'enough') throw new Error('too few');
    expectWithin(running.heldOut / once.heldOut, 1.75, 0.1);
  });

  test('limits: too few ever to tell, and what they could tell', () => {
    for (const customers of [0, 1, 2, 150]) expect(ask(customers)).toEqual({ outcome: 'too-few-customers', powerOfHalf: 0, leastDetectableRise: null });
    const size = ask(5000);
    expect(size.outcome).toBe('too-few-customers');
    if (size.outcome !== 'too-few-customers') return;
    expect(size.powerOfHalf).toBeLessThan(0.8);
    const enough = holdoutSize({ customers: 5000, baseline: 0.1, rise: size.leastDetectableRise! * 1.0001, looks: 'while-it-runs' });
    expect(enough.outcome).toBe('enough');
    expect(() => holdoutSize({ customers: 5000, baseline: 0.5, rise: 0.5, looks: 'once' })).toThrow(RangeError);
  });
});
