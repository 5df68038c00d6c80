// The Gauss hypergeometric function, for the real arguments that the lifetime models use.
import { logGamma } from './gamma.ts';

/** Above this the series in z needs over 4,000 terms, and the transformation to 1 − z takes over. */
const SERIES_LIMIT = 0.99;
const MOST_TERMS = 200_000;
/** How near to an integer c − a − b may come before the transformation to 1 − z loses more than 1e-12 to cancellation. */
const NEAR_INTEGER = 3e-3;

/**
 * ₂F₁(a, b; c; z) = Σ (a)ₖ (b)ₖ / (c)ₖ · zᵏ / k!  for real a, b, c and z < 1, c not zero or a negative integer.
 *
 * Relative error below 1e-11 for a, b, c > 0 (the series then has no cancellation), 1e-8 in the corner z → 1 with c − a − b
 * near an integer. Methods: the series (Abramowitz & Stegun 15.1.1); z < 0 by Pfaff (A&S 15.3.4); z near 1 by A&S 15.3.6
 * and, where that is singular, by interpolation in c, in which the function is smooth. Breaks (NaN) for z ≥ 1.
 *
 * @param complement 1 − z, where it is known to more digits than z leaves
 */
export function hypergeometric2F1(a: number, b: number, c: number, z: number, complement = 1 - z): number {
  if (z === 0 || a === 0 || b === 0) return 1;
  if (!(complement > 0)) return NaN;
  if (z < 0) {
    // Of the two forms, the one whose own numerator parameters are not negative, where there is one: no cancellation.
    if (c - b >= 0 || c - a < 0) return (1 - z) ** -a * hypergeometric2F1(a, c - b, c, z / (z - 1), 1 / (1 - z));
    return (1 - z) ** -b * hypergeometric2F1(c - a, b, c, z / (z - 1), 1 / (1 - z));
  }
  if (z <= SERIES_LIMIT) return series(a, b, c, z);
  const excess = c - a - b;
  if (Math.abs(excess - Math.round(excess)) > NEAR_INTEGER) return aroundOne(a, b, c, complement);
  return interpolatedInC(a, b, c, complement);
}

function series(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 0; k < MOST_TERMS; k += 1) {
    const ratio = (((a + k) * (b + k)) / ((c + k) * (k + 1))) * z;
    term *= ratio;
    sum += term;
    // Once the terms shrink geometrically the rest is at most term · ratio / (1 − ratio).
    if (term === 0 || (Math.abs(ratio) < 1 && Math.abs(term * ratio) < 1e-17 * Math.abs(sum) * (1 - Math.abs(ratio)))) return sum;
  }
  return sum;
}

/** A&S 15.3.6: two series in 1 − z. */
function aroundOne(a: number, b: number, c: number, complement: number): number {
  const excess = c - a - b;
  const regular = gammaRatio([c, excess], [c - a, c - b]) * series(a, b, 1 - excess, complement);
  const singular = gammaRatio([c, -excess], [a, b]) * series(c - a, c - b, 1 + excess, complement);
  return regular + complement ** excess * singular;
}

/** Through eight neighbours in c, four on each side (Lagrange): its own error is below 1e-11 down to
 * 1 − z = 1e-10, with steps short against c, where a pole stands at zero. */
function interpolatedInC(a: number, b: number, c: number, complement: number): number {
  const nearest = Math.round(c - a - b) + a + b;
  const h = Math.min(NEAR_INTEGER / 2, c / 40);
  const at = (c - nearest) / h;
  const nodes = [-4, -3, -2, -1, 1, 2, 3, 4];
  let value = 0;
  for (const node of nodes) {
    let weight = 1;
    for (const other of nodes) if (other !== node) weight *= (at - other) / (node - other);
    value += weight * aroundOne(a, b, nearest + node * h, complement);
  }
  return value;
}

/** Γ(above₁) Γ(above₂) / (Γ(below₁) Γ(below₂)), with signs; zero where a pole stands below. */
function gammaRatio(above: readonly number[], below: readonly number[]): number {
  let log = 0;
  let sign = 1;
  for (const x of above) {
    log += logGamma(x);
    sign *= signOfGamma(x);
  }
  for (const x of below) {
    if (x <= 0 && Number.isInteger(x)) return 0;
    log -= logGamma(x);
    sign *= signOfGamma(x);
  }
  return sign * Math.exp(log);
}

function signOfGamma(x: number): number {
  return x > 0 || Math.floor(x) % 2 === 0 ? 1 : -1;
}
