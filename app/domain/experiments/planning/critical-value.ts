import { normalQuantile } from '../../numerics/normal.ts';
import { alwaysValidCriticalValue } from '../comparing/always-valid.ts';
import { requireShare, USUAL_LEVEL } from '../comparing/arms.ts';

/** When the merchant looks: once at the end, or whenever they like, with the always-valid interval. */
export type Looks = 'once' | 'while-it-runs';

/**
 * How many standard errors an effect must measure to be believed. Looking whenever one likes costs about half as much again: 3.03 in
 * place of 1.96 at 95 %, at the size of the campaign that the interval is tuned for, which is the same for every size.
 */
export function criticalValue(looks: Looks, level = USUAL_LEVEL): number {
  requireShare('level', level);
  return looks === 'once' ? normalQuantile((1 + level) / 2) : alwaysValidCriticalValue(1, { level, tunedFor: 1 });
}
