// Whether fits give back the law that made the data: node test/sweeps/recovery.ts [--runs 300] [--customers 4000]
// [--models bg-nbd,mbg-nbd,pareto-nbd,gamma-gamma]. Prints one JSON object: of the runs, the share with every parameter
// within three standard errors, and of the single parameters.
import { parseArgs } from 'node:util';
import { FAMILIES, fitPurchaseModel, type PurchaseModel } from '../../app/domain/lifetime/model.ts';
import { fitGammaGamma } from '../../app/domain/lifetime/spend/fit-gamma-gamma.ts';
import { seededRandom, type Random } from '../../app/domain/numerics/random.ts';
import { SHOP_LAWS, simulateCustomers } from '../domain/support/simulated-customers.ts';
import { simulatedSpend } from '../domain/support/simulated-spend.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '300' }, customers: { type: 'string', default: '4000' }, models: { type: 'string', default: [...FAMILIES, 'gamma-gamma'].join(',') } },
});
const runs = Number(values.runs);
const customers = Number(values.customers);

/** Of one run, the distance of each parameter from the truth in standard errors, or null where the fit gave none. */
function distances(name: string, run: number, random: Random): number[] | null {
  if (name === 'gamma-gamma') {
    const truth = { p: 4, q: 3.5, gamma: 2000 };
    const { parameters, standardErrors } = fitGammaGamma(simulatedSpend(truth, customers, random)) ?? { parameters: truth, standardErrors: null };
    return standardErrors && (['p', 'q', 'gamma'] as const).map((key) => (parameters[key] - truth[key]) / standardErrors[key]);
  }
  const laws = SHOP_LAWS.filter((law) => law.family === name);
  const law: PurchaseModel = laws[run % laws.length] ?? SHOP_LAWS[0]!;
  const { patterns } = simulateCustomers(law, customers, random, { stepsPerWeek: 200 });
  const { params, standardErrors } = fitPurchaseModel(law.family, patterns, { prior: 'never' });
  const [fitted, truth, errors] = [params, law.params, standardErrors].map((of) => (of === null ? null : (Object.values(of) as number[])));
  return errors ? fitted!.map((value, i) => (value - truth![i]!) / errors[i]!) : null;
}

const models = values.models.split(',').map((name) => {
  const random = seededRandom(name.length * 1000 + 7);
  let whole = 0;
  let single = 0;
  let parameters = 0;
  let withoutErrors = 0;
  let squares = 0;
  for (let run = 0; run < runs; run += 1) {
    const z = distances(name, run, random);
    if (z === null) withoutErrors += 1;
    const inside = (z ?? []).filter((distance) => Math.abs(distance) <= 3).length;
    if (z !== null && inside === z.length) whole += 1;
    single += inside;
    parameters += z?.length ?? 0;
    squares += (z ?? []).reduce((sum, distance) => sum + distance * distance, 0);
  }
  return { name, runsWithinThreeErrors: whole / runs, parametersWithinThreeErrors: single / parameters, rootMeanSquareOfDistances: Math.sqrt(squares / parameters), withoutErrors };
});
console.log(JSON.stringify({ sweep: 'recovery', runs, customers, models }));
