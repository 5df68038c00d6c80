// The Pareto/NBD model: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science 33(1), in the
// notation of Fader & Hardie (2005), "A note on deriving the Pareto/NBD model and related expressions". Purchases come at a
// customer's own rate λ ~ Gamma(r, α) a week; the customer drops out unseen at their own rate μ ~ Gamma(s, β) a week.
import { silence } from './silence.ts';

export interface ParetoNbd {
  readonly r: number;
  /** Weeks. */
  readonly alpha: number;
  readonly s: number;
  /** Weeks. */
  readonly beta: number;
}

/** P(alive at T | x, t_x, T): of the silence since the last purchase, the part that is not drop-out. */
export function probabilityAlive(model: ParetoNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number): number {
  const { gone, quiet } = silence(model, model.r + repeats, firstToLastWeeks, observedWeeks - firstToLastWeeks);
  return quiet / (quiet + gone);
}

/** P(no purchase in the coming `horizonWeeks` | x, t_x, T): gone already; or alive, and then gone or quiet. */
export function probabilityOfNone(model: ParetoNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number, horizonWeeks: number): number {
  const alive = probabilityAlive(model, repeats, firstToLastWeeks, observedWeeks);
  const { gone, quiet } = silence(model, model.r + repeats, observedWeeks, horizonWeeks);
  return 1 - alive * Math.max(0, 1 - gone - quiet);
}

/** E[purchases in the coming `horizonWeeks` | x, t_x, T]: eq. 41 of the note. */
export function expectedPurchases(model: ParetoNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number, horizonWeeks: number): number {
  return probabilityAlive(model, repeats, firstToLastWeeks, observedWeeks) * ((model.r + repeats) / (model.alpha + observedWeeks)) * weeksAlive(model, observedWeeks, horizonWeeks);
}

/** E[repeat purchases of a customer in the `horizonWeeks` after the first purchase]: eq. 27. */
export function expectedPurchasesOfNew(model: ParetoNbd, horizonWeeks: number): number {
  return (model.r / model.alpha) * weeksAlive(model, 0, horizonWeeks);
}

/**
 * E[weeks alive of the coming `horizonWeeks` | alive at T] = (β+T)/(s−1) · [1 − ((β+T)/(β+T+t))^(s−1)], with its limit, a
 * logarithm, at s = 1.
 */
function weeksAlive({ s, beta }: ParetoNbd, observedWeeks: number, horizonWeeks: number): number {
  const logStretch = Math.log1p(horizonWeeks / (beta + observedWeeks));
  const power = (1 - s) * logStretch;
  return (beta + observedWeeks) * logStretch * (Math.abs(power) < 1e-12 ? 1 : Math.expm1(power) / power);
}

/** The four parameters in the order of the fit. */
export function paretoNbdFrom(parameters: ArrayLike<number>): ParetoNbd {
  return { r: parameters[0] ?? NaN, alpha: parameters[1] ?? NaN, s: parameters[2] ?? NaN, beta: parameters[3] ?? NaN };
}
