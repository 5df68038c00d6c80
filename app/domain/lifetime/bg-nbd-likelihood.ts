import type { WithGradient } from '../numerics/minimise.ts';
import { customersWithAtLeast, type PurchasePatterns } from './purchase-patterns.ts';

/**
 * The BG/NBD log-likelihood (Fader, Hardie & Lee 2005, eq. 6, in the form of their note 004) as a function to minimise: the
 * negative mean over customers, with its gradient, in the logarithms of (r, α, a, b). Also MBG/NBD's (Batislam, Denizel &
 * Filiztekin 2007, eq. 9), whose customers have one more chance to drop out: after the first purchase.
 *
 * Γ(r+x)/Γ(r) and the beta functions are products over 0 … x, so all that depends on x alone is one pass over the histogram
 * of x. Time comes in whole steps, so ln(α + t) is a table. A row then costs one exponential and one logarithm.
 *
 * @param afterFirst whether a customer may drop out after the first purchase: MBG/NBD
 */
export function bgNbdLikelihood(patterns: PurchasePatterns, afterFirst = false): WithGradient {
  const { repeats, firstToLast, observed, customers, totalCustomers, stepsPerWeek } = patterns;
  const atLeast = customersWithAtLeast(patterns);
  const logs = new Float64Array(largest(observed) + 1);
  // The chances to drop out that a customer with x repeats has survived before the last, beyond x − 1.
  const extra = afterFirst ? 1 : 0;

  return (logParameters, gradient) => {
    const r = Math.exp(logParameters[0]!);
    const alpha = Math.exp(logParameters[1]!);
    const a = Math.exp(logParameters[2]!);
    const b = Math.exp(logParameters[3]!);
    for (let step = 0; step < logs.length; step += 1) logs[step] = Math.log(alpha + step / stepsPerWeek);
    let sum = totalCustomers * r * logParameters[1]!;
    let byR = totalCustomers * logParameters[1]!;
    let byAlpha = (totalCustomers * r) / alpha;
    let byA = 0;
    let byB = 0;

    for (let j = 1; j < atLeast.length; j += 1) {
      sum += atLeast[j]! * Math.log(r + j - 1);
      byR += atLeast[j]! / (r + j - 1);
    }
    for (let j = 1 - extra; j < atLeast.length; j += 1) {
      const n = atLeast[j]!;
      const survivals = b + j - 1 + extra;
      sum -= n * Math.log1p(a / survivals);
      byA -= n / (a + survivals);
      byB += (n * a) / (survivals * (a + survivals));
    }

    for (let i = 0; i < repeats.length; i += 1) {
      const n = customers[i]!;
      const x = repeats[i]!;
      const untilNow = alpha + observed[i]! / stepsPerWeek;
      const logUntilNow = logs[observed[i]!]!;
      if (x === 0 && !afterFirst) {
        sum -= n * r * logUntilNow;
        byR -= n * logUntilNow;
        byAlpha -= (n * r) / untilNow;
        continue;
      }
      const untilLast = alpha + firstToLast[i]! / stepsPerWeek;
      const logUntilLast = logs[firstToLast[i]!]!;
      const shape = r + x;
      // The odds of having dropped out at the last purchase against being alive.
      const odds = (a / (b + x - 1 + extra)) * Math.exp(shape * (logUntilNow - logUntilLast));
      const gone = odds === Infinity ? 1 : odds / (1 + odds);
      const alive = 1 - gone;
      sum += n * (odds === Infinity ? Math.log(a / (b + x - 1 + extra)) - shape * logUntilLast : Math.log(1 + odds) - shape * logUntilNow);
      byR -= n * (alive * logUntilNow + gone * logUntilLast);
      byAlpha -= n * shape * (alive / untilNow + gone / untilLast);
      byA += (n * gone) / a;
      byB -= (n * gone) / (b + x - 1 + extra);
    }

    gradient[0] = (-byR * r) / totalCustomers;
    gradient[1] = (-byAlpha * alpha) / totalCustomers;
    gradient[2] = (-byA * a) / totalCustomers;
    gradient[3] = (-byB * b) / totalCustomers;
    return -sum / totalCustomers;
  };
}

function largest(values: Uint32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
