import fc from '../../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { areaUnderCurve, brierScore, calibrationByDecile, countAccuracy } from '../../../../app/domain/churn/backtest/accuracy.ts';

/** The definition, pair by pair. */
function byPairs(scores: readonly number[], happened: readonly boolean[]): number | null {
  let wins = 0;
  let pairs = 0;
  scores.forEach((score, i) => {
    scores.forEach((other, j) => {
      if (!happened[i] || happened[j]) return;
      pairs += 1;
      wins += score > other ? 1 : score === other ? 0.5 : 0;
    });
  });
  return pairs === 0 ? null : wins / pairs;
}

test('agreement: the area under the curve is the share of pairs in the right order, ties half', () => {
  const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { maxLength: 40 });
  fc.assert(
    fc.property(cases, (rows) => {
      const scores = rows.map(([score]) => score);
      const happened = rows.map(([, one]) => one);
      const known = byPairs(scores, happened);
      const found = areaUnderCurve(scores, happened);
      if (known === null || found === null) expect(found).toBe(known);
      else expect(found).toBeCloseTo(known, 12);
    }),
  );
});

describe('limits', () => {
  test('a perfect order is 1, its reverse 0, no order a half, one kind alone nothing', () => {
    const happened = [false, false, true, true];
    expect(areaUnderCurve([1, 2, 3, 4], happened)).toBe(1);
    expect(areaUnderCurve([4, 3, 2, 1], happened)).toBe(0);
    expect(areaUnderCurve([7, 7, 7, 7], happened)).toBe(0.5);
    expect(areaUnderCurve([1, 2], [true, true])).toBeNull();
  });

  test('Brier: certainty is 0 or 1, and a half always a quarter', () => {
    expect(brierScore([0, 1], [false, true])).toBe(0);
    expect(brierScore([1, 0], [false, true])).toBe(1);
    expect(brierScore([0.5, 0.5], [false, true])).toBe(0.25);
  });

  test('without a purchase there is no bias to speak of', () => {
    expect(countAccuracy([0.5, 0.5], [0, 0])).toEqual({ mae: 0.5, rmse: 0.5, biasPercent: null });
    expect(countAccuracy([2, 0], [1, 1])).toEqual({ mae: 1, rmse: 1, biasPercent: 0 });
  });
});

test('deciles hold everybody once, from the lowest chance to the highest', () => {
  const chances = Array.from({ length: 37 }, (_, i) => ((i * 17) % 37) / 37);
  const bands = calibrationByDecile(chances, chances.map((chance) => chance > 0.5));
  expect(bands.length).toBe(10);
  expect(bands.reduce((sum, { customers }) => sum + customers, 0)).toBe(37);
  expect(bands.map(({ meanChance }) => meanChance)).toEqual(bands.map(({ meanChance }) => meanChance).sort((one, other) => one - other));
  expect(bands[0]).toMatchObject({ customers: 3, happened: 0 });
  expect(bands[9]).toMatchObject({ customers: 4, happened: 1 });
  expect(calibrationByDecile([0.2, 0.9], [false, true])).toEqual([
    { customers: 1, meanChance: 0.2, happened: 0 },
    { customers: 1, meanChance: 0.9, happened: 1 },
  ]);
});
