// Published numbers of Gamma-Gamma. Sources: Fader & Hardie (2013), note 025; lifetimes (tests/test_estimation.py); CLVTools
// (tests/testthat/test_correctness_gg.R); runs of R BTYD 2.4.3 where said.
import { describe, expect, test } from 'vitest';
import { expectedSpend, populationSpend } from '../../app/domain/lifetime/spend/gamma-gamma.ts';
import { gammaGammaLikelihood } from '../../app/domain/lifetime/spend/gamma-gamma-likelihood.ts';
import { fitLogParameters } from '../../app/domain/lifetime/fit-log-parameters.ts';
import { expectRelative, expectWithin } from '../domain/support/expect-relative.ts';
import { CDNOW, cdnowOrders } from './real-shops.ts';
import { dayOf } from '../domain/support/real-orders.ts';

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

describe.skipIf(!CDNOW)('reference: the fit to the 946 repeat buyers of CDNOW', () => {
  /** Repeat purchases up to week 39: a day's orders together, the first day left out, as the note does. */
  function repeatSpend(): { counts: number[]; means: number[] } {
    const days = new Map<bigint, Map<number, number>>();
    const until = dayOf('1997-09-30');
    for (const { customerId, day, grossMinor } of cdnowOrders()) {
      if (customerId === null || day > until) continue;
      const own = days.get(customerId) ?? new Map<number, number>();
      days.set(customerId, own.set(day, (own.get(day) ?? 0) + grossMinor / 100));
    }
    const counts: number[] = [];
    const means: number[] = [];
    for (const own of days.values()) {
      const spends = [...own].sort((one, other) => one[0] - other[0]).slice(1).map(([, spend]) => spend);
      const sum = spends.reduce((so, spend) => so + spend, 0);
      if (sum > 0) {
        counts.push(spends.length);
        means.push(sum / spends.length);
      }
    }
    return { counts, means };
  }

  test('parameters, log-likelihood and summary', () => {
    const { counts, means } = repeatSpend();
    expect(counts.length).toBe(946);
    expectWithin(means.reduce((sum, mean) => sum + mean, 0) / means.length, 35, 0.5);
    const fit = fitLogParameters(
      gammaGammaLikelihood({ purchases: Float64Array.from(counts), meanSpend: Float64Array.from(means), customers: new Float64Array(946).fill(1), totalCustomers: 946 }),
      946,
      [4, 2.5, 20],
    );
    expect(fit.converged).toBe(true);
    expectRelative(fit.parameters[0]!, 6.24957, 0.002);
    expectRelative(1 + fit.parameters[1]!, 3.74422, 0.002);
    expectRelative(fit.parameters[2]!, 15.44352, 0.002);
    expectWithin(fit.logLikelihood, -4055.9177, 0.01);
  });
});
