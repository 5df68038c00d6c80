// The sweeps of test/sweeps, short: what must hold on simulated shops of every size.
import { describe, expect, test } from 'vitest';
import { forecastReturning } from '../../../app/domain/lifetime/forecasts/returning-customers.ts';
import { FAMILIES, fitPurchaseModel } from '../../../app/domain/lifetime/model.ts';
import { BG_NBD_PRIOR, MBG_NBD_PRIOR, PARETO_NBD_PRIOR } from '../../../app/domain/lifetime/published-priors.ts';
import { groupPatterns } from '../../../app/domain/lifetime/purchase-patterns.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { SHOP_LAWS, drawnLaw, simulateCustomers } from '../support/simulated-customers.ts';

const PRIORS = { 'bg-nbd': BG_NBD_PRIOR, 'mbg-nbd': MBG_NBD_PRIOR, 'pareto-nbd': PARETO_NBD_PRIOR };

describe('recovery: the interval for the number of returning customers holds what came', () => {
  test.each([
    [40, 150],
    [200, 150],
    [1000, 30],
  ])('%d customers, %d shops: about four times in five', (customers, shops) => {
    const random = seededRandom(customers);
    let covered = 0;
    for (let shop = 0; shop < shops; shop += 1) {
      const law = shop % 2 === 0 ? SHOP_LAWS[shop % 3]! : drawnLaw('bg-nbd', BG_NBD_PRIOR, random);
      const { patterns, returned } = simulateCustomers(law, customers, random, { weeks: 104, weeksAfter: 90 / 7 });
      const { low, high, expected } = forecastReturning(fitPurchaseModel('bg-nbd', patterns), patterns, 90);
      expect(low - 1 <= expected && expected <= high + 1).toBe(true);
      if (low <= returned && returned <= high) covered += 1;
    }
    // Three standard errors of a share of 80 % in so many shops.
    expect(Math.abs(covered / shops - 0.8)).toBeLessThan(3 * Math.sqrt(0.16 / shops));
  });

  test('limits: nobody, one customer, all the same', () => {
    const none = groupPatterns({ repeats: new Uint32Array(0), firstToLast: new Uint32Array(0), observed: new Uint32Array(0) });
    expect(forecastReturning(fitPurchaseModel('bg-nbd', none), none, 90)).toMatchObject({ customers: 0, expected: 0, low: 0, high: 0 });
    for (const customers of [1, 5000]) {
      const same = groupPatterns({ repeats: new Uint32Array(customers).fill(2), firstToLast: new Uint32Array(customers).fill(60), observed: new Uint32Array(customers).fill(100) });
      for (const family of FAMILIES) {
        const { low, high, expected } = forecastReturning(fitPurchaseModel(family, same), same, 90);
        expect(low >= 0 && low <= high && high <= customers && expected >= 0 && expected <= customers).toBe(true);
      }
    }
  });
});

test.each(FAMILIES)('recovery: %s gives back its law within three standard errors', (family) => {
  const random = seededRandom(31);
  const laws = SHOP_LAWS.filter((law) => law.family === family);
  let missed = 0;
  for (let shop = 0; shop < 12; shop += 1) {
    const law = laws[shop % laws.length]!;
    const { params, standardErrors, converged } = fitPurchaseModel(family, simulateCustomers(law, 4000, random, { stepsPerWeek: 200 }).patterns, { prior: 'never' });
    expect(converged).toBe(true);
    const [fitted, truth, errors] = [params, law.params, standardErrors!].map((of) => Object.values(of) as number[]);
    fitted!.forEach((value, i) => (missed += Math.abs(value - truth![i]!) > 3 * errors![i]! ? 1 : 0));
  }
  // 48 parameters, of which one in 150 lies outside by chance and the skew of the estimates.
  expect(missed).toBeLessThanOrEqual(2);
});

test('limits: fits of every family end with usable parameters on shops of every kind', () => {
  const random = seededRandom(99);
  for (let shop = 0; shop < 30; shop += 1) {
    const family = FAMILIES[shop % 3]!;
    const law = drawnLaw(family, PRIORS[family], random, 1.5);
    const { patterns } = simulateCustomers(law, Math.round(10 * 200 ** random.uniform()), random, { weeks: 26 + random.integer(150) });
    for (const fitted of FAMILIES) {
      const model = fitPurchaseModel(fitted, patterns);
      expect(model.converged, `shop ${shop}, ${fitted}`).toBe(true);
      for (const value of Object.values(model.params)) expect(value > 0 && Number.isFinite(value)).toBe(true);
    }
  }
});
