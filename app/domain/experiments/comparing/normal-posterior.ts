import { normalCdf, normalDensity, normalQuantile } from '../../numerics/normal.ts';
import { requireShare, USUAL_LEVEL, type Interval } from './arms.ts';

export interface NormalPosterior {
  /** P(the effect is above 0). */
  readonly chance: number;
  readonly interval: Interval;
  /** E[max(−effect, 0)], in the effect's unit: what treating everybody would lose. */
  readonly lossIfTreated: number;
  /** E[max(effect, 0)]: what treating nobody would lose. */
  readonly lossIfNot: number;
}

/**
 * The Bayesian answer for an effect with a normal error and a flat prior: for spend, and for lifts, where no exact form is at hand.
 * The losses are the two halves of the normal loss function (Raiffa & Schlaifer 1961, 5.13), as in GrowthBook.
 *
 * @param effect estimated by `differenceOfMeans` or `liftOfMeans`
 */
export function normalPosterior({ effect, standardError }: { effect: number; standardError: number }, level = USUAL_LEVEL): NormalPosterior {
  requireShare('level', level);
  if (!(standardError > 0)) throw new RangeError(`a standard error of ${standardError} is none`);
  const z = effect / standardError;
  const half = normalQuantile((1 + level) / 2) * standardError;
  return { chance: normalCdf(z), interval: [effect - half, effect + half], lossIfTreated: standardError * loss(-z), lossIfNot: standardError * loss(z) };
}

/** E[max(Z + z, 0)] = φ(z) + z Φ(z); the two cancel far below 0, where it is all but 0. */
function loss(z: number): number {
  return Math.max(0, normalDensity(z) + z * normalCdf(z));
}
