import { describe, expect, test } from 'vitest';
import { OWN_FROM } from '../../../app/domain/lifetime/basis.ts';
import { fitOwn } from '../../../app/domain/lifetime/fit-family.ts';
import { fitPurchaseModel } from '../../../app/domain/lifetime/model.ts';
import { fitGammaGamma } from '../../../app/domain/lifetime/spend/fit-gamma-gamma.ts';
import { populationSpend } from '../../../app/domain/lifetime/spend/gamma-gamma.ts';
import type { SpendPatterns } from '../../../app/domain/lifetime/spend/gamma-gamma-likelihood.ts';
import { BG_NBD_PRIOR } from '../../../app/domain/lifetime/published-priors.ts';
import { everyNth, purchasePatterns } from '../../../app/domain/lifetime/purchase-patterns.ts';
import { spendPatterns } from '../../../app/domain/lifetime/spend/spend-patterns.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { TODAY, historyOf, order } from '../support/orders.ts';
import { expectRelative, expectWithin } from '../support/expect-relative.ts';
import { simulatedPatterns } from '../support/simulated-shop.ts';

const LAW = { r: 0.6, alpha: 8, a: 0.6, b: 3 };

function simulatedSpend(customers: number, seed: number): SpendPatterns {
  const random = seededRandom(seed);
  const purchases = Float64Array.from({ length: customers }, () => 1 + random.integer(6));
  const meanSpend = purchases.map((x) => {
    const scale = 2000 / random.gamma(3.5);
    return (scale * random.gamma(4 * x)) / x;
  });
  return { purchases, meanSpend, customers: new Float64Array(customers).fill(1), totalCustomers: customers };
}

describe('recovery', () => {
  test('BG/NBD gives back its law within three standard errors, shop after shop', () => {
    let missed = 0;
    for (let shop = 0; shop < 40; shop += 1) {
      const { parameters, standardErrors, converged } = fitOwn('bg-nbd', simulatedPatterns(LAW, 2000, 100 + shop));
      expect(converged).toBe(true);
      Object.values(LAW).forEach((truth, i) => {
        // On the scale of the fit, the logarithm, on which the errors are even.
        if (Math.abs(Math.log(parameters[i]! / truth)) > (3 * standardErrors![i]!) / parameters[i]!) missed += 1;
      });
    }
    // 160 parameters, of which 0.27 % lie outside by chance.
    expect(missed).toBeLessThanOrEqual(3);
  });

  test('Gamma-Gamma gives back its law within three standard errors, shop after shop', () => {
    let missed = 0;
    for (let shop = 0; shop < 40; shop += 1) {
      const model = fitGammaGamma(simulatedSpend(2000, 300 + shop))!;
      expect(model.basis).toBe('own');
      const { p, q, gamma } = model.parameters;
      const errors = model.standardErrors!;
      for (const [value, truth, error] of [[p, 4, errors.p], [q, 3.5, errors.q], [gamma, 2000, errors.gamma]] as const) if (Math.abs(value - truth) > 3.2 * error) missed += 1;
    }
    expect(missed).toBeLessThanOrEqual(3);
  });
});

describe('agreement', () => {
  test('a fit that begins on a part of the patterns ends where one on all of them does', () => {
    const patterns = simulatedPatterns(LAW, 60_000, 5);
    const whole = fitOwn('bg-nbd', patterns);
    const part = fitOwn('bg-nbd', everyNth(patterns, 4));
    expect(whole.converged).toBe(true);
    Object.values(LAW).forEach((truth, i) => expectRelative(whole.parameters[i]!, truth, 0.1));
    expect(whole.parameters).not.toEqual(part.parameters);
    // At the top the gradient is nothing: no other start does better.
    expectWithin(fitOwn('bg-nbd', patterns).logLikelihood, whole.logLikelihood, 1e-9);
    const shuffledStart = fitPurchaseModel('bg-nbd', patterns);
    expect(shuffledStart.basis).toBe('own');
    expectWithin(shuffledStart.logLikelihood, whole.logLikelihood, 1e-6);
  });

  test('the unit of money changes the scale and nothing else', () => {
    const cents = simulatedSpend(1500, 4);
    const yen = { ...cents, meanSpend: cents.meanSpend.map((spend) => spend * 150) };
    const one = fitGammaGamma(cents)!;
    const other = fitGammaGamma(yen)!;
    expectRelative(other.parameters.p, one.parameters.p, 1e-6);
    expectRelative(other.parameters.q, one.parameters.q, 1e-6);
    expectRelative(other.parameters.gamma, one.parameters.gamma * 150, 1e-6);
    expectRelative(other.logLikelihood, one.logLikelihood - 1500 * Math.log(150), 1e-9);
  });
});

describe('limits: what a fit stands on', () => {
  test('nobody bought: the prior alone, and no prices', () => {
    const history = historyOf([]);
    const model = fitPurchaseModel('bg-nbd', purchasePatterns(history));
    expect(model.basis).toBe('prior');
    expectRelative(model.params.r, Math.exp(BG_NBD_PRIOR.logMeans[0]!), 1e-12);
    expect(fitGammaGamma(spendPatterns(history))).toBeNull();
  });

  test('below the published size the prior takes part, from it on the data stand alone', () => {
    expect(fitPurchaseModel('bg-nbd', simulatedPatterns(LAW, OWN_FROM.buyers - 1, 1)).basis).toBe('prior-and-own');
    expect(fitPurchaseModel('bg-nbd', simulatedPatterns(LAW, 4 * OWN_FROM.buyers, 1)).basis).toBe('own');
  });

  test('the more customers, the nearer to their own data', () => {
    const distance = [20, 200, 2000].map((customers) => {
      const rare = { r: 3, alpha: 30, a: 0.3, b: 6 };
      return Math.abs(Math.log(fitPurchaseModel('bg-nbd', simulatedPatterns(rare, customers, 77)).params.alpha / rare.alpha));
    });
    expect(distance[2]!).toBeLessThan(distance[0]!);
    expect(distance[2]!).toBeLessThan(0.25);
  });

  test('customers who never drop out: said so, and the parameters stay finite and usable', () => {
    const model = fitPurchaseModel('bg-nbd', simulatedPatterns({ r: 0.8, alpha: 9, a: 1e-7, b: 10 }, 2000, 3));
    expect(model.dropOutIdentified).toBe(false);
    expect(model.basis).toBe('prior-and-own');
    expectRelative(model.params.r, 0.8, 0.15);
    expect(model.params.a / (model.params.a + model.params.b)).toBeLessThan(0.01);
  });

  test.each<[string, number[][]]>([
    ['one customer', [[5]]],
    ['all one-time buyers of one day', Array.from({ length: 700 }, () => [30])],
    ['all the same rhythm', Array.from({ length: 700 }, () => [90, 60, 30])],
    ['all today', Array.from({ length: 20 }, () => [0])],
    ['one of them twenty times a month', [[300], [200], Array.from({ length: 400 }, (_, i) => 600 - Math.floor(i * 1.5))]],
  ])('%s: finite', (_, shop) => {
    const history = historyOf(shop.flatMap((daysAgo, customer) => daysAgo.map((ago) => order(customer, TODAY - ago, 500))));
    const model = fitPurchaseModel('bg-nbd', purchasePatterns(history));
    for (const value of Object.values(model.params)) expect(Number.isFinite(value) && value > 0).toBe(true);
    const spend = fitGammaGamma(spendPatterns(history))!;
    for (const value of Object.values(spend.parameters)) expect(Number.isFinite(value) && value > 0).toBe(true);
    expect(populationSpend(spend.parameters)).toBeGreaterThan(100);
    expect(populationSpend(spend.parameters)).toBeLessThan(2500);
  });
});
