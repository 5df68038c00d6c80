// Finding where a smooth function of a few variables is least.
import { nelderMead } from './nelder-mead.ts';

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly converged: boolean;
  readonly iterations: number;
}

/** The function's value at `point`; writes its gradient into `gradient`. NaN or ∞ marks a point outside its range. */
export type WithGradient = (point: Float64Array, gradient: Float64Array) => number;

const MOST_ITERATIONS = 300;
const GRADIENT_TOLERANCE = 1e-9;
/** Below this gradient a line search that finds nothing lower has met the rounding of the function, not a failure. */
const ROUNDING_GRADIENT = 1e-6;
const LONGEST_LINE_SEARCH = 30;
/** Enough to leave the place where the gradient method stuck; to the end from there it is quicker again. */
const ROUGH_SEARCH = { iterations: 400, spread: 1e-12 };
/** A mean over a million customers, whose parts partly cancel, is good to about this. */
const VALUE_ROUNDING = 1e-11;
/** A step that gains less than this, relative to the value, thrice in a row ends the search: a flat ridge. */
const GAIN_TOLERANCE = 1e-14;

/**
 * The least value over several starting points: BFGS from each, and Nelder–Mead followed by BFGS from the best where none
 * of them converged.
 *
 * The function should be scaled to values and gradients of the order of one (a mean log-likelihood, not a sum).
 *
 * @param inverseHessian a guess at the inverse Hessian, row by row, where one is known
 */
export function minimise(of: WithGradient, starts: readonly Float64Array[], inverseHessian: Float64Array | null = null): Minimum {
  let best: Minimum | null = null;
  for (const start of starts) {
    const found = bfgs(of, start, inverseHessian);
    if (best === null || (found.converged && !best.converged) || (found.converged === best.converged && found.value < best.value)) best = found;
  }
  if (best === null) throw new RangeError('minimise needs a starting point');
  if (best.converged) return best;
  const scratch = new Float64Array(best.point.length);
  const rough = nelderMead((point) => of(point, scratch), best.point, ROUGH_SEARCH);
  const polished = bfgs(of, rough.point);
  const least = polished.value <= rough.value ? polished : rough;
  return least.value <= best.value ? least : best;
}

/**
 * The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno with a weak Wolfe line search (Nocedal & Wright,
 * Numerical Optimization, 2nd ed., algorithm 6.1; Lewis & Overton's bisection for the step).
 */
export function bfgs(of: WithGradient, start: Float64Array, inverseHessian: Float64Array | null = null): Minimum {
  const n = start.length;
  let point = start.slice();
  let gradient = new Float64Array(n);
  let value = of(point, gradient);
  const inverse = inverseHessian?.slice() ?? identity(n);
  let idle = 0;
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS; iterations += 1) {
    if (largest(gradient) < GRADIENT_TOLERANCE) return { point, value, converged: true, iterations };
    let direction = times(inverse, gradient);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      inverse.set(identity(n));
      direction = gradient.map((g) => -g);
      slope = dot(direction, gradient);
    }
    const unscaled = iterations === 0 && inverseHessian === null;
    const step = lineSearch(of, point, value, direction, slope, unscaled ? Math.min(1, 1 / largest(gradient)) : 1);
    if (step === null) return { point, value, converged: largest(gradient) < ROUNDING_GRADIENT, iterations };
    if (unscaled) scaleFirst(inverse, step.point, point, step.gradient, gradient);
    update(inverse, step.point, point, step.gradient, gradient);
    idle = value - step.value <= GAIN_TOLERANCE * Math.abs(value) ? idle + 1 : 0;
    point = step.point;
    gradient = step.gradient;
    value = step.value;
    if (idle === 3) return { point, value, converged: largest(gradient) < 1e-5, iterations };
  }
  return { point, value, converged: false, iterations };
}

interface Step {
  readonly point: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly value: number;
}

function lineSearch(of: WithGradient, from: Float64Array, value: number, direction: Float64Array, slope: number, first: number): Step | null {
  let low = 0;
  let high = Infinity;
  let length = first;
  let fallback: Step | null = null;
  for (let i = 0; i < LONGEST_LINE_SEARCH; i += 1) {
    const point = from.map((x, j) => x + length * direction[j]!);
    const gradient = new Float64Array(from.length);
    const reached = of(point, gradient);
    // Where the gain expected is below the rounding of the value, only the gradient can judge the step (Hager & Zhang 2005).
    const rounding = VALUE_ROUNDING * (1 + Math.abs(value));
    const flat = Math.abs(slope * length) < rounding && Math.abs(reached - value) < rounding;
    if (flat && Math.abs(dot(gradient, direction)) <= 0.9 * Math.abs(slope)) return { point, gradient, value: reached };
    if (!(reached <= value + 1e-4 * length * slope)) high = length;
    else {
      fallback = { point, gradient, value: reached };
      if (dot(gradient, direction) >= 0.9 * slope) return fallback;
      low = length;
    }
    length = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return fallback;
}

/** Before the first update the identity is replaced by the scale the first step saw (Nocedal & Wright 6.20). */
function scaleFirst(inverse: Float64Array, to: Float64Array, from: Float64Array, gradientTo: Float64Array, gradientFrom: Float64Array): void {
  let sy = 0;
  let yy = 0;
  for (let i = 0; i < to.length; i += 1) {
    const y = gradientTo[i]! - gradientFrom[i]!;
    sy += (to[i]! - from[i]!) * y;
    yy += y * y;
  }
  if (!(sy > 0)) return;
  for (let i = 0; i < to.length; i += 1) inverse[i * to.length + i] = sy / yy;
}

/** Nocedal & Wright 6.17. */
function update(inverse: Float64Array, to: Float64Array, from: Float64Array, gradientTo: Float64Array, gradientFrom: Float64Array): void {
  const n = to.length;
  const s = to.map((x, i) => x - from[i]!);
  const y = gradientTo.map((g, i) => g - gradientFrom[i]!);
  const sy = dot(s, y);
  if (!(sy > 1e-300)) return;
  const hy = times(inverse, y).map((v) => -v);
  const factor = (1 + dot(y, hy) / sy) / sy;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) inverse[i * n + j]! += factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / sy;
  }
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) matrix[i * n + i] = 1;
  return matrix;
}

/** −matrix · vector: the descent direction. */
function times(matrix: Float64Array, vector: Float64Array): Float64Array<ArrayBuffer> {
  const n = vector.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) result[i]! -= matrix[i * n + j]! * vector[j]!;
  return result;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += one[i]! * other[i]!;
  return sum;
}

function largest(vector: Float64Array): number {
  let most = 0;
  for (const x of vector) most = Math.max(most, Math.abs(x));
  return most;
}
