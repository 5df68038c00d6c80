// The published priors and the data they say they come from. `node test/sweeps/priors.ts` prints the figures.
import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../app/domain/lifetime/model.ts';
import { expectWithin } from '../domain/support/expect-relative.ts';
import { publicFits, type PublicFit } from './public-fits.ts';
import { CDNOW, ONLINE_RETAIL } from './real-shops.ts';

/** The table of published-priors.ts: logarithms and their standard errors. */
const PUBLISHED: readonly [PublicFit['shop'], PublicFit['model'], readonly (readonly [number, number])[]][] = [
  ['CDNOW', 'bg-nbd', [[-1.37, 0.04], [1.7, 0.07], [-0.5, 0.18], [0.97, 0.24]]],
  ['CDNOW', 'mbg-nbd', [[-0.48, 0.15], [2.16, 0.11], [-0.6, 0.1], [0.01, 0.22]]],
  ['CDNOW', 'pareto-nbd', [[-0.57, 0.08], [2.53, 0.07], [-0.9, 0.18], [2.35, 0.4]]],
  ['CDNOW', 'gamma-gamma', [[1.95, 0.13], [1.01, 0.07], [-0.68, 0.19]]],
  ['Online Retail', 'bg-nbd', [[-0.19, 0.03], [2.29, 0.04]]],
  ['Online Retail', 'mbg-nbd', [[-0.19, 0.03], [2.29, 0.04]]],
  ['Online Retail', 'pareto-nbd', [[-0.19, 0.03], [2.29, 0.04]]],
  ['Online Retail', 'gamma-gamma', [[1.05, 0.05], [0.81, 0.05], [0.06, 0.08]]],
];

describe.skipIf(!CDNOW || !ONLINE_RETAIL)('reference: the published priors', () => {
  const fits = CDNOW && ONLINE_RETAIL ? publicFits() : [];
  const fitOf = (shop: PublicFit['shop'], model: PublicFit['model']): PublicFit => {
    const found = fits.find((fit) => fit.shop === shop && fit.model === model);
    if (!found) throw new Error(`${model} was not fitted to ${shop}`);
    return found;
  };

  test.each(PUBLISHED)('%s, %s: the table is what the fit gives', (shop, model, known) => {
    const { logs, logErrors, dropOutIdentified } = fitOf(shop, model);
    known.forEach(([log, error], i) => {
      expectWithin(logs[i]!, log, 0.006);
      expectWithin(logErrors[i]!, error, 0.006);
    });
    if (model !== 'gamma-gamma') expect(dropOutIdentified).toBe(shop === 'CDNOW');
  });

  test.each([...FAMILIES, 'gamma-gamma'] as const)('%s: means half way between the shops, spreads no less than the shops lie apart', (model) => {
    const { logs: one, prior } = fitOf('CDNOW', model);
    const { logs: other } = fitOf('Online Retail', model);
    const shown = model === 'gamma-gamma' ? 3 : 2;
    for (let i = 0; i < shown; i += 1) {
      expectWithin(prior.logMeans[i]!, (one[i]! + other[i]!) / 2, 0.05);
      expect(prior.logSds[i]!).toBeGreaterThanOrEqual(Math.max(0.4, Math.abs(one[i]! - other[i]!) / Math.SQRT2));
    }
    // The drop-out, which one of the two does not show: that of CDNOW within a factor of e, and rather rarer.
    for (let i = shown; i < one.length; i += 1) {
      expectWithin(prior.logMeans[i]!, one[i]!, 1);
      expect(prior.logSds[i]).toBe(1);
    }
    if (model !== 'gamma-gamma') expect(prior.logMeans[2]! - prior.logMeans[3]!).toBeLessThanOrEqual(one[2]! - one[3]!);
  });
});
