// Logistic regression with a starting point and a penalty on leaving it.
import { choleskyOf } from '../../numerics/invert-symmetric.ts';

export interface LogisticSample {
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, row by row. */
  readonly traits: Float64Array;
  /** The log-odds believed before looking. */
  readonly offset: Float64Array;
  readonly happened: Uint8Array;
  readonly weight: Float64Array;
}

/** Log-odds = offset + intercept + Σ slope · (trait − mean) / sd. Plain numbers: goes through JSON unchanged. */
export interface LogisticFit {
  readonly intercept: number;
  readonly slopes: readonly number[];
  readonly means: readonly number[];
  readonly sds: readonly number[];
}

const MOST_STEPS = 50;
/** A step that lowers the penalised sum of −ln by less than this share of it ends the search. */
const LEAST_GAIN = 1e-12;

/**
 * Maximum penalised likelihood (Hoerl & Kennard's ridge on standardised traits; le Cessie & van Houwelingen 1992). The penalty
 * is that of normal priors around the offset, of variance 1/`penalty` on the slopes and 1 on the intercept: few customers
 * leave the offset as it is.
 *
 * The objective is strictly convex: Newton's method, a step halved until it goes down.
 *
 * @param start of a fit to nearly the same rows: a step or two fewer
 */
export function fitLogistic(sample: LogisticSample, penalty: number, start: LogisticFit | null = null): LogisticFit {
  const { rows, columns, traits } = sample;
  const { means, sds } = momentsOf(sample);
  const n = columns + 1;
  // A leading 1 for the intercept.
  const design = new Float64Array(rows * n);
  for (let i = 0; i < rows; i += 1) {
    design[i * n] = 1;
    for (let j = 0; j < columns; j += 1) design[i * n + j + 1] = (traits[i * columns + j]! - means[j]!) / sds[j]!;
  }
  const pull = Float64Array.from({ length: n }, (_, j) => (j === 0 ? 1 : penalty));
  let point = start === null ? new Float64Array(n) : Float64Array.of(start.intercept, ...start.slopes);
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n * n);
  let value = objective(sample, design, pull, point, gradient, hessian);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const direction = solved(hessian, gradient, n);
    if (direction === null) break;
    const before = value;
    const from = point;
    for (let share = 1; share > 1e-6; share /= 2) {
      point = from.map((at, j) => at - share * direction[j]!);
      value = objective(sample, design, pull, point, gradient, hessian);
      if (value <= before) break;
    }
    if (!(before - value > LEAST_GAIN * before)) break;
  }
  return { intercept: point[0]!, slopes: Array.from(point.subarray(1)), means, sds };
}

/** What each trait adds to the log-odds of one row; the intercept is left out. */
export function logisticParts({ slopes, means, sds }: LogisticFit, traits: ArrayLike<number>, at = 0): number[] {
  return slopes.map((slope, j) => (slope * (traits[at + j]! - means[j]!)) / sds[j]!);
}

/** The penalised sum of −ln of the chances given to what happened, with its gradient and Hessian. */
function objective({ rows, offset, happened, weight }: LogisticSample, design: Float64Array, pull: Float64Array, point: Float64Array, gradient: Float64Array, hessian: Float64Array): number {
  const n = point.length;
  gradient.fill(0);
  hessian.fill(0);
  let sum = 0;
  for (let i = 0; i < rows; i += 1) {
    const row = i * n;
    const w = weight[i]!;
    if (w === 0) continue;
    let logOdds = offset[i]!;
    for (let j = 0; j < n; j += 1) logOdds += point[j]! * design[row + j]!;
    const odds = Math.exp(-Math.abs(logOdds));
    const chance = logOdds > 0 ? 1 / (1 + odds) : odds / (1 + odds);
    sum += w * (Math.log1p(odds) + (happened[i] === 1 ? Math.max(0, -logOdds) : Math.max(0, logOdds)));
    const slope = w * (chance - happened[i]!);
    const curve = (w * odds) / (1 + odds) ** 2;
    for (let j = 0; j < n; j += 1) {
      const value = design[row + j]!;
      gradient[j]! += slope * value;
      const curved = curve * value;
      for (let k = 0; k <= j; k += 1) hessian[j * n + k]! += curved * design[row + k]!;
    }
  }
  for (let j = 0; j < n; j += 1) {
    sum += (pull[j]! * point[j]! ** 2) / 2;
    gradient[j]! += pull[j]! * point[j]!;
    hessian[j * n + j]! += pull[j]!;
    for (let k = 0; k < j; k += 1) hessian[k * n + j] = hessian[j * n + k]!;
  }
  return sum;
}

/** x with matrix · x = right, by Cholesky. */
function solved(matrix: Float64Array, right: Float64Array, n: number): Float64Array | null {
  const lower = choleskyOf(matrix, n);
  if (lower === null) return null;
  const x = right.slice();
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < i; k += 1) x[i]! -= lower[i * n + k]! * x[k]!;
    x[i]! /= lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < n; k += 1) x[i]! -= lower[k * n + i]! * x[k]!;
    x[i]! /= lower[i * n + i]!;
  }
  return x;
}

/** Of the weighted traits; a trait that does not vary has the deviation 1 and so no part. */
function momentsOf({ rows, columns, traits, weight }: LogisticSample): { means: number[]; sds: number[] } {
  const means: number[] = [];
  const sds: number[] = [];
  let total = 0;
  for (let i = 0; i < rows; i += 1) total += weight[i]!;
  for (let j = 0; j < columns; j += 1) {
    let sum = 0;
    for (let i = 0; i < rows; i += 1) sum += weight[i]! * traits[i * columns + j]!;
    const mean = sum / Math.max(1e-300, total);
    let squares = 0;
    for (let i = 0; i < rows; i += 1) squares += weight[i]! * (traits[i * columns + j]! - mean) ** 2;
    const sd = Math.sqrt(squares / Math.max(1e-300, total));
    means.push(mean);
    sds.push(sd > 1e-9 * (1 + Math.abs(mean)) ? sd : 1);
  }
  return { means, sds };
}
