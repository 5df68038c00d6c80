import { describe, expect, test } from 'vitest';
import { normalCdf, normalDensity, normalQuantile } from '../../../app/domain/numerics/normal.ts';
import { expectRelative } from '../support/expect-relative.ts';

// Known values: mpmath 1.3 at 40 digits.
describe('reference: the normal distribution', () => {
  test.each([
    [-37, 5.7255712225245768227e-300],
    [-20, 2.7536241186062336951e-89],
    [-8, 6.2209605742717841235e-16],
    [-3, 0.0013498980316300945267],
    [-1.96, 0.024997895148220434137],
    [-0.5, 0.30853753872598689636],
    [0, 0.5],
    [1, 0.84134474606854294859],
    [2.7, 0.9965330261969593315],
    [5, 0.99999971334842812081],
  ])('P(Z ≤ %d)', (z, known) => expectRelative(normalCdf(z), known, 1e-10));

  test.each([
    [1e-12, -7.0344838253011319298],
    [0.001, -3.0902323061678135415],
    [0.025, -1.9599639845400542355],
    [0.3, -0.52440051270804078404],
    [0.5, 0],
    [0.9, 1.281551565544600467],
    [0.999, 3.0902323061678135415],
  ])('the quantile at %d', (p, known) => expectRelative(normalQuantile(p), known, 1e-10));
});

test('agreement: the quantile undoes the distribution function from 1e-300 to one half', () => {
  for (let exponent = -300; exponent < 0; exponent += 3) expectRelative(normalCdf(normalQuantile(10 ** exponent)), 10 ** exponent, 1e-9);
});

test('limits: the ends', () => {
  expect([normalQuantile(0), normalQuantile(1), normalCdf(-60), normalCdf(60), normalDensity(60)]).toEqual([-Infinity, Infinity, 0, 1, 0]);
  expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN), normalCdf(NaN)]).toEqual([NaN, NaN, NaN, NaN]);
});
