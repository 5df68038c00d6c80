import { brierScore } from '../../../app/domain/churn/backtest/accuracy.ts';
import { likelihoodOf } from '../../../app/domain/lifetime/fit-family.ts';
import { chanceAlive, chanceOfNone, expectedPurchases, modelOf, type Family } from '../../../app/domain/lifetime/model.ts';
import { purchasePatterns } from '../../../app/domain/lifetime/purchase-patterns.ts';
import { auc, correlation, errors, mean, type Numbers } from './descriptive.ts';
import type { HeldOutCustomers } from './held-out-customers.ts';

/** What a model with the parameters of the case says of the hold-out. `expected` are its purchases of each customer. */
export function modelNumbers(name: string, family: Family, parameters: readonly number[], weeks: number, { past, customers, actual, lapsed, repeaters }: HeldOutCustomers): { numbers: Numbers; expected: number[] } {
  const model = modelOf(family, parameters);
  const patterns = purchasePatterns(past);
  const negativeMean = likelihoodOf(family, patterns)(Float64Array.from(parameters, Math.log), new Float64Array(parameters.length));
  const expected = customers.map(({ x, tx, T }) => expectedPurchases(model, x, tx, T, weeks));
  const none = customers.map(({ x, tx, T }) => chanceOfNone(model, x, tx, T, weeks));
  const gone = customers.map(({ x, tx, T }) => 1 - chanceAlive(model, x, tx, T));
  const aucOfRepeaters = (scores: readonly number[]): number => auc(repeaters.map((i) => scores[i]!), repeaters.map((i) => lapsed[i]!));
  const numbers = {
    ...errors(expected, actual, name),
    [`${name}/ll`]: -negativeMean * patterns.totalCustomers,
    [`${name}/corr`]: correlation(expected, actual),
    [`${name}/auc_1_minus_palive`]: auc(gone, lapsed),
    [`${name}/auc_neg_cet`]: auc(expected.map((purchases) => -purchases), lapsed),
    [`${name}/auc_p0`]: auc(none, lapsed),
    [`${name}/auc_palive_repeaters`]: aucOfRepeaters(gone),
    [`${name}/auc_p0_repeaters`]: aucOfRepeaters(none),
    [`${name}/brier_p0`]: brierScore(none, lapsed),
    [`${name}/logloss_p0`]: -mean(none.map((chance, i) => Math.log(lapsed[i] ? chance : 1 - chance))),
  };
  return { numbers, expected };
}
