import { LEAST_OF_EACH_KIND, USUAL_LEVEL } from '../comparing/arms.ts';
import type { Looks } from './critical-value.ts';
import { leastDetectableRise, powerOfShares, type Plan } from './power.ts';
import { USUAL_POWER } from './sample-size.ts';

export type HoldoutSize =
  /** Holding out so many is the least that will tell. */
  | { readonly outcome: 'enough'; readonly heldOut: number; readonly share: number; readonly power: number }
  /** Even half of the customers would be too few: the power of half, and what half could find, in shares; null is nothing. */
  | { readonly outcome: 'too-few-customers'; readonly powerOfHalf: number; readonly leastDetectableRise: number | null };

/**
 * The smallest control group that will ever tell: who is held out gets no offer, so no more than needed should be. At most half, since
 * beyond it the other arm gets too small. Either arm must expect ten of each kind, without which the verdict stays silent.
 *
 * @param input.customers that the campaign reaches, both arms
 * @param input.baseline the share expected without the campaign, between 0 and 1
 * @param input.rise the least rise worth knowing of, in shares, above 0; baseline + rise is below 1
 * @param input.looks 'while-it-runs' for the always-valid interval, tuned for the campaign's size; 'once' for the usual test at the end
 */
export function holdoutSize({
  customers,
  baseline,
  rise,
  looks,
  level = USUAL_LEVEL,
  power = USUAL_POWER,
}: {
  customers: number;
  baseline: number;
  rise: number;
  looks: Looks;
  level?: number;
  power?: number;
}): HoldoutSize {
  if (!(baseline > 0 && rise > 0 && baseline + rise < 1)) throw new RangeError(`no rise of ${rise} over ${baseline}`);
  const half = Math.floor(customers / 2);
  if (half < 1) return { outcome: 'too-few-customers', powerOfHalf: 0, leastDetectableRise: null };
  const plan = (heldOut: number): Plan => ({ control: heldOut, treated: customers - heldOut, looks, level });
  const mayTell = (heldOut: number): boolean =>
    Math.min(heldOut * baseline, heldOut * (1 - baseline), (customers - heldOut) * (1 - baseline - rise)) >= LEAST_OF_EACH_KIND;
  const reached = (heldOut: number): number => (mayTell(heldOut) ? powerOfShares(plan(heldOut), baseline, rise) : 0);
  if (reached(half) < power) {
    return { outcome: 'too-few-customers', powerOfHalf: reached(half), leastDetectableRise: mayTell(half) ? leastDetectableRise(plan(half), baseline, power) : null };
  }

  let tooFew = 0;
  let enough = half;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (reached(middle) < power) tooFew = middle;
    else enough = middle;
  }
  return { outcome: 'enough', heldOut: enough, share: enough / customers, power: reached(enough) };
}
