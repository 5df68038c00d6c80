import { normalCdf } from '../../numerics/normal.ts';
import { requireShare, USUAL_LEVEL } from '../comparing/arms.ts';
import { criticalValue, type Looks } from './critical-value.ts';
import { USUAL_POWER } from './sample-size.ts';

/** How a campaign is planned: customers by arm, and how it will be judged. */
export interface Plan {
  readonly control: number;
  readonly treated: number;
  /** 'once': by the z test with pooled variance; 'while-it-runs': by the always-valid interval at the size it is tuned for. */
  readonly looks: Looks;
  readonly level?: number;
}

/**
 * The chance that two shares which differ are found to differ, in the right direction, at the end; arms of any size (Fleiss, Levin &
 * Paik 2003, eq. 4.19; with equal arms and one look R's power.prop.test). 0 where an arm is empty.
 *
 * @param baseline the control's share, 0 to 1
 * @param difference treated − control, in shares; baseline + difference lies within 0 to 1
 */
export function powerOfShares({ control, treated, looks, level }: Plan, baseline: number, difference: number): number {
  const other = baseline + difference;
  if (!(baseline >= 0 && baseline <= 1 && other >= 0 && other <= 1)) throw new RangeError(`no shares: ${baseline} and ${other}`);
  if (!(control > 0 && treated > 0)) return 0;
  const pooled = (control * baseline + treated * other) / (control + treated);
  const standardError = Math.sqrt((baseline * (1 - baseline)) / control + (other * (1 - other)) / treated);
  const ofTest = looks === 'once' ? Math.sqrt(pooled * (1 - pooled) * (1 / control + 1 / treated)) : standardError;
  const distance = Math.abs(difference) - criticalValue(looks, level) * ofTest;
  // From 0 to 1 for sure: the shares do not vary, and the test finds it or does not.
  return standardError > 0 ? normalCdf(distance / standardError) : Number(distance > 0);
}

/**
 * The chance of finding that a mean is lifted, two-sided, by the delta method, arms of one size (GrowthBook's power calculator).
 *
 * @param lift a fraction of the mean: 0.05 is 5 % more
 * @param perArm customers in each of the two arms compared
 */
export function powerOfLift({ mean, variance, lift, perArm, level = USUAL_LEVEL }: { mean: number; variance: number; lift: number; perArm: number; level?: number }): number {
  if (!(mean > 0 && variance > 0 && perArm > 0)) throw new RangeError(`no lift of a mean of ${mean}, variance ${variance}, in arms of ${perArm}`);
  const standardError = Math.sqrt((variance * (1 + (1 + lift) ** 2)) / perArm) / mean;
  const critical = criticalValue('once', level);
  return normalCdf(lift / standardError - critical) + normalCdf(-lift / standardError - critical);
}

/** The least rise over the baseline, in shares, that is found with this power; null where even a rise to all would not be. */
export function leastDetectableRise(plan: Plan, baseline: number, power = USUAL_POWER): number | null {
  requireShare('power', power);
  let low = 0;
  let high = 1 - baseline;
  if (powerOfShares(plan, baseline, high) < power) return null;
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (powerOfShares(plan, baseline, middle) < power) low = middle;
    else high = middle;
  }
  return high;
}
