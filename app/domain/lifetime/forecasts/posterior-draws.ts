import { choleskyOf } from '../../numerics/invert-symmetric.ts';
import { seededRandom } from '../../numerics/random.ts';
import { likelihoodOf, logPriorDensity, priorOf } from '../fit-family.ts';
import { modelOf, type FittedPurchaseModel, type PurchaseModel } from '../model.ts';
import type { PurchasePatterns } from '../purchase-patterns.ts';

/** A set of parameters, and how much it counts; the weights of a model's draws sum to one. */
export interface WeightedDraw {
  readonly model: PurchaseModel;
  readonly weight: number;
}

/** With more patterns than this the posterior is normal enough, and weighing each draw by its likelihood too slow. */
const MOST_PATTERNS_WEIGHED = 2000;
/** Degrees of freedom of the t law that draws to be weighed come from: heavier tails than the posterior's. */
const DEGREES = 6;

/**
 * Parameters drawn from the posterior of a fit. Large shops: from the normal law in the logarithms around the fit. Smaller
 * ones, whose posterior is skewed: from a t law of the same shape, each draw weighed by posterior over proposal (importance
 * sampling; Geweke 1989, Econometrica 57, eq. 4). Always the same draws for the same shop.
 *
 * @param pairs of draws, each with its mirror image, so that the draws' centre is the fit
 */
export function posteriorDraws(fitted: FittedPurchaseModel, patterns: PurchasePatterns, pairs: number): WeightedDraw[] {
  const { family, params, logCovariance, basis } = fitted;
  const centre = (Object.values(params) as number[]).map(Math.log);
  const n = centre.length;
  const lower = logCovariance === null ? null : choleskyOf(Float64Array.from(logCovariance), n);
  if (lower === null) return [{ model: fitted, weight: 1 }];
  const weighed = patterns.totalCustomers > 0 && patterns.repeats.length <= MOST_PATTERNS_WEIGHED;
  const likelihood = likelihoodOf(family, patterns);
  const scratch = new Float64Array(n);
  const random = seededRandom(pairs);
  const points: Float64Array[] = [];
  const logWeights: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const z = centre.map(() => random.normal());
    const stretch = weighed ? Math.sqrt(DEGREES / (2 * random.gamma(DEGREES / 2))) : 1;
    const distance = stretch * stretch * z.reduce((sum, value) => sum + value * value, 0);
    for (const sign of [stretch, -stretch]) {
      const point = Float64Array.from(centre, (log, i) => log + sign * z.reduce((sum, value, j) => (j <= i ? sum + lower[i * n + j]! * value : sum), 0));
      points.push(point);
      if (!weighed) logWeights.push(0);
      else {
        const logPosterior = -patterns.totalCustomers * likelihood(point, scratch) + (basis === 'own' ? 0 : logPriorDensity(priorOf(family), point));
        logWeights.push(logPosterior + ((DEGREES + n) / 2) * Math.log1p(distance / DEGREES));
      }
    }
  }
  const most = logWeights.reduce((so, value) => (value > so ? value : so), -Infinity);
  const weights = logWeights.map((value) => (Number.isNaN(value) ? 0 : Math.exp(value - most)));
  const sum = weights.reduce((so, value) => so + value, 0);
  return points.map((point, i) => ({ model: modelOf(family, point.map(Math.exp)), weight: weights[i]! / sum }));
}
