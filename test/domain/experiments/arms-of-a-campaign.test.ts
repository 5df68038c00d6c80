// Who is held out, and whether the arms came out as planned.
import { createHmac } from 'node:crypto';
import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { armFromDigest, assignmentMessage } from '../../../app/domain/experiments/arm-from-digest.ts';
import { sampleRatio } from '../../../app/domain/experiments/sample-ratio.ts';
import { chiSquareTail } from '../../../app/domain/numerics/incomplete-gamma.ts';
import { expectWithin } from '../support/expect-relative.ts';

function digestOf(campaignId: string, customerId: number, key = 'a key of the shop'): Uint8Array {
  return createHmac('sha256', key).update(assignmentMessage({ shopId: 1n, campaignId, customerId })).digest();
}

const armsOf = (campaignId: string, count: number, shares: readonly number[], key?: string): number[] =>
  Array.from({ length: count }, (_, customer) => armFromDigest(digestOf(campaignId, customer, key), shares));

test('the same customer, campaign and key: the same arm; another key, another place', () => {
  expect(armsOf('winter', 200, [0.3, 0.7])).toEqual(armsOf('winter', 200, [0.3, 0.7]));
  expect(armsOf('winter', 200, [0.3, 0.7], 'another key')).not.toEqual(armsOf('winter', 200, [0.3, 0.7]));
  expect(assignmentMessage({ shopId: 1n, campaignId: '23', customerId: 4n })).not.toBe(assignmentMessage({ shopId: 1n, campaignId: '3', customerId: 42n }));
});

test.each([[[0.05, 0.95]], [[0.5, 0.5]], [[0.2, 0.3, 0.1, 0.4]]])('balance: 20,000 customers fall into shares %j', (shares) => {
  const arms = armsOf('balance', 20_000, shares);
  const counts = shares.map((_, arm) => arms.filter((one) => one === arm).length);
  expect(sampleRatio(counts, shares).outcome).toBe('as-planned');
  counts.forEach((count, arm) => expectWithin(count / arms.length, shares[arm]!, 4 * Math.sqrt((shares[arm]! * (1 - shares[arm]!)) / arms.length)));
});

test('independence: whom one campaign holds out says nothing of another, nor of the customer’s number', () => {
  const campaigns = Array.from({ length: 6 }, (_, i) => armsOf(`campaign ${i}`, 8000, [0.3, 0.7]));
  const pairs: [number[], number[]][] = campaigns.flatMap((one, i) => campaigns.slice(i + 1).map((other): [number[], number[]] => [one, other]));
  const parity = campaigns[0]!.map((_, customer) => customer % 2);
  for (const [one, other] of [...pairs, [campaigns[0]!, parity] as [number[], number[]]]) {
    // Pearson's chi-square of the 2 × 2 table; 16 tables, so a threshold of 1e-4 is never met by chance.
    const [a, b, c, d] = [0, 1].flatMap((i) => [0, 1].map((k) => one.filter((arm, customer) => arm === i && other[customer] === k).length)) as [number, number, number, number];
    const statistic = ((a * d - b * c) ** 2 * one.length) / ((a + b) * (c + d) * (a + c) * (b + d));
    expect(chiSquareTail(statistic, 1)).toBeGreaterThan(1e-4);
  }
});

test('raising the held-out share takes nobody out of it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 32 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (digest, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      if (armFromDigest(digest, [less, 1 - less]) === 0) expect(armFromDigest(digest, [more, 1 - more])).toBe(0);
    }),
  );
});

describe('limits', () => {
  const least = new Uint8Array(6);
  const most = new Uint8Array(6).fill(255);
  test('a share of nothing gets nobody, a share of all everybody', () => {
    expect([armFromDigest(least, [0, 1]), armFromDigest(most, [0, 1]), armFromDigest(least, [1, 0]), armFromDigest(most, [1, 0])]).toEqual([1, 1, 0, 0]);
    expect(armFromDigest(most, [0.1, 0.2, 0.3, 0.4 - 1e-12, 0])).toBe(3);
  });
  test('the share is exact to the last of 48 bits', () => {
    const half = Uint8Array.of(128, 0, 0, 0, 0, 0);
    const justBelow = Uint8Array.of(127, 255, 255, 255, 255, 255);
    expect([armFromDigest(justBelow, [0.5, 0.5]), armFromDigest(half, [0.5, 0.5])]).toEqual([0, 1]);
  });
  test('a digest too short, shares that do not add up', () => {
    expect(() => armFromDigest(new Uint8Array(5), [0.5, 0.5])).toThrow(RangeError);
    for (const shares of [[], [0.5], [0.6, 0.6], [-0.5, 1.5], [NaN, 1]]) expect(() => armFromDigest(most, shares)).toThrow(RangeError);
  });

  test('the sample ratio of nobody, of one arm, of a billion', () => {
    expect(sampleRatio([0, 0], [0.5, 0.5])).toEqual({ outcome: 'too-few-customers' });
    expect(sampleRatio([4, 4], [0.5, 0.5])).toEqual({ outcome: 'too-few-customers' });
    expect(sampleRatio([10, 0], [1, 0])).toEqual({ outcome: 'one-arm' });
    expect(sampleRatio([], [])).toEqual({ outcome: 'one-arm' });
    expect(sampleRatio([1e9, 1e9], [1, 1])).toEqual({ outcome: 'as-planned', pValue: 1 });
    expect(sampleRatio([1e9, 0], [1, 1])).toEqual({ outcome: 'mismatch', pValue: 0 });
    expect(sampleRatio([1_000_100_000, 1e9], [1, 1]).outcome).toBe('as-planned');
    expect(sampleRatio([1_000_200_000, 1e9], [1, 1]).outcome).toBe('mismatch');
    for (const [customers, shares] of [[[1], [1, 1]], [[-1, 5], [1, 1]], [[1.5, 5], [1, 1]], [[5, 5], [-1, 2]], [[5, 5], [NaN, 1]]]) expect(() => sampleRatio(customers!, shares!)).toThrow(RangeError);
  });
});
