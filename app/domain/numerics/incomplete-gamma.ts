import { logGamma } from './gamma.ts';

const MOST_STEPS = 10_000;
const TINY = 1e-300;

/**
 * Q(a, x) = ∫ₓ^∞ t^(a−1) e^(−t) dt / Γ(a), the regularised upper incomplete gamma function: P(X > x) for X ~ Gamma(a, 1).
 * For a > 0 and x ≥ 0; NaN outside. Relative error below 1e-11 for a ≤ 100, also far in the upper tail.
 *
 * Below x = a + 1 one minus the series of DLMF 8.7.1, above it the continued fraction of DLMF 8.9.2 by modified Lentz
 * (Thompson & Barnett 1986).
 */
export function upperGamma(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return NaN;
  if (x === 0 || x === Infinity) return x === 0 ? 1 : 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * series(a, x) : front * fraction(a, x);
}

/** P(X > statistic) for X ~ χ² with that many degrees of freedom, not necessarily whole (Abramowitz & Stegun 26.4.19). */
export function chiSquareTail(statistic: number, degrees: number): number {
  return upperGamma(degrees / 2, statistic / 2);
}

/** Σ xᵏ / (a (a + 1) … (a + k)). */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < MOST_STEPS && term > sum * 1e-17; k += 1) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** 1/(x+1−a− 1(1−a)/(x+3−a− 2(2−a)/(x+5−a− …))). */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < MOST_STEPS; k += 1) {
    const an = -k * (k - a);
    b += 2;
    d = 1 / notZero(b + an * d);
    c = notZero(b + an / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
