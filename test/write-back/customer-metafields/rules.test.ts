import { describe, expect, test } from 'vitest';
import { planCustomerFields } from '../../../app/domain/segments/plan-customer-fields.ts';
import { callPoints, packCalls } from '../../../app/write-back/customer-metafields/pack-calls.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const customers = (count: number, fields: number) => Array.from({ length: count }, () => ({ fields: Array.from({ length: fields }, (_, i) => i) }));
const points = (calls: readonly unknown[][]) => calls.reduce((sum, call) => sum + callPoints(call.length), 0);

describe('which customers share a call', () => {
  test.each([
    [1, 10_000, 14_000],
    [2, 12_000, 22_000],
    [3, 8_000, 18_000],
  ])('with %i fields each, %i customers cost %i points', (fields, count, cost) => {
    expect(points(packCalls(customers(count, fields)))).toBe(cost);
  });

  test('nobody is lost or split, no call is too large, and none could be saved, whatever the mixture', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const mixed = [1, 2, 3].flatMap((fields) => customers(Math.floor(random() * 40), fields));
      const calls = packCalls(mixed);
      const sizes = calls.map((call) => call.reduce((sum, { fields }) => sum + fields.length, 0));
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(25);
      expect(new Set(calls.flat())).toEqual(new Set(mixed));
      expect(calls.flat()).toHaveLength(mixed.length);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const small = mixed.filter(({ fields }) => fields.length < 3).length;
      // With threes almost alone a call holds 24 of its 25.
      expect(calls.length).toBeLessThanOrEqual(Math.max(Math.ceil(total / 25) + (small > 0 ? 1 : 0), Math.ceil(total / 24)));
    }
  });
});

describe('what the fields say', () => {
  const choice = { stage: true, riskScore: true, offerCode: true };
  const fields = (riskScore: number | null, heldRiskScore: number | null, more: object = {}) =>
    planCustomerFields({ scored: { orders: 2, lifecycleStage: 'cooling', riskScore }, offerCode: 'PRN-A', heldRiskScore, threshold: 80, choice, ...more });

  test('stage, whole points and code', () => {
    expect(fields(41.6, null)).toEqual({ stage: 'cooling', riskScore: 42, offerCode: 'PRN-A' });
    expect(fields(null, 30)).toEqual({ stage: 'cooling', riskScore: null, offerCode: 'PRN-A' });
  });

  test('a score that drifts is left as it is written, until it has moved by five', () => {
    expect([41.6, 46.4, 37.5].map((score) => fields(score, 42).riskScore)).toEqual([42, 42, 42]);
    expect([46.5, 37.4].map((score) => fields(score, 42).riskScore)).toEqual([47, 37]);
  });

  test('a score that rises to the alert threshold says so at once, and rounding takes nobody over it', () => {
    expect(fields(80, 79).riskScore).toBe(80);
    expect(fields(79.8, null).riskScore).toBe(79);
    expect(fields(80.2, null, { threshold: 80.1 }).riskScore).toBe(81);
    // Falling again by a point or two is no news.
    expect(fields(79, 80).riskScore).toBe(80);
    expect(fields(75, 80).riskScore).toBe(75);
  });

  test('nothing where there is no score or no order, but the offer; and nothing that was not chosen', () => {
    expect(planCustomerFields({ scored: null, offerCode: null, heldRiskScore: 80, threshold: 80, choice })).toEqual({ stage: null, riskScore: null, offerCode: null });
    expect(planCustomerFields({ scored: { orders: 0, lifecycleStage: 'prospect', riskScore: null }, offerCode: 'PRN-A', heldRiskScore: null, threshold: 80, choice })).toEqual({ stage: null, riskScore: null, offerCode: 'PRN-A' });
    expect(fields(50, 50, { choice: { stage: false, riskScore: false, offerCode: false } })).toEqual({ stage: null, riskScore: null, offerCode: null });
  });
});
