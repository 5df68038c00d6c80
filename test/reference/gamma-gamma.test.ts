// Published numbers of Gamma-Gamma. Sources: Fader & Hardie (2013), note 025; lifetimes (tests/test_estimation.py); CLVTools
// (tests/testthat/test_correctness_gg.R); runs of R BTYD 2.4.3 where said.
import { describe, expect, test } from 'vitest';
import { expectedSpend, populationSpend } from '../../app/domain/lifetime/spend/gamma-gamma.ts';
import { gammaGammaLikelihood } from '../../app/domain/lifetime/spend/gamma-gamma-likelihood.ts';
import { fitLogParameters } from '../../app/domain/lifetime/fit-log-parameters.ts';
import { quantileSorted } from '../../app/domain/numerics/quantiles.ts';
import { expectRelative, expectWithin } from '../domain/support/expect-relative.ts';
import { CDNOW, ONLINE_RETAIL, cdnowOrders, onlineRetailOrders, repeatSpend } from './real-shops.ts';

const PRINTED = { p: 6.25, q: 3.74, gamma: 15.44 };

describe('reference: expected spend', () => {
  test.each([
    [2, 22.345, 24.6596128609],
    [1, 11.77, 18.9168520578],
    [0, 0, 35.2189781022],
    [7, 73.741428571, 71.4710152721],
    [2, 25.55, 27.2883858268],
    [3, 36.1866666667, 36.06328524895303],
    [26, 39.97, 39.8912188332123],
  ])('of a customer with %d purchases averaging %d: R BTYD', (x, mean, known) => expectWithin(expectedSpend(PRINTED, x, mean), known, 1e-6));

  test('of the population: Fader & Hardie 2013', () => expectWithin(populationSpend(PRINTED), 35.21897810218978, 1e-10));
});

test('limits: without a mean the population spends without bound, a customer as they did', () => {
  expect(populationSpend({ p: 2, q: 0.9, gamma: 10 })).toBe(Infinity);
  expectRelative(expectedSpend({ p: 5, q: 3, gamma: 20 }, 1e9, 77), 77, 1e-6);
});

describe.each([
  { name: 'the 946 repeat buyers of CDNOW', data: CDNOW, orders: cdnowOrders, end: '1997-09-30', n: 946, p: 6.24957, q: 3.74422, gamma: 15.44352, logLikelihood: -4055.9177 },
  { name: 'the 1,419 repeat buyers of Online Retail', data: ONLINE_RETAIL, orders: onlineRetailOrders, end: '2011-06-10', n: 1419, p: 3.142362, q: 3.118045, gamma: 282.9508, logLikelihood: -9729.92861 },
])('reference: the fit to $name', ({ data, orders, end, n, p, q, gamma, logLikelihood }) => {
  test.skipIf(!data)('parameters and log-likelihood', () => {
    const spend = repeatSpend(orders(), end);
    expect(spend.totalCustomers).toBe(n);
    const fit = fitLogParameters(gammaGammaLikelihood(spend), n, [4, 2.5, 20]);
    expect(fit.converged).toBe(true);
    expectRelative(fit.parameters[0]!, p, 0.002);
    expectRelative(1 + fit.parameters[1]!, q, 0.002);
    expectRelative(fit.parameters[2]!, gamma, 0.002);
    expectWithin(fit.logLikelihood, logLikelihood, 0.01);
  });
});

test.skipIf(!CDNOW)('reference: the spend of the repeat buyers of CDNOW: 35 on average, 3 to 300', () => {
  const means = [...repeatSpend(cdnowOrders(), '1997-09-30').meanSpend].sort((one, other) => one - other);
  expectWithin(means.reduce((sum, mean) => sum + mean, 0) / 946, 35, 0.5);
  expectWithin(quantileSorted(means, 0.5), 27, 0.5);
  expectWithin(means[0]!, 3, 0.5);
  expectWithin(means.at(-1)!, 300, 0.5);
});
