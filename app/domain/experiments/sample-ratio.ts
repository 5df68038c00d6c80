import { chiSquareTail } from '../numerics/incomplete-gamma.ts';

/** Below this the split is not the one that was planned: GrowthBook's threshold; by chance 1 in 1,000 sound campaigns. */
export const MISMATCH_BELOW = 0.001;
/** Cochran's rule: the chi-square approximation wants at least so many expected in every arm. */
const LEAST_EXPECTED = 5;

export type SampleRatio =
  | { readonly outcome: 'as-planned' | 'mismatch'; readonly pValue: number }
  /** An arm would be expected to hold fewer than five customers. */
  | { readonly outcome: 'too-few-customers' }
  /** Fewer than two arms have a share: nothing can be split wrongly. */
  | { readonly outcome: 'one-arm' };

/**
 * Whether customers fell into the arms as planned (Pearson's chi-square, arms − 1 degrees of freedom; Fabijan et al. 2019, "Diagnosing
 * sample ratio mismatch in online controlled experiments"). A mismatch means that something but chance chose who is counted: then no
 * comparison of these arms may be believed. Arms with a share of 0 are left out, as in GrowthBook.
 *
 * @param customers whole numbers, by arm
 * @param shares planned, 0 or more, by arm; any scale
 * @throws RangeError where the two lists do not fit or hold a number that cannot be
 */
export function sampleRatio(customers: readonly number[], shares: readonly number[]): SampleRatio {
  const fits = customers.length === shares.length && customers.every((n) => Number.isSafeInteger(n) && n >= 0) && shares.every((s) => s >= 0 && s < Infinity);
  if (!fits) throw new RangeError(`no arms: ${customers.join(', ')} in shares of ${shares.join(', ')}`);
  const arms = customers.map((count, i) => ({ count, share: shares[i]! })).filter(({ share }) => share > 0);
  if (arms.length < 2) return { outcome: 'one-arm' };

  const total = arms.reduce((sum, { count }) => sum + count, 0);
  const allShares = arms.reduce((sum, { share }) => sum + share, 0);
  const expected = arms.map(({ share }) => (total * share) / allShares);
  if (Math.min(...expected) < LEAST_EXPECTED) return { outcome: 'too-few-customers' };
  const statistic = arms.reduce((sum, { count }, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
  const pValue = chiSquareTail(statistic, arms.length - 1);
  return { outcome: pValue < MISMATCH_BELOW ? 'mismatch' : 'as-planned', pValue };
}
