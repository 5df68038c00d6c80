// Whether every family's fit ends on shops of every kind: node test/sweeps/convergence.ts [--shops 1000]. Prints one JSON
// object: how many fits did not converge or gave a parameter that is not a positive number, and how long the slowest took.
import { parseArgs } from 'node:util';
import { FAMILIES, fitPurchaseModel } from '../../app/domain/lifetime/model.ts';
import { BG_NBD_PRIOR, MBG_NBD_PRIOR, PARETO_NBD_PRIOR } from '../../app/domain/lifetime/published-priors.ts';
import { seededRandom } from '../../app/domain/numerics/random.ts';
import { drawnLaw, simulateCustomers } from '../domain/support/simulated-customers.ts';

const { values } = parseArgs({ options: { shops: { type: 'string', default: '1000' }, spread: { type: 'string', default: '1.5' } } });
const shops = Number(values.shops);
const priors = { 'bg-nbd': BG_NBD_PRIOR, 'mbg-nbd': MBG_NBD_PRIOR, 'pareto-nbd': PARETO_NBD_PRIOR };
const random = seededRandom(99);
const result = Object.fromEntries(FAMILIES.map((family) => [family, { notConverged: { 'when-needed': 0, never: 0 }, notNumbers: 0, own: 0, slowestMs: 0 }]));
const failed: unknown[] = [];
const slow: unknown[] = [];
for (let shop = 0; shop < shops; shop += 1) {
  const law = drawnLaw(FAMILIES[shop % 3]!, priors[FAMILIES[shop % 3]!], random, Number(values.spread));
  const customers = Math.round(10 * 500 ** random.uniform());
  const { patterns } = simulateCustomers(law, customers, random, { weeks: 26 + random.integer(150) });
  for (const family of FAMILIES) {
    const of = result[family]!;
    for (const prior of ['when-needed', 'never'] as const) {
      const began = performance.now();
      const model = fitPurchaseModel(family, patterns, { prior });
      const tookMs = performance.now() - began;
      of.slowestMs = Math.max(of.slowestMs, tookMs);
      if (tookMs > 3000) slow.push({ shop, family, prior, law, customers, rows: patterns.repeats.length, tookMs, fitted: model.params });
      if (!model.converged) {
        of.notConverged[prior] += 1;
        if (failed.length < 10) failed.push({ shop, family, prior, law, customers, fitted: model.params });
      }
      if (Object.values(model.params).some((value) => !(value > 0 && Number.isFinite(value)))) of.notNumbers += 1;
      if (prior === 'when-needed' && model.basis === 'own') of.own += 1;
    }
  }
}
console.log(JSON.stringify({ sweep: 'convergence', shops, spread: Number(values.spread), families: result, failed, slow }));
