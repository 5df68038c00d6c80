// How far each family of models is to be believed for a shop, and all that are worth asking.
import { choleskyOf } from '../numerics/invert-symmetric.ts';
import type { FamilyChoice } from './choose-family.ts';
import { logPriorDensity, priorOf } from './fit-family.ts';
import { FAMILIES, fitPurchaseModel, type FittedPurchaseModel } from './model.ts';
import type { PurchasePatterns } from './purchase-patterns.ts';

/** A fitted model and the probability that the shop follows its family. */
export interface Candidate {
  readonly model: FittedPurchaseModel;
  /** The weights of all candidates sum to one. */
  readonly weight: number;
}

/** A family believed less than this moves no end of an interval by a customer. */
const LEAST_WEIGHT = 0.01;

/**
 * ln P(data | family) up to a constant that all families share: the likelihood averaged over the published prior, by Laplace's
 * approximation (Kass & Raftery 1995, "Bayes factors", JASA 90, section 4.1): ln L(θ̂) + ln π(θ̂) + ½ ln det Σ. −∞ where the
 * data leave the model without a covariance.
 */
export function logEvidence({ family, params, logLikelihood, logCovariance }: FittedPurchaseModel): number {
  const logs = (Object.values(params) as number[]).map(Math.log);
  const n = logs.length;
  const lower = logCovariance === null ? null : choleskyOf(Float64Array.from(logCovariance), n);
  if (lower === null) return -Infinity;
  let halfLogDeterminant = 0;
  for (let i = 0; i < n; i += 1) halfLogDeterminant += Math.log(lower[i * n + i]!);
  return logLikelihood + logPriorDensity(priorOf(family), logs) + halfLogDeterminant;
}

/**
 * The family chosen and every other that foretold the shop's past nearly as well, fitted to all of it. Each family counts as
 * much as the likelihood by which it was compared: one that foretold the past e times worse, e times less.
 */
export function candidateModels(choice: FamilyChoice, patterns: PurchasePatterns): readonly [Candidate, ...Candidate[]] {
  const scores = choice.heldOutLogLikelihood ?? choice.logEvidence;
  const chosen = fitPurchaseModel(choice.family, patterns);
  if (scores === null || !Number.isFinite(scores[choice.family])) return [{ model: chosen, weight: 1 }];
  const odds = FAMILIES.map((family) => Math.exp(scores[family] - scores[choice.family]));
  const believed = (i: number): boolean => odds[i]! >= LEAST_WEIGHT * odds.reduce((sum, value) => sum + value, 0);
  const others = FAMILIES.filter((family, i) => family !== choice.family && believed(i));
  const sum = FAMILIES.reduce((so, family, i) => (family === choice.family || others.includes(family) ? so + odds[i]! : so), 0);
  return [{ model: chosen, weight: 1 / sum }, ...others.map((family) => ({ model: fitPurchaseModel(family, patterns), weight: odds[FAMILIES.indexOf(family)]! / sum }))];
}
