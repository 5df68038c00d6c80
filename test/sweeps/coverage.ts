// How often the interval for the number of returning customers holds what came: node test/sweeps/coverage.ts [--runs 400]
// [--family bg-nbd] [--sizes 40,200,1000,10000] [--laws prior|known]. Prints one JSON object.
import { parseArgs } from 'node:util';
import { FAMILIES, fitPurchaseModel } from '../../app/domain/lifetime/model.ts';
import { forecastReturning } from '../../app/domain/lifetime/forecasts/returning-customers.ts';
import { BG_NBD_PRIOR, MBG_NBD_PRIOR, PARETO_NBD_PRIOR } from '../../app/domain/lifetime/published-priors.ts';
import { seededRandom } from '../../app/domain/numerics/random.ts';
import { SHOP_LAWS, drawnLaw, simulateCustomers } from '../domain/support/simulated-customers.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '400' }, family: { type: 'string', default: 'bg-nbd' }, sizes: { type: 'string', default: '40,200,1000,10000' }, laws: { type: 'string', default: 'prior' } },
});
const family = FAMILIES.find((name) => name === values.family) ?? 'bg-nbd';
const prior = { 'bg-nbd': BG_NBD_PRIOR, 'mbg-nbd': MBG_NBD_PRIOR, 'pareto-nbd': PARETO_NBD_PRIOR }[family];
const runs = Number(values.runs);
const HORIZON_DAYS = 90;
const known = SHOP_LAWS.filter((law) => law.family === family);

const sizes = values.sizes.split(',').map(Number).map((customers) => {
  const random = seededRandom(customers);
  let covered = 0;
  let width = 0;
  let returnedAll = 0;
  let under = 0;
  for (let run = 0; run < runs; run += 1) {
    const law = values.laws === 'known' ? known[run % known.length]! : drawnLaw(family, prior, random);
    const { patterns, returned } = simulateCustomers(law, customers, random, { weeks: 104, weeksAfter: HORIZON_DAYS / 7 });
    const { low, high } = forecastReturning(fitPurchaseModel(family, patterns), patterns, HORIZON_DAYS);
    if (low <= returned && returned <= high) covered += 1;
    if (returned < low) under += 1;
    width += high - low + 1;
    returnedAll += returned;
  }
  return { customers, coverage: covered / runs, below: under / runs, meanWidth: width / runs, meanReturned: returnedAll / runs };
});
console.log(JSON.stringify({ sweep: 'coverage', family, laws: values.laws, runs, horizonDays: HORIZON_DAYS, nominal: 0.8, sizes }));
