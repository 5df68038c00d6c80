import { gaussLegendre, type Quadrature } from '../../numerics/gauss-legendre.ts';
import type { ParetoNbd } from './pareto-nbd.ts';

const FEW = gaussLegendre(6);
const SOME = gaussLegendre(10);
const MANY = gaussLegendre(16);
const LONGEST_PANEL = 1;
/** Over a panel the exponent falls by so much at most where it falls ever faster, and where it falls evenly. */
const STEEPEST_GROWING = 6;
const STEEPEST_EVEN = 14;

/** The points that give an exponential falling by `fall` over the panel to 1e-15 of its mean. */
function ruleFor(fall: number, panel: number): Quadrature {
  if (fall <= 1 && panel <= 0.5) return FEW;
  return fall <= 5 ? SOME : MANY;
}

/**
 * What a stretch without purchases means for a customer who was alive at its beginning, with purchase rate ~ Gamma(shape,
 * α + from) and drop-out rate ~ Gamma(s, β + from) at that time.
 *
 * - gone: P(dropped out within the stretch, before any purchase) = ∫ s ((α+f)/(α+y))ⁿ ((β+f)/(β+y))ˢ / (β+y) dy, f ≤ y ≤ f + span
 * - quiet: P(alive to its end, and no purchase) = ((α+f)/(α+f+span))ⁿ ((β+f)/(β+f+span))ˢ
 *
 * The integral is the one that Fader & Hardie (2005), "A note on deriving the Pareto/NBD model", write as a difference of two
 * ₂F₁ (eq. 19, 20); the difference cancels and each of the two overflows for large x. The integral itself is a sum of positive
 * terms: Gauss–Legendre panels in ln(min(α, β) + y), where the integrand is analytic within π of the real line. Relative
 * error below 1e-13 for shape and s up to 300, above in proportion (1e-16 of an exponent). Its slopes are integrals of the same kind, over the same points.
 */
export interface Silence {
  readonly gone: number;
  readonly quiet: number;
}

/** The slopes of `gone` by shape, α, s and β. */
export const GONE_SLOPES = 4;

/** @param slopes receives the four slopes, where they are wanted */
export function silence({ alpha, s, beta }: ParetoNbd, shape: number, fromWeeks: number, spanWeeks: number, slopes: Float64Array | null = null): Silence {
  const near = alpha + fromWeeks;
  const far = beta + fromWeeks;
  slopes?.fill(0);
  if (!(spanWeeks > 0)) return { gone: 0, quiet: 1 };
  const lesser = Math.min(near, far);
  // With u = y − from, w = ln(lesser + u) − ln(lesser) runs from 0 to:
  const range = Math.log1p(spanWeeks / lesser);
  // The quicker logarithm errs by 1e-16, which the exponent multiplies.
  const small = shape + s < 200;
  const steepestOfAll = shape + s + 1;
  let gone = 0;
  for (let at = 0; at < range; ) {
    const reached = lesser * Math.exp(at);
    const steepness = shape * Math.min(1, reached / (near - lesser + reached)) + s * Math.min(1, reached / (far - lesser + reached)) + 1;
    const panel = Math.min(range - at, LONGEST_PANEL, Math.max(STEEPEST_GROWING / steepness, STEEPEST_EVEN / steepestOfAll));
    const { points, weights } = ruleFor(panel * Math.min(steepestOfAll, steepness * Math.exp(panel)), panel);
    let last = 0;
    for (let k = 0; k < points.length; k += 1) {
      const scale = lesser * Math.exp(at + panel * points[k]!);
      const u = scale - lesser;
      const logNear = small ? Math.log(1 + u / near) : Math.log1p(u / near);
      const logFar = small ? Math.log(1 + u / far) : Math.log1p(u / far);
      const value = (weights[k]! * panel * s * Math.exp(-shape * logNear - s * logFar) * scale) / (far + u);
      gone += value;
      last = value;
      if (slopes === null) continue;
      slopes[0]! -= value * logNear;
      slopes[1]! += value * shape * (1 / near - 1 / (near + u));
      slopes[2]! += value * (1 / s - logFar);
      slopes[3]! += value * (s / far - (s + 1) / (far + u));
    }
    at += panel;
    // Over the rest the integrand falls, or below shape 1 grows at most as lesser + u; the last weight is above a hundredth.
    const growth = shape > 1 ? 1 : Math.exp(range - at);
    if ((last / panel) * (range - at) * growth * 100 < 1e-17 * gone) break;
  }
  return { gone, quiet: Math.exp(-shape * Math.log1p(spanWeeks / near) - s * Math.log1p(spanWeeks / far)) };
}
