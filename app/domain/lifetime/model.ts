// One door to the three models of purchases: what is fitted to a shop, and what it foretells of a customer. Letters as in the
// papers: x = repeat purchases, t_x = weeks from the first purchase to the last, T = weeks from the first purchase until now.
import type { Basis } from './basis.ts';
import * as bgNbd from './bg-nbd.ts';
import { fitFamily } from './fit-family.ts';
import * as mbgNbd from './mbg-nbd.ts';
import * as paretoNbd from './pareto-nbd/pareto-nbd.ts';
import type { PurchasePatterns } from './purchase-patterns.ts';

/** BG/NBD, MBG/NBD and Pareto/NBD. */
export const FAMILIES = ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const;
export type Family = (typeof FAMILIES)[number];

/** The parameters of each family by the papers' letters; α and β in weeks. */
export interface FamilyParams {
  readonly 'bg-nbd': bgNbd.BgNbd;
  readonly 'mbg-nbd': mbgNbd.MbgNbd;
  readonly 'pareto-nbd': paretoNbd.ParetoNbd;
}

interface Fitted<F extends Family> {
  readonly family: F;
  readonly params: FamilyParams[F];
  /** Of the parameters; of the posterior where a prior took part. Null where the data leave them open, or without data. */
  readonly standardErrors: FamilyParams[F] | null;
  /** Covariance of the logarithms of the parameters in the order of `params`, row by row; of the posterior as above. Null as above. */
  readonly logCovariance: readonly number[] | null;
  /** Of the shop's own data at these parameters; 0 without data. */
  readonly logLikelihood: number;
  /** Whether the data show that customers drop out at all; where not, a chance of being alive means nothing. */
  readonly dropOutIdentified: boolean;
  readonly basis: Basis;
  readonly converged: boolean;
  readonly buyers: number;
  readonly repeatBuyers: number;
}

/** Plain numbers, strings and lists: goes through JSON unchanged. */
export type FittedPurchaseModel = { [F in Family]: Fitted<F> }[Family];

/** What the forecasts need: any model with parameters, fitted or given. */
export type PurchaseModel = { [F in Family]: Pick<Fitted<F>, 'family' | 'params'> }[Family];

export interface FitOptions {
  /**
   * `when-needed` (default): the published prior takes part where the shop's own data are few or leave a parameter open.
   * `never`: maximum likelihood, as the literature does; for comparing with it, and for shops large enough.
   */
  readonly prior?: 'when-needed' | 'never';
}

/** Fits one family to the grouped customers. Defined for every shop, also an empty one (the prior alone). */
export function fitPurchaseModel<F extends Family>(family: F, patterns: PurchasePatterns, options: FitOptions = {}): Extract<FittedPurchaseModel, { family: F }> {
  const fit = fitFamily(family, patterns, options.prior ?? 'when-needed');
  const rest = {
    logCovariance: fit.logCovariance,
    logLikelihood: fit.logLikelihood,
    dropOutIdentified: fit.dropOutIdentified,
    basis: fit.basis,
    converged: fit.converged,
    buyers: fit.buyers,
    repeatBuyers: fit.repeatBuyers,
  };
  return { ...modelOf(family, fit.parameters), standardErrors: fit.standardErrors && modelOf(family, fit.standardErrors).params, ...rest } as Extract<FittedPurchaseModel, { family: F }>;
}

/** A model of the family with these parameters, in the order of the fit. */
export function modelOf(family: Family, parameters: ArrayLike<number>): PurchaseModel {
  switch (family) {
    case 'bg-nbd':
    case 'mbg-nbd':
      return { family, params: bgNbd.bgNbdFrom(parameters) };
    case 'pareto-nbd':
      return { family, params: paretoNbd.paretoNbdFrom(parameters) };
  }
}

/** E[purchases in the coming `horizonWeeks` | x, t_x, T]. */
export function expectedPurchases(model: PurchaseModel, x: number, tx: number, T: number, horizonWeeks: number): number {
  switch (model.family) {
    case 'bg-nbd':
      return bgNbd.expectedPurchases(model.params, x, tx, T, horizonWeeks);
    case 'mbg-nbd':
      return mbgNbd.expectedPurchases(model.params, x, tx, T, horizonWeeks);
    case 'pareto-nbd':
      return paretoNbd.expectedPurchases(model.params, x, tx, T, horizonWeeks);
  }
}

/** P(no purchase in the coming `horizonWeeks` | x, t_x, T): the chance to lapse. */
export function chanceOfNone(model: PurchaseModel, x: number, tx: number, T: number, horizonWeeks: number): number {
  switch (model.family) {
    case 'bg-nbd':
      return bgNbd.probabilityOfNone(model.params, x, tx, T, horizonWeeks);
    case 'mbg-nbd':
      return mbgNbd.probabilityOfNone(model.params, x, tx, T, horizonWeeks);
    case 'pareto-nbd':
      return paretoNbd.probabilityOfNone(model.params, x, tx, T, horizonWeeks);
  }
}

/** P(alive at T | x, t_x, T). Never a churn score: BG/NBD's is 1 for every customer without a repeat purchase. */
export function chanceAlive(model: PurchaseModel, x: number, tx: number, T: number): number {
  switch (model.family) {
    case 'bg-nbd':
      return bgNbd.probabilityAlive(model.params, x, tx, T);
    case 'mbg-nbd':
      return mbgNbd.probabilityAlive(model.params, x, tx, T);
    case 'pareto-nbd':
      return paretoNbd.probabilityAlive(model.params, x, tx, T);
  }
}

/** E[repeat purchases of a customer of whom nothing is known, in the `horizonWeeks` after the first purchase]. */
export function expectedPurchasesOfNew(model: PurchaseModel, horizonWeeks: number): number {
  switch (model.family) {
    case 'bg-nbd':
      return bgNbd.expectedPurchasesOfNew(model.params, horizonWeeks);
    case 'mbg-nbd':
      return mbgNbd.expectedPurchasesOfNew(model.params, horizonWeeks);
    case 'pareto-nbd':
      return paretoNbd.expectedPurchasesOfNew(model.params, horizonWeeks);
  }
}
