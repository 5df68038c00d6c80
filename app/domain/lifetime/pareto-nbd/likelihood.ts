import type { WithGradient } from '../../numerics/minimise.ts';
import { customersWithAtLeast, type PurchasePatterns } from '../purchase-patterns.ts';
import { GONE_SLOPES, silence } from './silence.ts';

/**
 * The Pareto/NBD log-likelihood (Fader & Hardie 2005, the note on deriving it, eq. 17 with the integral left standing) as a
 * function to minimise: the negative mean over customers, with its gradient, in the logarithms of (r, α, s, β).
 *
 * L = Γ(r+x)/Γ(r) · α^r β^s / ((α+t_x)^(r+x) (β+t_x)^s) · P(silent from t_x to T): the last factor is `silence`, in [0, 1].
 */
export function paretoNbdLikelihood(patterns: PurchasePatterns): WithGradient {
  const { repeats, firstToLast, observed, customers, totalCustomers, stepsPerWeek } = patterns;
  const repeated = customersWithAtLeast(patterns);
  const slopes = new Float64Array(GONE_SLOPES);

  return (logParameters, gradient) => {
    const r = Math.exp(logParameters[0]!);
    const alpha = Math.exp(logParameters[1]!);
    const s = Math.exp(logParameters[2]!);
    const beta = Math.exp(logParameters[3]!);
    const model = { r, alpha, s, beta };
    let sum = 0;
    let byR = 0;
    let byAlpha = 0;
    let byS = 0;
    let byBeta = 0;
    for (let j = 1; j < repeated.length; j += 1) {
      sum += repeated[j]! * Math.log(r + j - 1);
      byR += repeated[j]! / (r + j - 1);
    }
    for (let i = 0; i < repeats.length; i += 1) {
      const n = customers[i]!;
      const shape = r + repeats[i]!;
      const lastWeeks = firstToLast[i]! / stepsPerWeek;
      const silentWeeks = (observed[i]! - firstToLast[i]!) / stepsPerWeek;
      const { gone, quiet } = silence(model, shape, lastWeeks, silentWeeks, slopes);
      const silent = gone + quiet;
      const near = alpha + lastWeeks;
      const far = beta + lastWeeks;
      // ln(α/(α+t_x)) and ln(β/(β+t_x)), without cancelling where α or β is large.
      const logNear = Math.log1p(lastWeeks / alpha);
      const logFar = Math.log1p(lastWeeks / beta);
      sum += n * (Math.log(silent) - shape * logNear - s * logFar - repeats[i]! * logParameters[1]!);
      byR += n * ((slopes[0]! - quiet * Math.log1p(silentWeeks / near)) / silent - logNear);
      byAlpha += n * ((slopes[1]! + (quiet * shape * silentWeeks) / (near * (near + silentWeeks))) / silent + (shape * lastWeeks) / (alpha * near) - repeats[i]! / alpha);
      byS += n * ((slopes[2]! - quiet * Math.log1p(silentWeeks / far)) / silent - logFar);
      byBeta += n * ((slopes[3]! + (quiet * s * silentWeeks) / (far * (far + silentWeeks))) / silent + (s * lastWeeks) / (beta * far));
    }
    gradient[0] = (-byR * r) / totalCustomers;
    gradient[1] = (-byAlpha * alpha) / totalCustomers;
    gradient[2] = (-byS * s) / totalCustomers;
    gradient[3] = (-byBeta * beta) / totalCustomers;
    return -sum / totalCustomers;
  };
}
