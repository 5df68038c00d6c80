import { describe, expect, test } from 'vitest';
import { digamma, logBeta, logGamma, logGammaStep } from '../../../app/domain/numerics/gamma.ts';
import { expectRelative } from '../support/expect-relative.ts';

// Known values: mpmath 1.3 at 40 digits.
describe('reference: the logarithm of the gamma function', () => {
  test.each([
    [1e-8, 18.420680738180208905],
    [0.1, 2.2527126517342059599],
    [0.5, 0.57236494292470008707],
    [0.999999, 5.7721648736896697062e-7],
    [1.000001, -5.7721484243490012186e-7],
    [1.5, -0.12078223763524522235],
    [2 + 2 ** -23, 5.0399824802819745576e-8],
    [3.7, 1.4280723266653879219],
    [9.99, 12.77931521435019288],
    [10.01, 12.824350262448247762],
    [100.5, 361.43554046777762156],
    [12345.678, 103959.91990554606092],
    [1e10, 220258509288.81058147],
    [-0.5, 1.2655121234846453965],
    [-3.25, -0.62315345132099864663],
  ])('ln |Γ(%d)|', (x, known) => {
    expectRelative(logGamma(x), known, 1e-10);
  });

  test.each([
    [0.001, -1000.5755719318103005],
    [0.5, -1.9635100260214234794],
    [1, -0.57721566490153286061],
    [2.5, 0.70315664064524318723],
    [10, 2.2517525890667211076],
    [12345.6, 9.4210145024653965941],
  ])('ψ(%d)', (x, known) => expectRelative(digamma(x), known, 1e-12));

  test.each([
    [0.5, 0.5, 1.1447298858494001741],
    [0.1593872, 36628865.27, -1.0120972744709095133],
    [132.5, 0.6, -2.5328102987094428633],
    [1e6, 2e6, -1909548.2909685329565],
  ])('ln B(%d, %d)', (a, b, known) => expectRelative(logBeta(a, b), known, 1e-10));

  test.each([
    [1e7, 0.25, 4.0295239033645798689],
    [12, 3, 7.6889133368647956608],
    [0.2, 40, 105.84346736282565302],
  ])('ln Γ(x + s) − ln Γ(x) at x = %d, s = %d', (x, step, known) => expectRelative(logGammaStep(x, step), known, 1e-12));
});

describe('limits: the logarithm of the gamma function', () => {
  test('zero and the negative integers are poles', () => {
    expect([0, -1, -7].map(logGamma)).toEqual([Infinity, Infinity, Infinity]);
  });
  test('what is not a number stays so', () => expect(logGamma(NaN)).toBeNaN());
});
