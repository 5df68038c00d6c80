import type { WithGradient } from '../../numerics/minimise.ts';
import { customersWithAtLeast, type PurchasePatterns } from '../purchase-patterns.ts';
import { GONE_SLOPES, silence } from './silence.ts';

/**
 * The Pareto/NBD log-likelihood (Fader & Hardie 2005, the note on deriving it, eq. 17 with the integral left standing) as a
 * function to minimise: the negative mean over customers, with its gradient, in the logarithms of (r, α, s, β).
 *
 * Rows in order of x, t_x and T (the order of groupPatterns) that share x and t_x are one silence seen for longer and longer,
 * so each adds only the stretch since the row before: a few points of quadrature.
 *
 * L = Γ(r+x)/Γ(r) · α^r β^s / ((α+t_x)^(r+x) (β+t_x)^s) · P(silent from t_x to T): the last factor is `silence`, in [0, 1].
 */
export function paretoNbdLikelihood(patterns: PurchasePatterns): WithGradient {
  const { repeats, firstToLast, observed, customers, totalCustomers, stepsPerWeek } = patterns;
  const repeated = customersWithAtLeast(patterns);
  const slopes = new Float64Array(GONE_SLOPES);
  const quietSlopes = new Float64Array(GONE_SLOPES);
  const stretchSlopes = new Float64Array(GONE_SLOPES);

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
    let quietBefore = 1;
    let gone = 0;
    for (let i = 0; i < repeats.length; i += 1) {
      const n = customers[i]!;
      const shape = r + repeats[i]!;
      const lastWeeks = firstToLast[i]! / stepsPerWeek;
      const silentWeeks = (observed[i]! - firstToLast[i]!) / stepsPerWeek;
      const near = alpha + lastWeeks;
      const far = beta + lastWeeks;
      const goesOn = i > 0 && repeats[i] === repeats[i - 1] && firstToLast[i] === firstToLast[i - 1] && observed[i]! >= observed[i - 1]!;
      if (!goesOn) {
        gone = 0;
        quietBefore = 1;
        slopes.fill(0);
        quietSlopes.fill(0);
      }
      const seenUntil = goesOn ? observed[i - 1]! / stepsPerWeek : lastWeeks;
      const stretch = silence(model, shape, seenUntil, observed[i]! / stepsPerWeek - seenUntil, stretchSlopes);
      gone += quietBefore * stretch.gone;
      for (let k = 0; k < GONE_SLOPES; k += 1) slopes[k]! += quietBefore * stretchSlopes[k]! + quietSlopes[k]! * stretch.gone;
      const quiet = quietBefore * stretch.quiet;
      quietSlopes[0] = -quiet * Math.log1p(silentWeeks / near);
      quietSlopes[1] = (quiet * shape * silentWeeks) / (near * (near + silentWeeks));
      quietSlopes[2] = -quiet * Math.log1p(silentWeeks / far);
      quietSlopes[3] = (quiet * s * silentWeeks) / (far * (far + silentWeeks));
      quietBefore = quiet;

      const silent = gone + quiet;
      // ln(α/(α+t_x)) and ln(β/(β+t_x)), without cancelling where α or β is large.
      const logNear = Math.log1p(lastWeeks / alpha);
      const logFar = Math.log1p(lastWeeks / beta);
      sum += n * (Math.log(silent) - shape * logNear - s * logFar - repeats[i]! * logParameters[1]!);
      byR += n * ((slopes[0]! + quietSlopes[0]) / silent - logNear);
      byAlpha += n * ((slopes[1]! + quietSlopes[1]) / silent + (shape * lastWeeks) / (alpha * near) - repeats[i]! / alpha);
      byS += n * ((slopes[2]! + quietSlopes[2]) / silent - logFar);
      byBeta += n * ((slopes[3]! + quietSlopes[3]) / silent + (s * lastWeeks) / (beta * far));
    }
    gradient[0] = (-byR * r) / totalCustomers;
    gradient[1] = (-byAlpha * alpha) / totalCustomers;
    gradient[2] = (-byS * s) / totalCustomers;
    gradient[3] = (-byBeta * beta) / totalCustomers;
    return -sum / totalCustomers;
  };
}
