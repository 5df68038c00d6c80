import { digamma, logGamma } from '../../numerics/gamma.ts';
import type { WithGradient } from '../../numerics/minimise.ts';

/** How often and how much, a row a customer or a group of equal ones. */
export interface SpendPatterns {
  /** x ≥ 1: the purchases that the mean is over. */
  readonly purchases: Float64Array;
  /** z̄ > 0. */
  readonly meanSpend: Float64Array;
  readonly customers: Float64Array;
  readonly totalCustomers: number;
}

/**
 * The Gamma-Gamma log-likelihood (Fader & Hardie 2013, eq. 1a) as a function to minimise: the negative mean over customers,
 * with its gradient, in the logarithms of (p, q − 1, γ). With q − 1 positive the population always has a mean.
 */
export function gammaGammaLikelihood({ purchases, meanSpend, customers, totalCustomers }: SpendPatterns): WithGradient {
  const most = purchases.reduce((so, x) => Math.max(so, x), 0);
  const byCount = new Float64Array(most + 1);
  const logSpend = new Float64Array(most + 1);
  for (let i = 0; i < purchases.length; i += 1) {
    byCount[purchases[i]!]! += customers[i]!;
    logSpend[purchases[i]!]! += customers[i]! * Math.log(meanSpend[i]!);
  }

  return (logParameters, gradient) => {
    const p = Math.exp(logParameters[0]!);
    const qLess1 = Math.exp(logParameters[1]!);
    const q = 1 + qLess1;
    const gamma = Math.exp(logParameters[2]!);
    let sum = totalCustomers * (q * Math.log(gamma) - logGamma(q));
    let byP = 0;
    let byQ = totalCustomers * (Math.log(gamma) - digamma(q));
    let byGamma = (totalCustomers * q) / gamma;
    for (let x = 1; x <= most; x += 1) {
      const n = byCount[x]!;
      if (n === 0) continue;
      sum += n * (logGamma(p * x + q) - logGamma(p * x) + p * x * Math.log(x)) + (p * x - 1) * logSpend[x]!;
      const slope = digamma(p * x + q);
      byP += n * x * (slope - digamma(p * x) + Math.log(x)) + x * logSpend[x]!;
      byQ += n * slope;
    }
    for (let i = 0; i < purchases.length; i += 1) {
      const n = customers[i]!;
      const x = purchases[i]!;
      const scale = gamma + x * meanSpend[i]!;
      const logScale = Math.log(scale);
      sum -= n * (p * x + q) * logScale;
      byP -= n * x * logScale;
      byQ -= n * logScale;
      byGamma -= (n * (p * x + q)) / scale;
    }
    gradient[0] = (-byP * p) / totalCustomers;
    gradient[1] = (-byQ * qLess1) / totalCustomers;
    gradient[2] = (-byGamma * gamma) / totalCustomers;
    return -sum / totalCustomers;
  };
}
