import { describe, expect, test } from 'vitest';
import { chiSquareTail, upperGamma } from '../../../app/domain/numerics/incomplete-gamma.ts';
import { normalCdf } from '../../../app/domain/numerics/normal.ts';
import { expectRelative } from '../support/expect-relative.ts';

// Known values: mpmath 1.3 at 40 digits.
describe('reference: the upper incomplete gamma function', () => {
  test.each([
    [0.5, 0.01, 0.8875370839817152],
    [0.5, 3.5, 0.0081509715935027],
    [0.5, 50, 1.523970604832105e-23],
    [0.5, 600, 6.0995688148084334e-263],
    [1, 0.001, 0.999000499833375],
    [1, 30, 9.357622968840175e-14],
    [1.5, 2.4, 0.18704174890490766],
    [1.5, 100, 4.2185411071920426e-43],
    [4.5, 5.5, 0.2757089367722219],
    [4.5, 5.4, 0.28966749038847905],
    [10, 0.5, 0.999999999829033],
    [10, 11, 0.34051064246566104],
    [10, 80, 7.508767322115222e-24],
    [50, 40, 0.9296649333406051],
    [50, 51.5, 0.39855329602655254],
    [50, 300, 2.418828583346486e-72],
    [100, 99, 0.526695669600539],
    [100, 400, 1.0943747087346983e-72],
    [0.01, 1e-8, 0.16348974531476665],
  ])('Q(%d, %d)', (a, x, known) => expectRelative(upperGamma(a, x), known, 1e-11));
});

test('agreement: chi-square with one degree of freedom is the square of a normal, with two an exponential', () => {
  for (let x = 1e-4; x < 1000; x *= 1.7) {
    expectRelative(chiSquareTail(x, 1), 2 * normalCdf(-Math.sqrt(x)), 1e-11);
    expectRelative(chiSquareTail(x, 2), Math.exp(-x / 2), 1e-11);
  }
});

test('limits: the ends, and what is no argument', () => {
  expect([upperGamma(2, 0), upperGamma(2, Infinity), upperGamma(2, 1e6)]).toEqual([1, 0, 0]);
  expect([upperGamma(0, 1), upperGamma(-1, 1), upperGamma(1, -1), upperGamma(NaN, 1), upperGamma(1, NaN)]).toEqual([NaN, NaN, NaN, NaN, NaN]);
});
