// How many of a shop's customers will buy in a coming stretch of time, with an honest interval.
import { normalCdf } from '../../numerics/normal.ts';
import { seededRandom } from '../../numerics/random.ts';
import { choleskyOf } from '../../numerics/invert-symmetric.ts';
import { chanceOfNone, modelOf, type FittedPurchaseModel, type PurchaseModel } from '../model.ts';
import { everyNth, type PurchasePatterns } from '../purchase-patterns.ts';

/** Plain numbers: goes through JSON unchanged. */
export interface ReturningForecast {
  readonly horizonDays: number;
  /** Who could return: everybody who has bought. */
  readonly customers: number;
  readonly expected: number;
  /** Whole numbers of customers, both included. */
  readonly low: number;
  readonly high: number;
  /** Of shops like this one, the interval holds the outcome in this share. */
  readonly share: number;
}

/** Parameter sets drawn from the posterior: their own chance moves the ends of the interval by a hundredth of its width. */
const DRAWS = 400;
/** The share returning is the same function of the parameters in a fair part of so many patterns. */
const PATTERNS_DRAWN = 300;
/** Up to so many customers the law of the number is summed exactly; beyond, it is normal to a thousandth. */
const EXACT_UP_TO = 300;

/**
 * The number of customers who buy within the horizon. Two things are unknown: the parameters, drawn from their posterior
 * (normal in the logarithms, around the fit), and given those, who returns (independent, each with their own chance). The
 * interval is the one whose probability is nearest to `share`, tails as even as whole numbers allow.
 */
export function forecastReturning(model: FittedPurchaseModel, patterns: PurchasePatterns, horizonDays: number, share = 0.8): ReturningForecast {
  const customers = patterns.totalCustomers;
  if (customers === 0) return { horizonDays, customers, expected: 0, low: 0, high: 0, share };
  const weeks = horizonDays / 7;
  const atFit = returning(model, patterns, weeks);
  const part = everyNth(patterns, Math.max(1, Math.floor(patterns.repeats.length / PATTERNS_DRAWN)));
  const partAtFit = returning(model, part, weeks);
  const draws = posteriorDraws(model);
  if (customers <= EXACT_UP_TO) {
    const chances = new Float64Array(customers + 1);
    for (const drawn of draws) countLaw(drawn, patterns, weeks).forEach((chance, n) => (chances[n]! += chance / draws.length));
    const expected = chances.reduce((sum, chance, n) => sum + n * chance, 0);
    return { horizonDays, customers, expected, ...nearestInterval(chances, share), share };
  }
  const laws = draws.map((drawn) => {
    const ratio = odds(returning(drawn, part, weeks).mean, part.totalCustomers) / odds(partAtFit.mean, part.totalCustomers);
    const at = odds(atFit.mean, customers) * ratio;
    const mean = (customers * at) / (1 + at);
    return { mean, sd: Math.sqrt(Math.max(1e-9, atFit.variance * Math.min(4, mean / Math.max(1e-9, atFit.mean)))) };
  });
  const expected = laws.reduce((sum, { mean }) => sum + mean, 0) / laws.length;
  const low = Math.min(Math.floor(expected), Math.ceil(quantileOf(laws, customers, (1 - share) / 2)));
  const high = Math.max(Math.ceil(expected), Math.floor(quantileOf(laws, customers, (1 + share) / 2)));
  return { horizonDays, customers, expected, low: Math.max(0, low), high: Math.min(customers, high), share };
}

/** The quantile of a mixture of normal laws, by bisection, between 0 and `most`. */
function quantileOf(laws: readonly { mean: number; sd: number }[], most: number, share: number): number {
  let low = 0;
  let high = most;
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    const below = laws.reduce((sum, { mean, sd }) => sum + normalCdf((middle - mean) / sd), 0) / laws.length;
    if (below < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The expected number of customers who return, and its variance given the parameters. */
function returning(model: PurchaseModel, { repeats, firstToLast, observed, customers, stepsPerWeek }: PurchasePatterns, weeks: number): { mean: number; variance: number } {
  let mean = 0;
  let variance = 0;
  for (let i = 0; i < repeats.length; i += 1) {
    const none = chanceOfNone(model, repeats[i]!, firstToLast[i]! / stepsPerWeek, observed[i]! / stepsPerWeek, weeks);
    mean += customers[i]! * (1 - none);
    variance += customers[i]! * none * (1 - none);
  }
  return { mean, variance };
}

/** The law of the number who return: convolved customer by customer. */
function countLaw(model: PurchaseModel, { repeats, firstToLast, observed, customers, totalCustomers, stepsPerWeek }: PurchasePatterns, weeks: number): Float64Array {
  const law = new Float64Array(totalCustomers + 1);
  law[0] = 1;
  let done = 0;
  for (let i = 0; i < repeats.length; i += 1) {
    const none = chanceOfNone(model, repeats[i]!, firstToLast[i]! / stepsPerWeek, observed[i]! / stepsPerWeek, weeks);
    for (let k = 0; k < customers[i]!; k += 1) {
      done += 1;
      for (let n = done; n > 0; n -= 1) law[n] = law[n]! * none + law[n - 1]! * (1 - none);
      law[0] *= none;
    }
  }
  return law;
}

function posteriorDraws(model: FittedPurchaseModel): PurchaseModel[] {
  const centre = (Object.values(model.params) as number[]).map(Math.log);
  const lower = model.logCovariance === null ? null : choleskyOf(Float64Array.from(model.logCovariance), centre.length);
  if (lower === null) return [model];
  const random = seededRandom(DRAWS);
  const draws: PurchaseModel[] = [];
  while (draws.length < DRAWS) {
    const z = centre.map(() => random.normal());
    // Each with its mirror image: the draws' mean is the fit.
    for (const sign of [1, -1]) draws.push(modelOf(model.family, centre.map((log, i) => Math.exp(log + sign * z.reduce((sum, value, j) => (j <= i ? sum + lower[i * centre.length + j]! * value : sum), 0)))));
  }
  return draws;
}

function odds(expected: number, customers: number): number {
  const p = Math.min(1 - 1e-12, Math.max(1e-12, expected / customers));
  return p / (1 - p);
}

/** Of all intervals, the one whose probability is nearest to the share; of those about as near, the one with the evenest tails. */
function nearestInterval(chances: Float64Array, share: number): { low: number; high: number } {
  const below = new Float64Array(chances.length + 1);
  for (let n = 0; n < chances.length; n += 1) below[n + 1] = below[n]! + chances[n]!;
  let best = { low: 0, high: chances.length - 1, badness: Infinity };
  let high = 0;
  for (let low = 0; low < chances.length && below[low]! <= 1 - share; low += 1) {
    // The least interval from here that holds the share, and the one that is shorter by one.
    while (high + 1 < chances.length && below[high + 1]! - below[low]! < share) high += 1;
    for (const end of [high - 1, high]) {
      if (end < low) continue;
      const held = below[end + 1]! - below[low]!;
      const badness = Math.abs(held - share) + 0.1 * Math.abs(below[low]! - (1 - below[end + 1]!));
      if (badness < best.badness) best = { low, high: end, badness };
    }
  }
  return { low: best.low, high: best.high };
}
