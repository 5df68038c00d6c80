import type { WithGradient } from '../numerics/minimise.ts';
import { OWN_FROM, isPinned, type Basis } from './basis.ts';
import { bgNbdFrom, type BgNbd } from './bg-nbd.ts';
import { bgNbdLikelihood } from './bg-nbd-likelihood.ts';
import { fitLogParameters, type Fit } from './fit-log-parameters.ts';
import { BG_NBD_PRIOR } from './published-priors.ts';
import { everyNth, type PurchasePatterns } from './purchase-patterns.ts';

export interface LifetimeModel {
  readonly name: 'bg-nbd';
  readonly parameters: BgNbd;
  /** Of the parameters; of the posterior where a prior took part. Null where the data leave them open, or without data. */
  readonly standardErrors: BgNbd | null;
  /** Of the shop's own data at these parameters; 0 without data. */
  readonly logLikelihood: number;
  readonly basis: Basis;
  /** Where the data do not show that customers drop out at all, a probability of being alive means nothing. */
  readonly dropOut: 'identified' | 'not-identified';
  readonly converged: boolean;
  readonly buyers: number;
  readonly repeatBuyers: number;
}

/** Twice the gain in log-likelihood that two drop-out parameters reach by chance in 1 of 20 shops without drop-out (χ², 2). */
const DROP_OUT_GAIN = 5.99;
/** Fewer repeat buyers cannot show a drop-out, and a fit to them alone would only run to its bounds. */
const FEWEST_FOR_DROP_OUT = 30;
/** The logarithm of a drop-out so rare (2e-9 a purchase) that the model is the plain NBD. */
const NO_DROP_OUT = [-20, 0] as const;
const START = [0.5, 7, 0.6, 3];
/** Above this many patterns the search begins on a part of about the second number: below, the whole costs milliseconds. */
const MANY_PATTERNS = 40_000;
const PART_PATTERNS = 20_000;

/** BG/NBD for one shop: on its own data where they suffice, with the published prior where they do not. */
export function fitBgNbd(patterns: PurchasePatterns): LifetimeModel {
  const buyers = patterns.totalCustomers;
  if (buyers === 0) return priorAlone();
  const repeatBuyers = patterns.customers.reduce((sum, n, i) => (patterns.repeats[i]! > 0 ? sum + n : sum), 0);

  let dropOut: LifetimeModel['dropOut'] = 'not-identified';
  if (repeatBuyers >= FEWEST_FOR_DROP_OUT) {
    const own = fitOwn(patterns);
    if (own.showsDropOut) dropOut = 'identified';
    const enough = buyers >= OWN_FROM.buyers && repeatBuyers >= OWN_FROM.repeatBuyers;
    if (enough && own.converged && own.showsDropOut && isPinned(own.parameters, own.standardErrors)) return describe(own, 'own', dropOut, buyers, repeatBuyers);
  }
  const together = fitLogParameters(bgNbdLikelihood(patterns), buyers, BG_NBD_PRIOR.logMeans.map(Math.exp), { prior: BG_NBD_PRIOR });
  return describe(together, 'prior-and-own', dropOut, buyers, repeatBuyers);
}

/**
 * Maximum likelihood, and whether it beats the model without drop-out. With many patterns, first on every n-th of them: near
 * the end and with its Hessian, three or four passes over all of them finish the fit.
 */
export function fitOwn(patterns: PurchasePatterns): Fit & { readonly showsDropOut: boolean } {
  const part = patterns.repeats.length > MANY_PATTERNS ? everyNth(patterns, Math.ceil(patterns.repeats.length / PART_PATTERNS)) : patterns;
  const first = fitLogParameters(bgNbdLikelihood(part), part.totalCustomers, START);
  const showsDropOut = 2 * (first.logLikelihood - logLikelihoodWithoutDropOut(part, first)) > DROP_OUT_GAIN;
  if (part === patterns) return { ...first, showsDropOut };
  const whole = fitLogParameters(bgNbdLikelihood(patterns), patterns.totalCustomers, first.parameters, { inverseHessian: first.inverseHessian });
  return { ...whole, showsDropOut };
}

function logLikelihoodWithoutDropOut(patterns: PurchasePatterns, near: Fit): number {
  const likelihood = bgNbdLikelihood(patterns);
  const scratch = new Float64Array(4);
  const plain: WithGradient = (point, gradient) => {
    const value = likelihood(Float64Array.of(point[0]!, point[1]!, ...NO_DROP_OUT), scratch);
    gradient.set(scratch.subarray(0, 2));
    return value;
  };
  return fitLogParameters(plain, patterns.totalCustomers, near.parameters.slice(0, 2)).logLikelihood;
}

function describe(fit: Fit, basis: Basis, dropOut: LifetimeModel['dropOut'], buyers: number, repeatBuyers: number): LifetimeModel {
  return {
    name: 'bg-nbd',
    parameters: bgNbdFrom(fit.parameters),
    standardErrors: fit.standardErrors && bgNbdFrom(fit.standardErrors),
    logLikelihood: fit.logLikelihood,
    basis,
    dropOut,
    converged: fit.converged,
    buyers,
    repeatBuyers,
  };
}

function priorAlone(): LifetimeModel {
  const parameters = bgNbdFrom(BG_NBD_PRIOR.logMeans.map(Math.exp));
  return { name: 'bg-nbd', parameters, standardErrors: null, logLikelihood: 0, basis: 'prior', dropOut: 'not-identified', converged: true, buyers: 0, repeatBuyers: 0 };
}
