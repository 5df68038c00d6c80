import fc from '../../support/seeded-fast-check.ts';
import { expect, test } from 'vitest';
import { countKeys } from '../../../app/domain/numerics/counting/count-keys.ts';
import { placesIn } from '../../../app/domain/numerics/counting/integer-index.ts';
import { LogHistogram } from '../../../app/domain/numerics/counting/log-histogram.ts';
import { weightedMedian } from '../../../app/domain/numerics/counting/weighted-median.ts';
import { midRanks, quantileSorted } from '../../../app/domain/numerics/quantiles.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { expectRelative } from '../support/expect-relative.ts';

test('reference: quantiles as R type 7 and numpy give them', () => {
  const sorted = [1, 2, 4, 8, 16];
  expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((share) => quantileSorted(sorted, share))).toEqual([1, 1.4, 2, 4, 12.8, 16]);
  expect(quantileSorted([7], 0.3)).toBe(7);
  expect(quantileSorted([], 0.5)).toBeNaN();
});

test('reference: equal values share the middle of their ranks', () => {
  expect(Array.from(midRanks([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]))).toEqual([4.5, 1.5, 6, 1.5, 8, 11, 3, 10, 8, 4.5, 8]);
  expect(Array.from(midRanks([]))).toEqual([]);
});

test('agreement: a histogram gives the quantiles of the list to half a per cent', () => {
  const random = seededRandom(3);
  const values = Float64Array.from({ length: 20_000 }, () => Math.exp(3 + 1.2 * random.normal()));
  const histogram = new LogHistogram();
  values.forEach((value) => histogram.add(value));
  values.sort();
  for (const share of [0.05, 0.5, 0.7, 0.85, 0.95]) expectRelative(histogram.quantile(share), quantileSorted(values, share), 0.005);
});

test('agreement: distinct values and their counts, against a Map', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (keys) => {
      const { key, count } = countKeys(Float64Array.from(keys));
      const expected = new Map<number, number>();
      for (const k of keys) expected.set(k, (expected.get(k) ?? 0) + 1);
      expect(Array.from(key, (k, i) => [k, count[i]])).toEqual([...expected].sort((one, other) => one[0] - other[0]));
    }),
  );
});

test('agreement: every id finds its place and a stranger none, beyond 2^53 too', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 62n })), fc.bigInt({ min: 0n, max: 2n ** 62n }), (ids, stranger) => {
      const places = placesIn(BigInt64Array.from(ids), BigInt64Array.from([...ids, stranger]));
      expect([...places]).toEqual([...ids.map((_, i) => i), ids.indexOf(stranger)]);
    }),
  );
});

test('agreement: the weighted median is the middle of the values written out', () => {
  const random = seededRandom(3);
  for (let run = 0; run < 200; run += 1) {
    const values = Array.from({ length: 1 + random.integer(40) }, () => Math.round(random.exponential() * 20) / 2);
    const weights = values.map(() => 1 + random.integer(3));
    const written = values.flatMap((value, i) => new Array<number>(weights[i]!).fill(value)).sort((one, other) => one - other);
    expect(weightedMedian(values, weights)).toBe(written[Math.ceil(written.length / 2) - 1]);
  }
  expect(weightedMedian([], [])).toBeNaN();
});
