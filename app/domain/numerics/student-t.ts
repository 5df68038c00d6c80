// Student's t distribution, far into its tails.
import { logBeta } from './gamma.ts';
import { regularisedBeta } from './incomplete-beta.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/**
 * P(T ≤ t) for Student's t with ν > 0 degrees of freedom, not necessarily whole (Abramowitz & Stegun 26.7.1 with 26.5.27).
 * Relative error below 1e-11, also in the lower tail.
 */
export function studentCdf(t: number, degrees: number): number {
  if (!(degrees > 0) || Number.isNaN(t)) return NaN;
  if (degrees === Infinity) return normalCdf(t);
  const share = degrees / (degrees + t * t);
  const tail = regularisedBeta(share, degrees / 2, 0.5, (t * t) / (degrees + t * t)) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** The density of Student's t with ν degrees of freedom. */
export function studentDensity(t: number, degrees: number): number {
  return Math.exp(-0.5 * Math.log(degrees) - logBeta(degrees / 2, 0.5) - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees));
}

/**
 * The t with P(T ≤ t) = p, for 0 < p < 1; −∞ and ∞ at the ends, NaN outside. Relative error below 1e-10 for ν ≥ 0.5.
 *
 * Bisection in ln(−t) from a bracket around the normal quantile, finished by Newton's steps on ln P.
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1 && degrees > 0)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p === 0.5) return 0;
  if (degrees === Infinity) return normalQuantile(p);
  if (p > 0.5) return -studentQuantile(1 - p, degrees);
  let high = Math.log(-normalQuantile(Math.min(p, 0.4999999)));
  let low = high - 40;
  while (studentCdf(-Math.exp(high), degrees) > p && high < 700) high += 2;
  for (let i = 0; i < 30; i += 1) {
    const middle = (low + high) / 2;
    if (studentCdf(-Math.exp(middle), degrees) > p) low = middle;
    else high = middle;
  }
  let log = (low + high) / 2;
  for (let i = 0; i < 3; i += 1) {
    const t = Math.exp(log);
    const cdf = studentCdf(-t, degrees);
    // d ln P / d ln t = −t · density / P.
    const step = (Math.log(cdf / p) * cdf) / (t * studentDensity(t, degrees));
    if (Number.isFinite(step)) log += step;
  }
  return -Math.exp(log);
}
