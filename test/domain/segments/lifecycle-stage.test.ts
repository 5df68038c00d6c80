import { describe, expect, test } from 'vitest';
import { lifecycleStage, ownRhythm } from '../../../app/domain/segments/lifecycle-stage.ts';
import { PUBLISHED_RHYTHM, returnRhythm, usualGapDays, type ReturnRhythm } from '../../../app/domain/segments/return-rhythm.ts';
import { TODAY, historyOf, order } from '../support/orders.ts';
import { simulatedOrders } from '../support/simulated-shop.ts';
import { expectRelative } from '../support/expect-relative.ts';

const RHYTHM: ReturnRhythm = {
  meanLogGap: Math.log(30),
  gaps: 100,
  overdueRatio: { cooling: 2, atRisk: 4, lost: 8 },
  firstReturnDays: { cooling: 60, atRisk: 120, lost: 240 },
  firstReturns: 50,
  laterReturns: 50,
};
const stageOf = (...daysAgo: number[]): string => lifecycleStage(RHYTHM, ownRhythm(RHYTHM, Int32Array.from(daysAgo, (ago) => TODAY - ago), TODAY));

describe('one-time buyers, by days since the purchase', () => {
  test.each([
    [0, 'first-time'],
    [59, 'first-time'],
    [60, 'cooling'],
    [120, 'at-risk'],
    [239, 'at-risk'],
    [240, 'lost'],
  ])('%d days: %s', (ago, stage) => expect(stageOf(ago)).toBe(stage));

  test('two orders of one day are one purchase', () => expect(stageOf(10, 10)).toBe('first-time'));
});

describe('repeat buyers, by their own rhythm', () => {
  // Gaps of 30 days in a shop of 30 days: the usual gap is 30.
  test.each([
    [59, 'active'],
    [61, 'cooling'],
    [121, 'at-risk'],
    [241, 'lost'],
  ])('every 30 days, then %d days of silence: %s', (silence, stage) => expect(stageOf(silence + 60, silence + 30, silence)).toBe(stage));

  test('the same silence is nothing to a slow buyer and much to a fast one', () => {
    expect(stageOf(100 + 400, 100 + 200, 100)).toBe('active');
    expect(stageOf(100 + 12, 100 + 8, 100 + 4, 100)).toBe('lost');
  });
});

describe('won back', () => {
  test('a second purchase after the first had counted as lost', () => expect(stageOf(310, 10)).toBe('won-back'));
  test('a later purchase after a silence eight times the usual', () => expect(stageOf(400, 370, 340, 10)).toBe('won-back'));
  test('until the next purchase', () => expect(stageOf(420, 390, 360, 30, 10)).toBe('active'));
  test('or until silence sets in again', () => expect(stageOf(700, 400, 300)).toBe('at-risk'));
  test('an ordinary return is none', () => expect(stageOf(110, 10)).toBe('active'));
});


describe('the rhythm of a shop', () => {
  test('limits: without gaps it is the published one', () => {
    const { meanLogGap, overdueRatio, firstReturnDays, gaps } = returnRhythm(historyOf([order(1, TODAY - 5)]));
    expect({ meanLogGap, overdueRatio, firstReturnDays, gaps }).toEqual({
      meanLogGap: PUBLISHED_RHYTHM.meanLogGap,
      overdueRatio: PUBLISHED_RHYTHM.overdueRatio,
      firstReturnDays: PUBLISHED_RHYTHM.firstReturnDays,
      gaps: 0,
    });
  });

  test('agreement: 30 % of the first returns came after cooling begins, 15 % after at risk, 5 % after lost', () => {
    const history = historyOf(simulatedOrders(4000, 6));
    const rhythm = returnRhythm(history);
    const first: number[] = [];
    for (let i = 0; i < history.customerIds.length; i += 1) {
      const days = [...new Set(history.orderDay.subarray(history.orderStart[i], history.orderStart[i + 1]))];
      if (days.length > 1) first.push(days[1]! - days[0]!);
    }
    expect(first.length).toBe(rhythm.firstReturns);
    const later = (than: number): number => first.filter((gap) => gap >= than).length / first.length;
    expect(Math.abs(later(rhythm.firstReturnDays.cooling) - 0.3)).toBeLessThan(0.02);
    expect(Math.abs(later(rhythm.firstReturnDays.atRisk) - 0.15)).toBeLessThan(0.02);
    expect(Math.abs(later(rhythm.firstReturnDays.lost) - 0.05)).toBeLessThan(0.02);
  });

  test('a usual gap is the shop’s without gaps of one’s own, and nears one’s own with each', () => {
    expectRelative(usualGapDays(Math.log(30), 0, 0), 30, 1e-12);
    expectRelative(usualGapDays(Math.log(30), 2 * Math.log(10), 2), Math.sqrt(300), 1e-12);
    expectRelative(usualGapDays(Math.log(30), 1e6 * Math.log(10), 1e6), 10, 1e-4);
  });
});
