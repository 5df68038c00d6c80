// Correcting how many purchases are expected by what the practices showed.
import type { Family } from '../../lifetime/model.ts';
import { minimise } from '../../numerics/minimise.ts';
import { meanForecasts } from './forecasts.ts';
import { practiceWeights, type Practice } from './practice.ts';

/** Plain numbers: goes through JSON unchanged. */
export interface CountCorrection {
  /** By how much the total is raised. */
  readonly level: number;
  /** What ln(1 + repeats) and being a one-time buyer add to the logarithm of the expectation, the total kept. */
  readonly slopes: readonly [repeats: number, oneTime: number];
  /** What is left of a one-time buyer's part in the typical count, the total kept. */
  readonly oneTimeFactor: number;
}

export interface CorrectedCounts {
  /** The mean: what totals and values are made of. */
  readonly expected: Float64Array;
  /** Nearer to the median, for one customer's count: the same total, less of it spread over those who mostly will not come. */
  readonly typical: Float64Array;
}

export const NO_CORRECTION: CountCorrection = { level: 1, slopes: [0, 0], oneTimeFactor: 1 };

/**
 * What a practice shows of the total is mostly its season: between two periods of one shop it moves more than a model errs. It
 * is believed as k of k + 3 periods.
 */
const SEASONS_BELIEVED = 3;
/**
 * What a practice shows of who buys more and who less is believed by this much: some of it is the few heaviest buyers of that
 * time. Over other cuts of the public data anything from 0.5 to 1 gave the same error within 1.5 %.
 */
const SLOPES_BELIEVED = 0.7;
/** As that of the chances: light against some thousand customers, and a bound for fifty. */
const SLOPE_PENALTY = 10;
/** Down to 1/e of a one-time buyer's expectation. */
const ONE_TIME_FACTORS = Array.from({ length: 21 }, (_, i) => Math.exp(-i / 20));

interface Case {
  readonly weight: number;
  readonly expected: Float64Array;
  readonly repeats: Uint32Array;
  readonly bought: Uint32Array;
}

/** The slopes by Poisson likelihood, the factor by least absolute error: the mean answers the one, the median the other. */
export function learnCountCorrection(practices: readonly Practice[], families: readonly Family[]): CountCorrection {
  const weights = practiceWeights(practices);
  const cases = practices.map(({ forecasts, bought, buyers }, k) => ({ weight: weights[k]!, expected: meanForecasts(families.map((family) => forecasts.get(family)!)).expected, repeats: buyers.repeats, bought }));
  const expectedTotal = cases.reduce((total, { weight, expected }) => total + weight * sumOf(expected), 0);
  const boughtTotal = cases.reduce((total, { weight, bought }) => total + weight * sumOf(bought), 0);
  if (!(expectedTotal > 0) || boughtTotal === 0) return NO_CORRECTION;
  const seen = boughtTotal / expectedTotal;

  const slopes = poissonSlopes(cases, Math.log(seen)).map((slope) => SLOPES_BELIEVED * slope) as [number, number];
  const shaped = cases.map(({ weight, expected, repeats, bought }) => ({ weight, expected: reshaped(expected, repeats, slopes).map((count) => count * seen), repeats, bought }));
  let oneTimeFactor = 1;
  let least = Infinity;
  for (const factor of ONE_TIME_FACTORS) {
    const error = shaped.reduce((total, { weight, expected, repeats, bought }) => {
      const typical = lessForOneTime(expected, repeats, factor);
      return total + weight * typical.reduce((sum, count, i) => sum + Math.abs(count - bought[i]!), 0);
    }, 0);
    if (error < least) {
      least = error;
      oneTimeFactor = factor;
    }
  }
  return { level: seen ** (practices.length / (practices.length + SEASONS_BELIEVED)), slopes, oneTimeFactor };
}

/** @param expected of all buyers together: the total is kept among them */
export function correctCounts({ level, slopes, oneTimeFactor }: CountCorrection, expected: Float64Array, repeats: Uint32Array): CorrectedCounts {
  const mean = reshaped(expected, repeats, slopes).map((count) => count * level);
  return { expected: mean, typical: lessForOneTime(mean, repeats, oneTimeFactor) };
}

/** Counts as Poisson around expectation · exp(intercept + slopes), with a small penalty on the slopes. */
function poissonSlopes(cases: readonly Case[], start: number): number[] {
  const customers = cases.reduce((total, { weight, bought }) => total + weight * bought.length, 0);
  const found = minimise(
    (point, gradient) => {
      gradient.fill(0);
      let sum = 0;
      for (const { weight, expected, repeats, bought } of cases) {
        for (let i = 0; i < bought.length; i += 1) {
          const x = repeats[i]!;
          const logMean = Math.log(expected[i]! + 1e-9) + point[0]! + point[1]! * Math.log1p(x) + (x === 0 ? point[2]! : 0);
          const mean = Math.exp(logMean);
          sum += weight * (mean - bought[i]! * logMean);
          const slope = weight * (mean - bought[i]!);
          gradient[0]! += slope;
          gradient[1]! += slope * Math.log1p(x);
          if (x === 0) gradient[2]! += slope;
        }
      }
      for (let j = 1; j <= 2; j += 1) {
        sum += (SLOPE_PENALTY * point[j]! ** 2) / 2;
        gradient[j]! += SLOPE_PENALTY * point[j]!;
      }
      for (let j = 0; j <= 2; j += 1) gradient[j]! /= customers;
      return sum / customers;
    },
    [Float64Array.of(start, 0, 0)],
  );
  return [found.point[1]!, found.point[2]!];
}

function reshaped(expected: Float64Array, repeats: Uint32Array, [byRepeats, byOneTime]: CountCorrection['slopes']): Float64Array {
  return keepingTotal(expected, expected.map((count, i) => count * Math.exp(byRepeats * Math.log1p(repeats[i]!) + (repeats[i] === 0 ? byOneTime : 0))));
}

function lessForOneTime(expected: Float64Array, repeats: Uint32Array, factor: number): Float64Array {
  return keepingTotal(expected, expected.map((count, i) => (repeats[i] === 0 ? count * factor : count)));
}

function keepingTotal(before: Float64Array, after: Float64Array): Float64Array {
  const reached = sumOf(after);
  const share = sumOf(before) / reached;
  return reached > 0 ? after.map((count) => count * share) : after;
}

function sumOf(values: Float64Array | Uint32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
