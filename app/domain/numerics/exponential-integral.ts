import { gaussLegendre } from './gauss-legendre.ts';

const RULE = gaussLegendre(16);
/** e^−40 is below the rounding of the whole. */
const NOTHING_LEFT = 40;

/**
 * e^z E_s(z) = ∫₀^∞ e^(−z v) (1 + v)^(−s) dv, the generalised exponential integral scaled, for z > 0 and any real s: also
 * Ψ(1, 2 − s; z) of Tricomi (Abramowitz & Stegun 5.1.4, 13.2.5). Relative error below 1e-12.
 *
 * With v = e^w − 1 the integrand is entire in w and falls at least as e^(−z e^w): Gauss–Legendre panels over which its
 * exponent changes little.
 */
export function scaledExponentialIntegral(s: number, z: number): number {
  if (!(z > 0)) return s > 1 && z === 0 ? 1 / (s - 1) : Infinity;
  let sum = 0;
  for (let at = 0; ; ) {
    const steepness = z * Math.exp(at) + Math.abs(s - 1) + 1;
    const panel = Math.min(1, 4 / steepness);
    let part = 0;
    for (let k = 0; k < RULE.points.length; k += 1) {
      const w = at + panel * RULE.points[k]!;
      part += RULE.weights[k]! * panel * Math.exp(-z * Math.expm1(w) + (1 - s) * w);
    }
    sum += part;
    at += panel;
    if (z * Math.expm1(at) + Math.min(0, s - 1) * at > NOTHING_LEFT || (part < 1e-17 * sum && z * Math.exp(at) > 1 - s)) return sum;
  }
}
