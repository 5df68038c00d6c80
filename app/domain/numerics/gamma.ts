// The gamma function's logarithm and its derivative.

const EULER_MASCHERONI = 0.5772156649015329;
/** ln √(2π) */
const HALF_LOG_TWO_PI = 0.9189385332046728;
/** From here on the asymptotic series reach double precision with the terms below. */
const ASYMPTOTIC_FROM = 10;
/** ζ(k) − 1 for k = 2, 3 … : the coefficients of ln Γ around 2 (Abramowitz & Stegun 6.1.33). At |z| ≤ ½ term k is below 4^−k. */
const ZETA_MINUS_ONE = Array.from({ length: 30 }, (_, i) => zetaMinusOne(i + 2));

/**
 * ln |Γ(x)|: the logarithm of the gamma function, (x − 1)! continued to the reals.
 *
 * Relative error below 1e-13 for x > 0, also beside its zeros at 1 and 2, where the series of A&S 6.1.33 is used; Stirling's
 * series (A&S 6.1.41) after shifting to x ≥ 10; reflection (A&S 6.1.17) below zero, where the relative error grows without
 * bound beside the zeros. Infinity at zero and the negative integers; NaN for NaN.
 */
export function logGamma(x: number): number {
  if (x <= 0) {
    if (Number.isInteger(x)) return Infinity;
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  }
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  if (x < 1.5) return aroundTwo(x - 1) - Math.log1p(x - 1);
  if (x < 2.5) return aroundTwo(x - 2);
  let shifted = x;
  let product = 1;
  while (shifted < ASYMPTOTIC_FROM) product *= shifted++;
  return stirling(shifted) - Math.log(product);
}

/** ln Γ(2 + z) for |z| ≤ ½. */
function aroundTwo(z: number): number {
  let sum = 0;
  for (let i = ZETA_MINUS_ONE.length - 1; i >= 0; i -= 1) {
    const k = i + 2;
    sum = ((k % 2 === 0 ? 1 : -1) * ZETA_MINUS_ONE[i]!) / k + z * sum;
  }
  return z * (1 - EULER_MASCHERONI + z * sum);
}

function stirling(x: number): number {
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingTail(x);
}

/**
 * ψ(x), the derivative of ln Γ, for x > 0.
 *
 * Recurrence to x ≥ 10 (A&S 6.3.5), then the asymptotic series (A&S 6.3.18). Absolute error below 1e-14 · max(1, |ψ|).
 */
export function digamma(x: number): number {
  let shifted = x;
  let sum = 0;
  while (shifted < ASYMPTOTIC_FROM) sum -= 1 / shifted++;
  const y = 1 / (shifted * shifted);
  const series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132 - y * (691 / 32760 - y / 12))))));
  return sum + Math.log(shifted) - 0.5 / shifted - series;
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), for a, b > 0; without cancellation where one is far larger than the other. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  return logGamma(small) - logGammaStep(large, small);
}

/**
 * ln Γ(x + step) − ln Γ(x) for x > 0 and step > −x.
 *
 * Above 10 by the difference of Stirling's series, term by term: the two logarithms would cancel (at x = 1e7 the plain
 * difference keeps only seven digits).
 */
export function logGammaStep(x: number, step: number): number {
  if (x < ASYMPTOTIC_FROM || x + step < ASYMPTOTIC_FROM) return logGamma(x + step) - logGamma(x);
  const end = x + step;
  const leading = (x - 0.5) * Math.log1p(step / x) + step * (Math.log(end) - 1);
  return leading + stirlingTail(end) - stirlingTail(x);
}

function stirlingTail(x: number): number {
  const y = 1 / (x * x);
  return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * (691 / 360360 - y / 156)))))) / x;
}

/** Euler–Maclaurin at 20 (A&S 23.2.3 with 23.1.30). */
function zetaMinusOne(k: number): number {
  const n = 20;
  let sum = n ** (1 - k) / (k - 1) + n ** -k / 2 + (k * n ** (-k - 1)) / 12 - (k * (k + 1) * (k + 2) * n ** (-k - 3)) / 720;
  for (let i = n - 1; i >= 2; i -= 1) sum += i ** -k;
  return sum + (k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * n ** (-k - 5)) / 30240;
}
