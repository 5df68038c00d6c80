import fc from '../../support/seeded-fast-check.ts';
import { expect, test } from 'vitest';
import { placesAt, type Place } from '../../../app/domain/numerics/counting/places-at.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';

function bySorting(values: Float64Array, place: number): Place {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[place]!;
  const from = sorted.indexOf(value);
  return { value, from, to: sorted.lastIndexOf(value) + 1, previous: from === 0 ? -1 : sorted[from - 1]! };
}

function expectAsSorted(values: Float64Array): void {
  const places = [0, 0.2, 0.4, 0.5, 0.999].map((share) => Math.floor(share * values.length)).concat(values.length - 1);
  expect(placesAt(values, places)).toEqual(places.map((place) => bySorting(values, place)));
}

test('agreement: every place is what sorting gives, for few values', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -5, max: 40 }), { minLength: 1, maxLength: 80 }), (values) => expectAsSorted(Float64Array.from(values))));
});

test('agreement: and for many: ties, one huge value, fractions, values of every size', () => {
  const random = seededRandom(5);
  const many = (value: () => number): Float64Array => Float64Array.from({ length: 6000 }, value);
  expectAsSorted(many(() => Math.floor(random.exponential() * 8)));
  expectAsSorted(many(() => 500 + Math.floor(random.exponential() * 4000)));
  const outlier = many(() => random.uniform());
  outlier[77] = 9e15;
  expectAsSorted(outlier);
  expectAsSorted(many(() => Math.exp(60 * (random.uniform() - 0.5))));
});

test('limits: all equal, all zero, and numbers below zero', () => {
  expectAsSorted(new Float64Array(5000).fill(7));
  expectAsSorted(new Float64Array(5000));
  const random = seededRandom(6);
  expectAsSorted(Float64Array.from({ length: 5000 }, () => random.normal()));
});
