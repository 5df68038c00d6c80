// The MBG/NBD model: Batislam, Denizel & Filiztekin (2007), "Empirical validation and comparison of models for customer base
// analysis", IJRM 24(3); the same as Hoppe & Wagner (2007). As BG/NBD, but a customer may drop out after the first purchase
// already. Given that a customer is alive, everything is as under BG/NBD with b + 1 for b: one survival more has been seen.
import { expectedWhileAlive, type BgNbd } from './bg-nbd.ts';

/** r, α (weeks), a, b: the letters of BG/NBD, with the drop-out possible once more. */
export type MbgNbd = BgNbd;

/** P(alive at T | x, t_x, T). Below 1 also for a customer without a repeat purchase. */
export function probabilityAlive({ r, alpha, a, b }: MbgNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number): number {
  const logOdds = Math.log(a / (b + repeats)) + (r + repeats) * Math.log((alpha + observedWeeks) / (alpha + firstToLastWeeks));
  return 1 / (1 + Math.exp(logOdds));
}

/** P(no purchase in the coming `horizonWeeks` | x, t_x, T): gone already, or alive and not buying. */
export function probabilityOfNone(model: MbgNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number, horizonWeeks: number): number {
  const alive = probabilityAlive(model, repeats, firstToLastWeeks, observedWeeks);
  return 1 + alive * Math.expm1(-(model.r + repeats) * Math.log1p(horizonWeeks / (model.alpha + observedWeeks)));
}

/** E[purchases in the coming `horizonWeeks` | x, t_x, T]. */
export function expectedPurchases(model: MbgNbd, repeats: number, firstToLastWeeks: number, observedWeeks: number, horizonWeeks: number): number {
  const survivedOnce = { ...model, b: model.b + 1 };
  return probabilityAlive(model, repeats, firstToLastWeeks, observedWeeks) * expectedWhileAlive(survivedOnce, repeats, observedWeeks, horizonWeeks);
}

/** E[repeat purchases of a customer in the `horizonWeeks` after the first purchase]. */
export function expectedPurchasesOfNew(model: MbgNbd, horizonWeeks: number): number {
  return expectedPurchases(model, 0, 0, 0, horizonWeeks);
}
