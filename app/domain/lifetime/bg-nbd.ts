// The BG/NBD model: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2).
// Purchases come at a customer's own rate λ ~ Gamma(r, α) a week, until after some purchase, with the customer's own chance
// p ~ Beta(a, b), the customer drops out for good. Letters: x = repeats, t_x = firstToLastWeeks, T = observedWeeks.
import { logBeta, logGammaStep } from '../numerics/gamma.ts';

export interface BgNbd {
  readonly r: number;
  /** Weeks. */
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

const MOST_TERMS = 1_000_000;

/**
 * P(alive at T | x, t_x, T): Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model", note 021, eq. 1.
 *
 * Always 1 without a repeat purchase, however long ago: the model lets nobody drop out but after a purchase it has seen
 * repeated. So it is a factor of the forecasts below and never a churn score.
 */
export function probabilityAlive({ r, alpha, a, b }: BgNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number): number {
  if (repeats === 0) return 1;
  const logOdds = Math.log(a / (b + repeats - 1)) + (r + repeats) * Math.log((alpha + observedWeeks) / (alpha + firstToLastWeeks));
  return 1 / (1 + Math.exp(logOdds));
}

/**
 * P(no purchase in the coming `horizonWeeks` | x, t_x, T): gone already, or alive and not buying. Given alive, λ is
 * Gamma(r + x, α + T), so not buying has the chance ((α + T) / (α + T + t))^(r + x).
 */
export function probabilityOfNone(model: BgNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number, horizonWeeks: number): number {
  const alive = probabilityAlive(model, repeats, firstToLastWeeks, observedWeeks);
  const quiet = Math.exp(-(model.r + repeats) * Math.log1p(horizonWeeks / (model.alpha + observedWeeks)));
  return 1 - alive * (1 - quiet);
}

/** E[purchases in the coming `horizonWeeks` | x, t_x, T]: eq. 10 of the 2005 paper. */
export function expectedPurchases(model: BgNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number, horizonWeeks: number): number {
  return probabilityAlive(model, repeats, firstToLastWeeks, observedWeeks) * expectedWhileAlive(model, repeats, observedWeeks, horizonWeeks);
}

/** E[repeat purchases of a customer in the `horizonWeeks` after the first purchase]: eq. 9. */
export function expectedPurchasesOfNew(model: BgNbd, horizonWeeks: number): number {
  return expectedWhileAlive(model, 0, 0, horizonWeeks);
}

/**
 * E[purchases in the coming `horizonWeeks` | alive at T, x].
 *
 * Eq. 10 without its P(alive) is (a+b+x−1)/(a−1) · [1 − ((α+T)/(α+T+t))^(r+x) ₂F₁(r+x, b+x; a+b+x−1; t/(α+T+t))], which is 0/0
 * at a = 1 and loses digits around it, and breaks where a + b + x = 1. Written out, it is a mean over K, the arrivals of a
 * customer who never drops out (negative binomial: shape r + x, success t/(α+T+t)), of d_K, the purchases among them before
 * the drop-out: d_1 = 1, d_{k+1} = d_k + s_k / (c + k), s_1 = b + x, s_{k+1} = s_k (b + x + k) / (c + k), c = a + b + x − 1.
 * Every term is positive, so nothing cancels: relative error below 1e-12 for every a, b > 0. The terms needed grow as
 * (α + T + t) / (α + T).
 */
export function expectedWhileAlive({ r, alpha, a, b }: BgNbd, repeats: number, observedWeeks: number, horizonWeeks: number): number {
  if (!(horizonWeeks > 0)) return 0;
  const shape = r + repeats;
  const success = horizonWeeks / (alpha + observedWeeks + horizonWeeks);
  const survivals = b + repeats;
  const c = a + survivals - 1;
  let weight = 1;
  let weights = 1;
  let sum = 0;
  let purchases = 0;
  let step = survivals;
  for (let k = 0; k < MOST_TERMS; k += 1) {
    const ratio = (success * (shape + k)) / (k + 1);
    weight *= ratio;
    // From k arrivals to k + 1.
    if (k === 0) purchases = 1;
    else {
      purchases += step / (c + k);
      step *= (survivals + k) / (c + k);
    }
    weights += weight;
    sum += weight * purchases;
    if (ratio < 1) {
      const rest = (weight * ratio * (purchases + 1 / (1 - ratio))) / (1 - ratio);
      if (rest < 1e-15 * sum) break;
    } else if (weights > 1e280) {
      weight *= 1e-280;
      weights *= 1e-280;
      sum *= 1e-280;
    }
  }
  return sum / weights;
}

/**
 * P(X(t) = n): the chance of n repeat purchases in the `horizonWeeks` after the first purchase: eq. 8. The bracket of its
 * second part, one minus a partial sum, is summed as the tail it is.
 */
export function probabilityOfCount({ r, alpha, a, b }: BgNbd, count: number, horizonWeeks: number): number {
  const success = horizonWeeks / (alpha + horizonWeeks);
  const arrivals = (n: number): number =>
    Math.exp(logGammaStep(r, n) - logGammaStep(1, n) + r * Math.log1p(-success) + (n === 0 ? 0 : n * Math.log(success)));
  const base = logBeta(a, b);
  const survived = Math.exp(logBeta(a, b + count) - base) * arrivals(count);
  if (count === 0) return survived;
  let term = arrivals(count);
  let tail = term;
  for (let n = count; n < MOST_TERMS && term > 1e-18 * tail; n += 1) {
    term *= (success * (r + n)) / (n + 1);
    tail += term;
  }
  return survived + Math.exp(logBeta(a + 1, b + count - 1) - base) * tail;
}

/** The four parameters in the order of the fit. */
export function bgNbdFrom(parameters: ArrayLike<number>): BgNbd {
  return { r: parameters[0] ?? NaN, alpha: parameters[1] ?? NaN, a: parameters[2] ?? NaN, b: parameters[3] ?? NaN };
}
