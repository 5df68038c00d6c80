import { describe, expect, test } from 'vitest';
import { normalCdf, normalDensity, normalQuantile } from '../../../app/domain/numerics/normal.ts';
import { expectRelative } from '../support/expect-relative.ts';

// Known values: mpmath 1.3 at 40 digits.
describe('reference: the normal distribution', () => {
  test.each([
    [-37, 5.725571222524577e-300],
    [-20, 2.7536241186062337e-89],
    [-8, 6.220960574271784e-16],
    [-3, 0.0013498980316300946],
    [-1.96, 0.024997895148220435],
    [-0.5, 0.3085375387259869],
    [0, 0.5],
    [1, 0.8413447460685429],
    [2.7, 0.9965330261969594],
    [5, 0.9999997133484281],
  ])('P(Z ≤ %d)', (z, known) => expectRelative(normalCdf(z), known, 1e-10));

  test.each([
    [1e-12, -7.034483825301132],
    [0.001, -3.0902323061678136],
    [0.025, -1.9599639845400543],
    [0.3, -0.5244005127080408],
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.999, 3.0902323061678136],
  ])('the quantile at %d', (p, known) => expectRelative(normalQuantile(p), known, 1e-10));
});

test('agreement: the quantile undoes the distribution function from 1e-300 to one half', () => {
  for (let exponent = -300; exponent < 0; exponent += 3) expectRelative(normalCdf(normalQuantile(10 ** exponent)), 10 ** exponent, 1e-9);
});

test('limits: the ends', () => {
  expect([normalQuantile(0), normalQuantile(1), normalCdf(-60), normalCdf(60), normalDensity(60)]).toEqual([-Infinity, Infinity, 0, 1, 0]);
  expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN), normalCdf(NaN)]).toEqual([NaN, NaN, NaN, NaN]);
});
