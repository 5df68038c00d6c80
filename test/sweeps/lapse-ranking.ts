// How far the chance of no purchase ranks better than the better of recency and frequency, on shops of many laws:
//
//   node test/sweeps/lapse-ranking.ts [--runs 20] [--sizes 200,500,1500] [--horizons 90,182]
//
// meanLead: of the AUC, over the runs, with its standard error. behind: the share of single hold-outs more than .005 behind; in
// a small shop that is mostly the chance of one hold-out, which the better of two rules has on its side.
//
// Ends with one JSON object. A minute for a size and a horizon at 20 runs.
import { parseArgs } from 'node:util';
import { leadOverPlainRules } from '../domain/support/lead-over-plain-rules.ts';
import { OTHER_LAWS } from '../domain/support/shops-of-other-laws.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' }, sizes: { type: 'string', default: '200,500,1500' }, horizons: { type: 'string', default: '90,182' } } });
const results = values.horizons.split(',').map(Number).flatMap((horizonDays) =>
  values.sizes.split(',').map(Number).flatMap((customers) =>
    Object.entries(OTHER_LAWS).map(([law, orders]) => {
      const leads = Array.from({ length: Number(values.runs) }, (_, run) => leadOverPlainRules(orders(customers, 1000 * customers + run), horizonDays)).filter((lead) => lead !== null);
      const meanLead = leads.reduce((sum, lead) => sum + lead, 0) / leads.length;
      const standardError = Math.sqrt(leads.reduce((sum, lead) => sum + (lead - meanLead) ** 2, 0) / leads.length / (leads.length - 1));
      const result = { law, customers, horizonDays, meanLead, standardError, least: Math.min(...leads), behind: leads.filter((lead) => lead < -0.005).length / leads.length };
      process.stderr.write(`${horizonDays} days, ${customers} customers, ${law}: ${meanLead.toFixed(4)} ± ${standardError.toFixed(4)}, behind ${result.behind.toFixed(2)}\n`);
      return result;
    }),
  ),
);
process.stdout.write(`${JSON.stringify({ worst: results.reduce((least, one) => (one.meanLead < least.meanLead ? one : least)), results })}\n`);
