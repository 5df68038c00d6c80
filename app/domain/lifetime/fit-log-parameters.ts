// Maximum likelihood, or with a prior maximum a posteriori, for models whose parameters are all positive.
import { minimise, type WithGradient } from '../numerics/minimise.ts';
import { invertSymmetric } from '../numerics/invert-symmetric.ts';

/** Independent normal laws on the logarithms of the parameters: the pseudo-data a small shop is combined with. */
export interface LogNormalPrior {
  readonly logMeans: readonly number[];
  readonly logSds: readonly number[];
}

export interface Fit {
  readonly parameters: readonly number[];
  /** By the delta method from the inverse Hessian in the logarithms; null where that is not positive definite. */
  readonly standardErrors: readonly number[] | null;
  /** Of the data alone, without the prior; the sum over customers. */
  readonly logLikelihood: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** Of the mean objective in the logarithms, row by row; null where the Hessian is not positive definite. */
  readonly inverseHessian: Float64Array | null;
}

export interface FitOptions {
  readonly prior?: LogNormalPrior | null;
  /** Of a fit to a part of the same customers: guides the search and, being as good, gives the standard errors. */
  readonly inverseHessian?: Float64Array | null;
  /** The largest logarithm of each parameter, where it is not the general limit. */
  readonly logLimits?: readonly number[];
}

/** exp(±20): beyond it a parameter is at its limit for every purpose, and the exponential of more overflows. */
const LOG_LIMIT = 20;

/**
 * @param meanNegativeLogLikelihood of the logarithms of the parameters, per customer, with gradient
 * @param customers how many the mean stands for
 * @param start parameters (not logarithms) to start from
 */
export function fitLogParameters(meanNegativeLogLikelihood: WithGradient, customers: number, start: readonly number[], options: FitOptions = {}): Fit {
  const logLimits = options.logLimits ?? start.map(() => LOG_LIMIT);
  const objective = boundedWithPrior(meanNegativeLogLikelihood, customers, options.prior ?? null, logLimits);
  const reached = minimise(objective, [Float64Array.from(start, Math.log)], options.inverseHessian);
  const found = { ...reached, point: reached.point.map((x, i) => Math.min(logLimits[i]!, Math.max(-LOG_LIMIT, x))) };
  const inverseHessian = options.inverseHessian ?? invertSymmetric(hessianAt(objective, found.point), start.length);
  return {
    parameters: Array.from(found.point, Math.exp),
    standardErrors: inverseHessian && Array.from(found.point, (log, i) => Math.exp(log) * Math.sqrt(inverseHessian[i * start.length + i]! / customers)),
    // Subtracted from zero, or a shop of one would have −0, which JSON does not know.
    logLikelihood: 0 - customers * (options.prior ? meanNegativeLogLikelihood(found.point, new Float64Array(start.length)) : found.value),
    converged: found.converged,
    iterations: found.iterations,
    inverseHessian,
  };
}

/** Beyond a limit the function goes on as flat as at the limit: a search that runs out along a ridge ends there. */
function boundedWithPrior(likelihood: WithGradient, customers: number, prior: LogNormalPrior | null, logLimits: readonly number[]): WithGradient {
  const within = new Float64Array(logLimits.length);
  return (point, gradient) => {
    for (let i = 0; i < point.length; i += 1) within[i] = Math.min(logLimits[i]!, Math.max(-LOG_LIMIT, point[i]!));
    let value = likelihood(within, gradient);
    for (let i = 0; i < point.length; i += 1) {
      if (prior !== null) {
        const z = (within[i]! - prior.logMeans[i]!) / prior.logSds[i]!;
        value += (z * z) / 2 / customers;
        gradient[i]! += z / prior.logSds[i]! / customers;
      }
      if (within[i] !== point[i]) gradient[i] = 0;
    }
    return value;
  };
}

/** The Hessian by central differences of the analytic gradient; a step of 1e-4 in a logarithm keeps 8 digits of it. */
function hessianAt(objective: WithGradient, at: Float64Array): Float64Array {
  const n = at.length;
  const step = 1e-4;
  const hessian = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    const above = new Float64Array(n);
    const below = new Float64Array(n);
    const point = at.slice();
    point[i]! += step;
    objective(point, above);
    point[i]! -= 2 * step;
    objective(point, below);
    for (let j = 0; j < n; j += 1) hessian[i * n + j] = (above[j]! - below[j]!) / (2 * step);
  }
  for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) hessian[i * n + j] = hessian[j * n + i] = (hessian[i * n + j]! + hessian[j * n + i]!) / 2;
  return hessian;
}
