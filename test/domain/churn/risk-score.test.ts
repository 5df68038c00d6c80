import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { likelyCause } from '../../../app/domain/churn/likely-cause.ts';
import { riskScore, type IndicatorReading } from '../../../app/domain/churn/risk-score.ts';
import { INDICATORS } from '../../../app/domain/glossary.ts';

const WEIGHTS = { rhythm: 40, visits: 20, engagement: 20, service: 20 };
const reading = (indicator: IndicatorReading['indicator'], level: number): IndicatorReading => ({ indicator, level, facts: {} });

describe('the risk score', () => {
  test('is the weighted mean of all four', () => {
    const risk = riskScore([reading('rhythm', 1), reading('visits', 0.5), reading('engagement', 0), reading('service', 1)], WEIGHTS);
    expect(risk?.score).toBe(70);
    expect(risk?.reasons.map(({ indicator, contribution }) => [indicator, contribution])).toEqual([['rhythm', 40], ['service', 20], ['visits', 10], ['engagement', 0]]);
  });

  test('leaves out what has no data and brings the rest up to one', () => {
    const risk = riskScore([reading('rhythm', 0.75), reading('visits', 0)], WEIGHTS);
    expect(risk?.score).toBe(50);
    expect(risk?.reasons.map(({ weight }) => weight)).toEqual([2 / 3, 1 / 3]);
  });

  test('limits: nothing to stand on, nothing said', () => {
    expect(riskScore([], WEIGHTS)).toBeNull();
    expect(riskScore([reading('rhythm', 1)], { ...WEIGHTS, rhythm: 0 })).toBeNull();
  });

  test('agreement: contributions add up to the score to the last bit, weights to one', () => {
    const level = fc.double({ min: 0, max: 1, noNaN: true });
    const weight = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.subarray([...INDICATORS]), fc.tuple(level, level, level, level), fc.record({ rhythm: weight, visits: weight, engagement: weight, service: weight }), (speaking, levels, weights) => {
        const risk = riskScore(speaking.map((indicator, i) => reading(indicator, levels[i]!)), weights);
        if (risk === null) return;
        expect(risk.score >= 0 && risk.score <= 100).toBe(true);
        const backwards = risk.reasons.toReversed().reduce((sum, { contribution }) => sum + contribution, 0);
        expect(backwards).toBe(risk.score);
        expect(Math.abs(risk.reasons.reduce((sum, { weight: w }) => sum + w, 0) - 1)).toBeLessThan(1e-12);
        for (const { weight: w, level: l, contribution } of risk.reasons) expect(Math.abs(contribution - 100 * w * l)).toBeLessThanOrEqual(1 / 2048);
      }),
    );
  });
});

test('the likely cause: drifting, unless service speaks loudest', () => {
  const cause = (...readings: IndicatorReading[]): ReturnType<typeof likelyCause> => likelyCause(riskScore(readings, WEIGHTS)?.reasons ?? []);
  expect(cause(reading('rhythm', 0.9))).toBe('drifting');
  expect(cause(reading('rhythm', 0.3), reading('service', 1))).toBe('service');
  expect(cause()).toBeNull();
});
