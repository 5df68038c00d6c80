// How many of a shop's customers will buy in a coming stretch of time, with an honest interval.
import { normalCdf } from '../../numerics/normal.ts';
import { chanceOfNone, type PurchaseModel } from '../model.ts';
import { DAYS_PER_WEEK, everyNth, type PurchasePatterns } from '../purchase-patterns.ts';
import type { Candidate } from '../weigh-families.ts';
import { posteriorDraws, type WeightedDraw } from './posterior-draws.ts';

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

/** Four shops in five: an interval that is wrong often enough to be checked, and narrow enough to be of use. */
const SHARE = 0.8;
/** Pairs of parameter sets drawn over all families: their own chance moves the ends of the interval by a fiftieth of its width. */
const PAIRS = 100;
/** A draw that counts less moves nothing and is not asked. */
const LEAST_WEIGHT = 1e-5;
/** The share returning is the same function of the parameters in a fair part of so many patterns. */
const PATTERNS_DRAWN = 300;
/** Up to so many customers the law of the number is summed exactly; beyond, it is normal to a thousandth. */
const EXACT_UP_TO = 300;

export interface ReturningOptions {
  /** The share of the history's last day that is over and known, from 0 (it has just begun) to 1 (default). */
  readonly knownOfToday?: number;
  /** The standard deviation of the models' own mistake, as a share of the number; see missShare. Default none. */
  readonly missShare?: number;
}

/**
 * The number of customers who buy within the horizon, from now. Unknown are: the family of models, weighed by what each
 * foretold of the past; its parameters, drawn from their posterior; given those, who returns (independent, each with their own
 * chance); and how far the shop is from any of the families, which its past shows. The interval is the one whose probability is
 * nearest to `share`, tails as even as whole numbers allow.
 *
 * Customers came, on the mean, at the middle of their first day, so at the end of today they are known half a day longer than
 * the whole days between say, and at its beginning half a day shorter. Half a day is a fifth of the standard deviation of the
 * number in a shop of 10,000, and all on one side. (The fit stays with whole days, as published; its parameters move little.)
 *
 * @param candidates of the same customers as `patterns`
 */
export function forecastReturning(candidates: readonly Candidate[], patterns: PurchasePatterns, horizonDays: number, { knownOfToday = 1, missShare = 0 }: ReturningOptions = {}): ReturningForecast {
  const share = SHARE;
  const customers = patterns.totalCustomers;
  if (customers === 0) return { horizonDays, customers, expected: 0, low: 0, high: 0, share };
  const span: Span = { weeks: horizonDays / DAYS_PER_WEEK, extraWeeks: (knownOfToday - 0.5) / DAYS_PER_WEEK };
  const lawsOf = customers <= EXACT_UP_TO ? exactLaws : normalLaws;
  const laws = candidates
    .flatMap((candidate) => lawsOf(candidate, drawsOf(candidate, patterns), patterns, span))
    .map((law) => ({ ...law, sd: Math.hypot(law.sd, missShare * law.mean) }));
  const whole = laws.reduce((sum, { weight }) => sum + weight, 0);
  const expected = laws.reduce((sum, { mean, weight }) => sum + (mean * weight) / whole, 0);
  if (customers <= EXACT_UP_TO) {
    const chances = new Float64Array(customers + 1);
    for (const { law, weight } of laws) law?.forEach((chance, n) => (chances[n]! += (chance * weight) / whole));
    return { horizonDays, customers, expected, ...nearestInterval(chances, share), share };
  }
  const low = Math.min(Math.floor(expected), Math.ceil(quantileOf(laws, whole, customers, (1 - share) / 2)));
  const high = Math.max(Math.ceil(expected), Math.floor(quantileOf(laws, whole, customers, (1 + share) / 2)));
  return { horizonDays, customers, expected, low: Math.max(0, low), high: Math.min(customers, high), share };
}

/** The stretch foretold, and by how much longer than in whole days the customers are known. */
interface Span {
  readonly weeks: number;
  readonly extraWeeks: number;
}

/** What one set of parameters says of the number. */
interface CountLaw {
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
  /** The chance of every number, where it was summed exactly. */
  readonly law: Float64Array | null;
}

function drawsOf({ model, weight }: Candidate, patterns: PurchasePatterns): WeightedDraw[] {
  return posteriorDraws(model, patterns, Math.max(10, Math.round(PAIRS * weight)))
    .map((draw) => ({ model: draw.model, weight: draw.weight * weight }))
    .filter((draw) => draw.weight > LEAST_WEIGHT);
}

function exactLaws(_: Candidate, draws: readonly WeightedDraw[], patterns: PurchasePatterns, span: Span): CountLaw[] {
  return draws.map(({ model, weight }) => {
    const law = exactLaw(model, patterns, span);
    return { weight, mean: law.reduce((sum, chance, n) => sum + n * chance, 0), sd: 0, law };
  });
}

/** Each draw is asked about a part of the patterns, and the whole's answer at the fit moved by the same odds. */
function normalLaws({ model }: Candidate, draws: readonly WeightedDraw[], patterns: PurchasePatterns, span: Span): CountLaw[] {
  const atFit = returning(model, patterns, span);
  const part = everyNth(patterns, Math.max(1, Math.floor(patterns.repeats.length / PATTERNS_DRAWN)));
  const partAtFit = odds(returning(model, part, span).mean, part.totalCustomers);
  return draws.map((draw) => {
    const at = (odds(atFit.mean, patterns.totalCustomers) * odds(returning(draw.model, part, span).mean, part.totalCustomers)) / partAtFit;
    const mean = (patterns.totalCustomers * at) / (1 + at);
    return { weight: draw.weight, mean, sd: Math.sqrt(Math.max(1e-9, atFit.variance * Math.min(4, mean / Math.max(1e-9, atFit.mean)))), law: null };
  });
}

/** The quantile of a mixture of normal laws, by bisection, between 0 and `most`. */
function quantileOf(laws: readonly CountLaw[], whole: number, most: number, share: number): number {
  let low = 0;
  let high = most;
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    const below = laws.reduce((sum, { mean, sd, weight }) => sum + weight * normalCdf((middle - mean) / sd), 0) / whole;
    if (below < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The expected number of customers who return, and its variance given the parameters. */
function returning(model: PurchaseModel, { repeats, firstToLast, observed, customers, stepsPerWeek }: PurchasePatterns, { weeks, extraWeeks }: Span): { mean: number; variance: number } {
  let mean = 0;
  let variance = 0;
  for (let i = 0; i < repeats.length; i += 1) {
    const lastWeeks = firstToLast[i]! / stepsPerWeek;
    const none = chanceOfNone(model, repeats[i]!, lastWeeks, Math.max(lastWeeks, observed[i]! / stepsPerWeek + extraWeeks), weeks);
    mean += customers[i]! * (1 - none);
    variance += customers[i]! * none * (1 - none);
  }
  return { mean, variance };
}

/** The law of the number who return: convolved customer by customer. */
function exactLaw(model: PurchaseModel, { repeats, firstToLast, observed, customers, totalCustomers, stepsPerWeek }: PurchasePatterns, { weeks, extraWeeks }: Span): Float64Array {
  const law = new Float64Array(totalCustomers + 1);
  law[0] = 1;
  let done = 0;
  for (let i = 0; i < repeats.length; i += 1) {
    const lastWeeks = firstToLast[i]! / stepsPerWeek;
    const none = chanceOfNone(model, repeats[i]!, lastWeeks, Math.max(lastWeeks, observed[i]! / stepsPerWeek + extraWeeks), weeks);
    for (let k = 0; k < customers[i]!; k += 1) {
      done += 1;
      for (let n = done; n > 0; n -= 1) law[n] = law[n]! * none + law[n - 1]! * (1 - none);
      law[0] *= none;
    }
  }
  return law;
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
