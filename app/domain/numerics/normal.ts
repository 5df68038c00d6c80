// The normal distribution, far into its tails.

const SQRT_2 = Math.SQRT2;
const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/** P(Z ≤ z) for a standard normal Z. Relative error below 1e-12, also in the lower tail down to z = −37. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return NaN;
  return z <= 0 ? erfc(-z / SQRT_2) / 2 : 1 - erfc(z / SQRT_2) / 2;
}

/** The density of a standard normal. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * The z with P(Z ≤ z) = p, for 0 < p < 1; −∞ and ∞ at the ends, NaN outside. Relative error below 1e-12.
 *
 * Starting from Abramowitz & Stegun 26.2.23 (error below 4.5e-4), Halley's method on the distribution function, which
 * triples the digits each time.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let i = 0; i < 4; i += 1) {
    const error = (normalCdf(z) - p) / normalDensity(z);
    z -= error / (1 + (error * z) / 2);
  }
  return z;
}

/** The complementary error function for x ≥ 0: the series of erf below 2, the continued fraction (A&S 7.1.14) above. */
function erfc(x: number): number {
  if (x > 27) return 0;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * 1e-18; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let k = 120; k >= 1; k -= 1) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
