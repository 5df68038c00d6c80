// Whether fits give back the law that made the data:
//
//   node test/sweeps/recovery.ts [--runs 300] [--customers 10000] [--models bg-nbd,mbg-nbd,pareto-nbd,gamma-gamma] [--seed 7]
//
// Ends with one JSON object: of the runs, the share with every parameter within three standard errors, on the scale on which
// they are printed and on that of the fit, the logarithm; and the share of the single parameters.
//
// 10,000 customers, the most by which the product compares families. The standard error of ln b of MBG/NBD is .24 at 2,000
// customers, .17 at 4,000, .10 at 10,000: of a parameter known no better than by a quarter the error on the printed scale is
// lopsided, and three of it do not reach up to the truth as often as they should (at 4,000 in 96.7 to 97.3 % of runs of
// MBG/NBD; in the logarithm in 98.3 %). Times are fine (200 steps a week) so that whole days do not bend the law.
//
// Measured at 10,000 customers, 300 runs each: Pareto/NBD .990 (in the logarithm .983; seeds 11 to 15, 60 runs each), Gamma-Gamma .993 (.993).
import { parseArgs } from 'node:util';
import { FAMILIES, fitPurchaseModel, type PurchaseModel } from '../../app/domain/lifetime/model.ts';
import { fitGammaGamma } from '../../app/domain/lifetime/spend/fit-gamma-gamma.ts';
import type { GammaGamma } from '../../app/domain/lifetime/spend/gamma-gamma.ts';
import { seededRandom, type Random } from '../../app/domain/numerics/random.ts';
import { SHOP_LAWS, simulateCustomers } from '../domain/support/simulated-customers.ts';
import { simulatedSpend } from '../domain/support/simulated-spend.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '300' }, customers: { type: 'string', default: '10000' }, models: { type: 'string', default: [...FAMILIES, 'gamma-gamma'].join(',') }, seed: { type: 'string', default: '7' } },
});
const runs = Number(values.runs);
const customers = Number(values.customers);

interface Estimate {
  readonly fitted: readonly number[];
  readonly truth: readonly number[];
  readonly errors: readonly number[];
}

/** One run; null where the fit gave no standard errors. */
function estimate(name: string, run: number, random: Random): Estimate | null {
  if (name === 'gamma-gamma') {
    const truth = { p: 4, q: 3.5, gamma: 2000 };
    const { parameters, standardErrors } = fitGammaGamma(simulatedSpend(truth, customers, random)) ?? { parameters: truth, standardErrors: null };
    const inOrder = (of: GammaGamma): number[] => [of.p, of.q, of.gamma];
    return standardErrors && { fitted: inOrder(parameters), truth: inOrder(truth), errors: inOrder(standardErrors) };
  }
  const laws = SHOP_LAWS.filter((law) => law.family === name);
  const law: PurchaseModel = laws[run % laws.length] ?? SHOP_LAWS[0]!;
  const { patterns } = simulateCustomers(law, customers, random, { stepsPerWeek: 200 });
  const { params, standardErrors } = fitPurchaseModel(law.family, patterns, { prior: 'never' });
  const inOrder = (of: object): number[] => Object.values(of) as number[];
  return standardErrors && { fitted: inOrder(params), truth: inOrder(law.params), errors: inOrder(standardErrors) };
}

const models = values.models.split(',').map((name) => {
  const random = seededRandom(name.length * 1000 + Number(values.seed));
  let whole = 0;
  let wholeOfLogs = 0;
  let single = 0;
  let parameters = 0;
  let withoutErrors = 0;
  let squares = 0;
  for (let run = 0; run < runs; run += 1) {
    const one = estimate(name, run, random);
    if (one === null) {
      withoutErrors += 1;
      continue;
    }
    const distances = one.fitted.map((value, i) => (value - one.truth[i]!) / one.errors[i]!);
    const inside = distances.filter((distance) => Math.abs(distance) <= 3).length;
    if (inside === distances.length) whole += 1;
    if (one.fitted.every((value, i) => Math.abs(Math.log(value / one.truth[i]!)) <= (3 * one.errors[i]!) / value)) wholeOfLogs += 1;
    single += inside;
    parameters += distances.length;
    squares += distances.reduce((sum, distance) => sum + distance * distance, 0);
  }
  const share = whole / runs;
  return {
    name,
    runsWithinThreeErrors: share,
    standardError: Math.sqrt((share * (1 - share)) / runs),
    runsWithinThreeErrorsOfLogarithms: wholeOfLogs / runs,
    parametersWithinThreeErrors: single / parameters,
    rootMeanSquareOfDistances: Math.sqrt(squares / parameters),
    withoutErrors,
  };
});
console.log(JSON.stringify({ sweep: 'recovery', runs, customers, models }));
