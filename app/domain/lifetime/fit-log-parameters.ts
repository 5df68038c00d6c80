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
}

/** exp(±20): beyond it a parameter is at its limit for every purpose, and the exponential of more overflows. */
const LOG_LIMIT = 20;

/**
 * @param meanNegativeLogLikelihood of the logarithms of the parameters, per customer, with gradient
 * @param customers how many the mean stands for
 * @param starts parameters (not logarithms) to start from
 */
export function fitLogParameters(meanNegativeLogLikelihood: WithGradient, customers: number, starts: readonly (readonly number[])[], prior: LogNormalPrior | null): Fit {
  const objective = boundedWithPrior(meanNegativeLogLikelihood, customers, prior);
  const found = minimise(objective, starts.map((start) => Float64Array.from(start, Math.log)));
  const parameters = Array.from(found.point, Math.exp);
  return {
    parameters,
    standardErrors: standardErrors(objective, found.point, customers),
    logLikelihood: -customers * meanNegativeLogLikelihood(found.point, new Float64Array(found.point.length)),
    converged: found.converged,
    iterations: found.iterations,
  };
}

function boundedWithPrior(likelihood: WithGradient, customers: number, prior: LogNormalPrior | null): WithGradient {
  return (point, gradient) => {
    if (point.some((x) => Math.abs(x) > LOG_LIMIT)) return Infinity;
    let value = likelihood(point, gradient);
    if (prior === null) return value;
    for (let i = 0; i < point.length; i += 1) {
      const z = (point[i]! - prior.logMeans[i]!) / prior.logSds[i]!;
      value += (z * z) / 2 / customers;
      gradient[i]! += z / prior.logSds[i]! / customers;
    }
    return value;
  };
}

/** The Hessian by central differences of the analytic gradient; a step of 1e-4 in a logarithm keeps 8 digits of it. */
function standardErrors(objective: WithGradient, at: Float64Array, customers: number): number[] | null {
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
    for (let j = 0; j < n; j += 1) hessian[i * n + j] = ((above[j]! - below[j]!) / (2 * step)) * customers;
  }
  for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) hessian[i * n + j] = hessian[j * n + i] = (hessian[i * n + j]! + hessian[j * n + i]!) / 2;
  const covariance = invertSymmetric(hessian, n);
  if (covariance === null) return null;
  return Array.from(at, (log, i) => Math.exp(log) * Math.sqrt(covariance[i * n + i]!));
}
