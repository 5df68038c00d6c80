import type { WithGradient } from '../numerics/minimise.ts';
import { OWN_FROM, isPinned, type Basis } from './basis.ts';
import { bgNbdLikelihood } from './bg-nbd-likelihood.ts';
import { fitLogParameters, type Fit, type LogNormalPrior } from './fit-log-parameters.ts';
import { paretoNbdLikelihood } from './pareto-nbd/likelihood.ts';
import { BG_NBD_PRIOR, MBG_NBD_PRIOR, PARETO_NBD_PRIOR } from './published-priors.ts';
import { everyNth, type PurchasePatterns } from './purchase-patterns.ts';

/** What sets the families apart while fitting. All have four parameters, the first two of the purchases, two of the drop-out. */
interface FamilyToFit {
  readonly likelihood: (patterns: PurchasePatterns) => WithGradient;
  readonly prior: LogNormalPrior;
  readonly start: readonly number[];
  /** The logarithms of a drop-out so rare that the model is the plain NBD. */
  readonly noDropOut: readonly [number, number];
}

const FAMILIES = {
  'bg-nbd': { likelihood: (patterns: PurchasePatterns) => bgNbdLikelihood(patterns), prior: BG_NBD_PRIOR, start: [0.5, 7, 0.6, 3], noDropOut: [-20, 0] },
  'mbg-nbd': { likelihood: (patterns: PurchasePatterns) => bgNbdLikelihood(patterns, true), prior: MBG_NBD_PRIOR, start: [0.7, 8, 0.7, 2], noDropOut: [-20, 0] },
  'pareto-nbd': { likelihood: paretoNbdLikelihood, prior: PARETO_NBD_PRIOR, start: [0.7, 10, 0.6, 12], noDropOut: [-20, 0] },
} as const satisfies Record<string, FamilyToFit>;

export interface FamilyFit {
  readonly parameters: readonly number[];
  readonly standardErrors: readonly number[] | null;
  /** Of the logarithms, row by row. */
  readonly logCovariance: readonly number[] | null;
  readonly logLikelihood: number;
  readonly dropOutIdentified: boolean;
  readonly basis: Basis;
  readonly converged: boolean;
  readonly buyers: number;
  readonly repeatBuyers: number;
}

/**
 * The largest logarithms of r, α, the shape of the drop-out (a or s) and b or β. Customers who all buy, or all drop out, at the
 * same rate have a likelihood that rises without end as the shape grows: at e¹⁴ the scatter left between them is a
 * thousandth, which costs a millionth of the log-likelihood a customer, and there the ridge ends.
 */
const LOG_LIMITS = [14, 20, 14, 20];
/** Twice the gain in log-likelihood that two drop-out parameters reach by chance in 1 of 20 shops without drop-out (χ², 2). */
const DROP_OUT_GAIN = 5.99;
/** Fewer repeat buyers cannot show a drop-out, and a fit to them alone would only run to its bounds. */
const FEWEST_FOR_DROP_OUT = 30;
/** A second start: customers nearly equal in their drop-out, one in twenty a purchase, or one in twenty weeks. */
const EQUAL_DROP_OUT = [20, 400];
/** Above this many patterns the search begins on a part of about the second number: below, the whole costs milliseconds. */
const MANY_PATTERNS = 40_000;
const PART_PATTERNS = 20_000;

/** The likelihood of a family on these patterns; see the family for its parameters. */
export function likelihoodOf(family: keyof typeof FAMILIES, patterns: PurchasePatterns): WithGradient {
  return FAMILIES[family].likelihood(patterns);
}

/** What is believed of the family's parameters before any data. */
export function priorOf(family: keyof typeof FAMILIES): LogNormalPrior {
  return FAMILIES[family].prior;
}

/** ln of the prior's density at these logarithms, without the (2π)^(−n/2) that all priors of n parameters share. */
export function logPriorDensity({ logMeans, logSds }: LogNormalPrior, logs: ArrayLike<number>): number {
  return logMeans.reduce((sum, mean, i) => sum - ((logs[i]! - mean) / logSds[i]!) ** 2 / 2 - Math.log(logSds[i]!), 0);
}

/** One family for one shop: on its own data where they suffice, with the published prior where they do not. */
export function fitFamily(family: keyof typeof FAMILIES, patterns: PurchasePatterns, prior: 'when-needed' | 'never'): FamilyFit {
  const { likelihood, prior: published } = FAMILIES[family];
  const buyers = patterns.totalCustomers;
  if (buyers === 0) return priorAlone(published);
  const repeatBuyers = patterns.customers.reduce((sum, n, i) => (patterns.repeats[i]! > 0 ? sum + n : sum), 0);

  let dropOutIdentified = false;
  if (repeatBuyers >= FEWEST_FOR_DROP_OUT || prior === 'never') {
    const own = fitOwn(family, patterns);
    dropOutIdentified = own.dropOutIdentified;
    const enough = buyers >= OWN_FROM.buyers && repeatBuyers >= OWN_FROM.repeatBuyers;
    const stands = enough && own.converged && dropOutIdentified && isPinned(own.parameters, own.standardErrors);
    if (stands || prior === 'never') return describe(own, 'own');
  }
  return describe(fitLogParameters(likelihood(patterns), buyers, published.logMeans.map(Math.exp), { prior: published, logLimits: LOG_LIMITS }), 'prior-and-own');

  function describe(fit: Fit, basis: Basis): FamilyFit {
    const { parameters, standardErrors, inverseHessian, logLikelihood, converged } = fit;
    return { parameters, standardErrors, logCovariance: inverseHessian && Array.from(inverseHessian, (v) => v / buyers), logLikelihood, dropOutIdentified, basis, converged, buyers, repeatBuyers };
  }
}

/**
 * Maximum likelihood, and whether it beats the model without drop-out. With many patterns, first on every n-th of them: near
 * the end and with its Hessian, three or four passes over all of them finish the fit.
 */
export function fitOwn(family: keyof typeof FAMILIES, patterns: PurchasePatterns): Fit & { readonly dropOutIdentified: boolean } {
  const { likelihood, start } = FAMILIES[family];
  const part = patterns.repeats.length > MANY_PATTERNS ? everyNth(patterns, Math.ceil(patterns.repeats.length / PART_PATTERNS)) : patterns;
  const from = (at: readonly number[]): Fit => fitLogParameters(likelihood(part), part.totalCustomers, at, { logLimits: LOG_LIMITS });
  let first = from(start);
  const withoutDropOut = logLikelihoodWithoutDropOut(family, part, first);
  if (2 * (first.logLikelihood - withoutDropOut) <= DROP_OUT_GAIN) {
    // The search may have ended where nobody drops out, on the far side of a valley from where all drop out alike.
    const other = from([...first.parameters.slice(0, 2), ...EQUAL_DROP_OUT]);
    if (other.logLikelihood > first.logLikelihood) first = other;
  }
  const dropOutIdentified = 2 * (first.logLikelihood - withoutDropOut) > DROP_OUT_GAIN;
  if (part === patterns) return { ...first, dropOutIdentified };
  const whole = fitLogParameters(likelihood(patterns), patterns.totalCustomers, first.parameters, { inverseHessian: first.inverseHessian, logLimits: LOG_LIMITS });
  return { ...whole, dropOutIdentified };
}

function logLikelihoodWithoutDropOut(family: keyof typeof FAMILIES, patterns: PurchasePatterns, near: Fit): number {
  const likelihood = FAMILIES[family].likelihood(patterns);
  const scratch = new Float64Array(4);
  const plain: WithGradient = (point, gradient) => {
    const value = likelihood(Float64Array.of(point[0]!, point[1]!, ...FAMILIES[family].noDropOut), scratch);
    gradient.set(scratch.subarray(0, 2));
    return value;
  };
  return fitLogParameters(plain, patterns.totalCustomers, near.parameters.slice(0, 2), { logLimits: LOG_LIMITS.slice(0, 2) }).logLikelihood;
}

function priorAlone({ logMeans, logSds }: LogNormalPrior): FamilyFit {
  const logCovariance = logSds.flatMap((sd, i) => logSds.map((_, j) => (i === j ? sd * sd : 0)));
  return { parameters: logMeans.map(Math.exp), standardErrors: null, logCovariance, logLikelihood: 0, dropOutIdentified: false, basis: 'prior', converged: true, buyers: 0, repeatBuyers: 0 };
}
