import { normalCdf, normalQuantile } from '../../numerics/normal.ts';
import { requireCounts, requireShare, USUAL_LEVEL, type Interval, type ProportionArm } from './arms.ts';

export type ProportionComparison =
  | {
      readonly outcome: 'compared';
      /** Share of the treated minus share of the control, −1 to 1. */
      readonly difference: number;
      readonly z: number;
      /** Two-sided. */
      readonly pValue: number;
      /** z², one degree of freedom. */
      readonly chiSquare: number;
      /** Of the difference: Wald, each arm with its own variance. Not within small groups: there `newcombeInterval`. */
      readonly interval: Interval;
    }
  /** An arm without customers. */
  | { readonly outcome: 'empty-arm' }
  /** Nobody of either arm converted, or everybody: there is no spread to measure a difference by. */
  | { readonly outcome: 'no-variation' };

/**
 * The z test of two shares with pooled variance, and the Wald interval with unpooled variance (R's prop.test; Fleiss, Levin & Paik
 * 2003, eq. 3.5 and 3.10).
 *
 * @param options.yates the continuity correction of R's prop.test(correct = TRUE), on the test alone
 * @throws RangeError for counts or a level that cannot be
 */
export function compareProportions(control: ProportionArm, treated: ProportionArm, options: { level?: number; yates?: boolean } = {}): ProportionComparison {
  const { level = USUAL_LEVEL, yates = false } = options;
  requireCounts(control, treated);
  requireShare('level', level);
  const { customers: m, converted: x } = control;
  const { customers: n, converted: y } = treated;
  if (m === 0 || n === 0) return { outcome: 'empty-arm' };
  if (x + y === 0 || x + y === m + n) return { outcome: 'no-variation' };

  const p = x / m;
  const q = y / n;
  const difference = q - p;
  const pooled = (x + y) / (m + n);
  const correction = yates ? Math.min(Math.abs(difference), 0.5 * (1 / m + 1 / n)) : 0;
  const z = (Math.sign(difference) * (Math.abs(difference) - correction)) / Math.sqrt(pooled * (1 - pooled) * (1 / m + 1 / n));
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((p * (1 - p)) / m + (q * (1 - q)) / n);
  return { outcome: 'compared', difference, z, pValue: 2 * normalCdf(-Math.abs(z)), chiSquare: z * z, interval: [difference - half, difference + half] };
}
