import { studentCdf, studentQuantile } from '../../numerics/student-t.ts';
import { requireShare, USUAL_LEVEL, type Interval, type MeanArm } from './arms.ts';

/** An estimated effect and how sure it is. */
export interface Effect {
  readonly outcome: 'estimated';
  /** The difference of means in their unit, or the lift as a fraction: 0.1 is 10 % more. */
  readonly effect: number;
  readonly standardError: number;
  /** Of Student's t; not whole. */
  readonly degrees: number;
}

export type EffectOrNot =
  | Effect
  /** An arm of fewer than two customers has no variance. */
  | { readonly outcome: 'too-few-customers' }
  /** Every customer of both arms is alike: there is no spread to measure a difference by. */
  | { readonly outcome: 'no-variation' }
  /** A lift over a mean of 0 or less is no number. */
  | { readonly outcome: 'no-baseline' };

/** Mean of the treated minus mean of the control, variances not assumed equal (Welch 1947). */
export function differenceOfMeans(control: MeanArm, treated: MeanArm): EffectOrNot {
  return measured(control, treated, treated.mean - control.mean, control.variance / control.customers + treated.variance / treated.customers);
}

/**
 * How much more the treated have, as a fraction of the control's mean. The variance by the delta method (Deng, Knoblich & Lu 2018,
 * "Applying the delta method in metric analytics", eq. 4), the degrees of freedom those of the difference, as GrowthBook does.
 */
export function liftOfMeans(control: MeanArm, treated: MeanArm): EffectOrNot {
  const { mean } = control;
  if (!(mean > 0)) return { outcome: control.customers < 2 ? 'too-few-customers' : 'no-baseline' };
  const ratio = treated.mean / mean;
  return measured(control, treated, (treated.mean - mean) / mean, (treated.variance / treated.customers + (ratio * ratio * control.variance) / control.customers) / (mean * mean));
}

/** The two-sided test against no effect and the interval, by Student's t. */
export function testEffect({ effect, standardError, degrees }: Effect, level = USUAL_LEVEL): { readonly t: number; readonly pValue: number; readonly interval: Interval } {
  requireShare('level', level);
  const t = effect / standardError;
  const half = studentQuantile((1 + level) / 2, degrees) * standardError;
  return { t, pValue: 2 * studentCdf(-Math.abs(t), degrees), interval: [effect - half, effect + half] };
}

function measured(control: MeanArm, treated: MeanArm, effect: number, variance: number): EffectOrNot {
  if (control.customers < 2 || treated.customers < 2) return { outcome: 'too-few-customers' };
  if (!(variance > 0)) return { outcome: 'no-variation' };
  return { outcome: 'estimated', effect, standardError: Math.sqrt(variance), degrees: welchDegrees(control, treated) };
}

/** Satterthwaite (1946), eq. 17, in shares of the variance, so that money in any unit neither overflows nor vanishes. */
function welchDegrees(control: MeanArm, treated: MeanArm): number {
  const a = control.variance / control.customers;
  const b = treated.variance / treated.customers;
  const share = a / (a + b);
  return 1 / (share ** 2 / (control.customers - 1) + (1 - share) ** 2 / (treated.customers - 1));
}
