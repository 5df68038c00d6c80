import { normalQuantile } from '../../numerics/normal.ts';
import { requireShare, USUAL_LEVEL } from '../comparing/arms.ts';
import { criticalValue, type Looks } from './critical-value.ts';

/** A true effect is found in 80 of 100 campaigns. */
export const USUAL_POWER = 0.8;

/**
 * Which variance the test is taken to use. Pages must say which of them stands behind a number.
 *
 * - at-baseline: both arms vary as the baseline does (Evan Miller, evanmiller.org/ab-testing/sample-size.html).
 * - pooled: both vary as the mean of the two shares does (Fleiss, Levin & Paik 2003, eq. 4.14; R's power.prop.test). What the z test
 *   of `compareProportions` needs.
 * - unpooled: each varies as its own share does. What an interval of the difference needs, so also the always-valid one.
 */
export type VarianceConvention = 'at-baseline' | 'pooled' | 'unpooled';

export type SampleSize =
  | { readonly outcome: 'enough'; /** Customers in each of the two arms; round up. */ readonly perArm: number; readonly convention: VarianceConvention }
  /** No number of customers tells nothing from nothing. */
  | { readonly outcome: 'no-difference' }
  /** Baseline and difference do not give a share between 0 and 1. */
  | { readonly outcome: 'no-such-share' };

/**
 * How many customers each arm needs so that the two-sided test of two shares finds a difference.
 *
 * @param input.baseline the control's share, between 0 and 1
 * @param input.difference treated − control, in shares: 0.05 is five points, either sign
 * @param input.looks 'once' is what the first two conventions are published for
 * @param input.level of the test, one minus its rate of false findings
 */
export function sampleSizePerArm({
  baseline,
  difference,
  convention,
  looks = 'once',
  level = USUAL_LEVEL,
  power = USUAL_POWER,
}: {
  baseline: number;
  difference: number;
  convention: VarianceConvention;
  looks?: Looks;
  level?: number;
  power?: number;
}): SampleSize {
  requireShare('power', power);
  const treated = baseline + difference;
  if (!(baseline > 0 && baseline < 1 && treated > 0 && treated < 1)) return { outcome: 'no-such-share' };
  if (difference === 0) return { outcome: 'no-difference' };
  const own = baseline * (1 - baseline) + treated * (1 - treated);
  const middle = convention === 'pooled' ? (baseline + treated) / 2 : baseline;
  const ofTest = convention === 'unpooled' ? own : 2 * middle * (1 - middle);
  const reach = criticalValue(looks, level) * Math.sqrt(ofTest) + normalQuantile(power) * Math.sqrt(own);
  return { outcome: 'enough', perArm: (reach / difference) ** 2, convention };
}
