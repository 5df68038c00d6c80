import { describe, expect, test } from 'vitest';
import { digamma, logBeta, logGamma, logGammaStep } from '../../../app/domain/numerics/gamma.ts';
import { expectRelative } from '../support/expect-relative.ts';

// Known values: mpmath 1.3 at 40 digits.
describe('reference: the logarithm of the gamma function', () => {
  test.each([
    [1e-8, 18.42068073818021],
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [0.999999, 5.77216487368967e-7],
    [1.000001, -5.772148424349001e-7],
    [1.5, -0.12078223763524522],
    [2 + 2 ** -23, 5.0399824802819745e-8],
    [3.7, 1.4280723266653879],
    [9.99, 12.779315214350193],
    [10.01, 12.824350262448247],
    [100.5, 361.4355404677776],
    [12345.678, 103959.91990554606],
    [1e10, 220258509288.8106],
    [-0.5, 1.2655121234846454],
    [-3.25, -0.6231534513209986],
  ])('ln |Γ(%d)|', (x, known) => {
    expectRelative(logGamma(x), known, 1e-10);
  });

  test.each([
    [0.001, -1000.5755719318103],
    [0.5, -1.9635100260214235],
    [1, -0.5772156649015329],
    [2.5, 0.7031566406452432],
    [10, 2.251752589066721],
    [12345.6, 9.421014502465397],
  ])('ψ(%d)', (x, known) => expectRelative(digamma(x), known, 1e-12));

  test.each([
    [0.5, 0.5, 1.1447298858494002],
    [0.1593872, 36628865.27, -1.0120972744709096],
    [132.5, 0.6, -2.532810298709443],
    [1e6, 2e6, -1909548.290968533],
  ])('ln B(%d, %d)', (a, b, known) => expectRelative(logBeta(a, b), known, 1e-10));

  test.each([
    [1e7, 0.25, 4.02952390336458],
    [12, 3, 7.688913336864796],
    [0.2, 40, 105.84346736282565],
  ])('ln Γ(x + s) − ln Γ(x) at x = %d, s = %d', (x, step, known) => expectRelative(logGammaStep(x, step), known, 1e-12));
});

describe('limits: the logarithm of the gamma function', () => {
  test('zero and the negative integers are poles', () => {
    expect([0, -1, -7].map(logGamma)).toEqual([Infinity, Infinity, Infinity]);
  });
  test('what is not a number stays so', () => expect(logGamma(NaN)).toBeNaN());
});
