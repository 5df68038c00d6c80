import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { cutPointsOf, midRankQuintiles, thresholdsPassed } from '../../../app/domain/segments/cut-points.ts';
import { rfmScores } from '../../../app/domain/segments/rfm-scores.ts';
import { midRanks } from '../../../app/domain/numerics/quantiles.ts';

const scoresOf = (values: readonly number[], better: 'more' | 'fewer'): number[] => {
  const thresholds = midRankQuintiles(Float64Array.from(values), better);
  return values.map((value) => (better === 'more' ? 1 + thresholdsPassed(value, thresholds) : 5 - thresholdsPassed(value, thresholds)));
};

describe('quintiles with mid-rank ties', () => {
  test('agreement: the stored thresholds give the score of the rank itself', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 }), (values) => {
        const ranks = midRanks(values);
        const standing = (i: number): number => (ranks[i]! - 0.5) / values.length;
        expect(scoresOf(values, 'more')).toEqual(values.map((_, i) => Math.min(5, 1 + Math.floor(5 * standing(i) + 1e-9))));
      }),
    );
  });

  test('fewer is better is the mirror of more is better', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (values) => {
        expect(scoresOf(values, 'fewer')).toEqual(scoresOf(values.map((value) => 100 - value), 'more'));
      }),
    );
  });

  test('five different values score 1 to 5, ten score each twice', () => {
    expect(scoresOf([1, 2, 3, 4, 5], 'more')).toEqual([1, 2, 3, 4, 5]);
    expect(scoresOf([1, 2, 3, 4, 5], 'fewer')).toEqual([5, 4, 3, 2, 1]);
    expect(scoresOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'more')).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  test('limits: a crowd is never split', () => {
    expect(scoresOf([7], 'more')).toEqual([3]);
    expect(new Set(scoresOf(Array<number>(99).fill(4), 'more'))).toEqual(new Set([3]));
    expect(new Set(scoresOf(Array<number>(99).fill(4), 'fewer'))).toEqual(new Set([3]));
    // 60 % bought once: the middle of their places is 30 %, the second fifth.
    const orders = [...Array<number>(60).fill(1), ...Array<number>(20).fill(2), ...Array<number>(20).fill(6)];
    expect([...new Set(scoresOf(orders, 'more'))]).toEqual([2, 4, 5]);
  });
});

test('fixed thresholds are the merchant’s: above k of them scores k + 1, recency 5 − k', () => {
  const fixed = { method: 'fixed', recencyDays: [30, 60, 90, 180], orders: [1, 2, 4, 8], valueMinor: [1000, 5000, 10_000, 50_000] } as const;
  const cutPoints = cutPointsOf({ recencyDays: Float64Array.of(1), orders: Float64Array.of(1), valueMinor: Float64Array.of(1) }, fixed);
  expect(cutPoints).toEqual(fixed);
  expect(rfmScores(cutPoints, 30, 1, 1000)).toEqual({ recency: 5, frequency: 1, monetary: 1 });
  expect(rfmScores(cutPoints, 31, 2, 1001)).toEqual({ recency: 4, frequency: 2, monetary: 2 });
  expect(rfmScores(cutPoints, 181, 9, 50_001)).toEqual({ recency: 1, frequency: 5, monetary: 5 });
});

test('limits: without a buyer there are still thresholds, and they score', () => {
  const none = new Float64Array(0);
  const cutPoints = cutPointsOf({ recencyDays: none, orders: none, valueMinor: none }, { method: 'quintiles' });
  expect(rfmScores(cutPoints, 0, 1, 5)).toEqual({ recency: 5, frequency: 1, monetary: 3 });
});
