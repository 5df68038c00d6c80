import type { WithGradient } from '../numerics/minimise.ts';
import { customersWithAtLeast, type PurchasePatterns } from './purchase-patterns.ts';

/** ((α + T) / (α + t_x))^(r + x) is looked up while the power of the longest T stays below e^600: no overflow. */
const LARGEST_LOG_POWER = 600;

/**
 * The BG/NBD log-likelihood (Fader, Hardie & Lee 2005, eq. 6, in the form of their note 004) as a function to minimise: the
 * negative mean over customers, with its gradient, in the logarithms of (r, α, a, b). Also MBG/NBD's (Batislam, Denizel &
 * Filiztekin 2007, eq. 9), whose customers have one more chance to drop out: after the first purchase.
 *
 * Γ(r+x)/Γ(r) and the beta functions are products over 0 … x, so all that depends on x alone is one pass over the histogram
 * of x. Time comes in whole steps, so ln(1 + t/α) and, for each x, (1 + t/α)^(r + x) are tables: a row costs one logarithm.
 * Times are measured in α: α^r against (α + T)^(r + x) would cancel for customers who all buy alike, where r and α are large.
 *
 * @param patterns quickest in order of x
 * @param afterFirst whether a customer may drop out after the first purchase: MBG/NBD
 */
export function bgNbdLikelihood(patterns: PurchasePatterns, afterFirst = false): WithGradient {
  const { repeats, firstToLast, observed, customers, totalCustomers, stepsPerWeek } = patterns;
  const atLeast = customersWithAtLeast(patterns);
  const totalRepeats = atLeast.subarray(1).reduce((so, n) => so + n, 0);
  const steps = largest(observed) + 1;
  const logs = new Float64Array(steps);
  /** The slopes of the logarithms by −α: t / (α (α + t)). */
  const slopes = new Float64Array(steps);
  const powers = new Float64Array(steps);
  const groups = equalRepeats(repeats);
  // The chances to drop out that a customer with x repeats has survived before the last, beyond x − 1.
  const extra = afterFirst ? 1 : 0;

  return (logParameters, gradient) => {
    const r = Math.exp(logParameters[0]!);
    const alpha = Math.exp(logParameters[1]!);
    const a = Math.exp(logParameters[2]!);
    const b = Math.exp(logParameters[3]!);
    for (let step = 0; step < steps; step += 1) {
      const weeks = step / stepsPerWeek;
      logs[step] = Math.log1p(weeks / alpha);
      slopes[step] = weeks / (alpha * (alpha + weeks));
    }
    let sum = -totalRepeats * logParameters[1]!;
    let byR = 0;
    let byAlpha = -totalRepeats / alpha;
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

    for (let group = 0; group + 1 < groups.length; group += 1) {
      const from = groups[group]!;
      const to = groups[group + 1]!;
      const x = repeats[from]!;
      const shape = r + x;
      // Sums over the group: of the terms, of the customers gone, of the logarithms and their slopes, each weighted with what
      // is gone (then the time of the last purchase counts) and alive (then now).
      let terms = 0;
      let goneOnes = 0;
      let logTimes = 0;
      let logSlopes = 0;
      if (x === 0 && !afterFirst) {
        for (let i = from; i < to; i += 1) {
          logTimes += customers[i]! * logs[observed[i]!]!;
          logSlopes += customers[i]! * slopes[observed[i]!]!;
        }
        terms = -shape * logTimes;
      } else {
        // The odds of having dropped out at the last purchase against being alive are this by the ratio of two powers.
        const base = a / (b + x - 1 + extra);
        const tabled = to - from > steps && shape * (logs[steps - 1]! - logs[0]!) < LARGEST_LOG_POWER;
        if (tabled) for (let step = 0; step < steps; step += 1) powers[step] = Math.exp(shape * (logs[step]! - logs[0]!));
        for (let i = from; i < to; i += 1) {
          const n = customers[i]!;
          const now = observed[i]!;
          const last = firstToLast[i]!;
          const odds = base * (tabled ? powers[now]! / powers[last]! : Math.exp(shape * (logs[now]! - logs[last]!)));
          const gone = odds === Infinity ? 1 : odds / (1 + odds);
          const alive = 1 - gone;
          terms += n * (odds === Infinity ? Math.log(base) - shape * logs[last]! : Math.log(1 + odds) - shape * logs[now]!);
          goneOnes += n * gone;
          logTimes += n * (alive * logs[now]! + gone * logs[last]!);
          logSlopes += n * (alive * slopes[now]! + gone * slopes[last]!);
        }
        byB -= goneOnes / (b + x - 1 + extra);
      }
      sum += terms;
      byR -= logTimes;
      byAlpha += shape * logSlopes;
      byA += goneOnes / a;
    }

    gradient[0] = (-byR * r) / totalCustomers;
    gradient[1] = (-byAlpha * alpha) / totalCustomers;
    gradient[2] = (-byA * a) / totalCustomers;
    gradient[3] = (-byB * b) / totalCustomers;
    return -sum / totalCustomers;
  };
}

/** Where runs of equal x begin, and the end of the last. */
function equalRepeats(repeats: Uint32Array): Uint32Array {
  const starts: number[] = [];
  for (let i = 0; i < repeats.length; i += 1) if (i === 0 || repeats[i] !== repeats[i - 1]) starts.push(i);
  return Uint32Array.from([...starts, repeats.length]);
}

function largest(values: Uint32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
