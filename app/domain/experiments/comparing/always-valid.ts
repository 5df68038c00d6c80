import { requireShare, USUAL_LEVEL, type Interval } from './arms.ts';

/** Customers of both arms at which the interval is tightest, unless the campaign's size is known: GrowthBook's default. */
export const USUAL_TUNING = 5000;

/**
 * An interval and a p-value that may be looked at after every customer: the chance that the interval ever leaves out the truth is at
 * most 1 − level, however often one looks (in the limit of the central limit theorem, so not for a handful of conversions).
 *
 * Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2023), "Time-uniform central limit theory and asymptotic confidence sequences",
 * eq. 9 for the interval and 155 for the p-value; both from one standard error, as GrowthBook does.
 *
 * @param input.effect in any unit
 * @param input.standardError of the effect now, above 0
 * @param input.customers of both arms together now, at least 1
 * @param tuning.tunedFor customers of both arms at which the interval is tightest
 */
export function alwaysValid(
  { effect, standardError, customers }: { effect: number; standardError: number; customers: number },
  { level = USUAL_LEVEL, tunedFor = USUAL_TUNING }: { level?: number; tunedFor?: number } = {},
): { readonly interval: Interval; readonly pValue: number } {
  if (!(standardError > 0)) throw new RangeError(`a standard error of ${standardError} is none`);
  const half = alwaysValidCriticalValue(customers, { level, tunedFor }) * standardError;
  const spread = customers * mixingRate(1 - level, tunedFor) ** 2;
  const logEvidence = ((spread / (spread + 1)) * (effect / standardError) ** 2 - Math.log1p(spread)) / 2;
  return { interval: [effect - half, effect + half], pValue: Math.min(1, Math.exp(-logEvidence)) };
}

/** How many standard errors the always-valid interval reaches to each side; the usual interval of 95 % reaches 1.96. */
export function alwaysValidCriticalValue(customers: number, { level = USUAL_LEVEL, tunedFor = USUAL_TUNING }: { level?: number; tunedFor?: number } = {}): number {
  if (!(customers >= 1)) throw new RangeError(`no interval from ${customers} customers`);
  const spread = customers * mixingRate(1 - level, tunedFor) ** 2;
  return Math.sqrt((2 * (spread + 1) * (Math.log1p(spread) / 2 - Math.log(1 - level))) / spread);
}

/** ρ, the width of the mixture over possible effects, that makes the interval tightest at `tunedFor` customers (eq. 161). */
export function mixingRate(alpha: number, tunedFor: number): number {
  requireShare('alpha', alpha);
  if (!(tunedFor > 0)) throw new RangeError(`an interval cannot be tuned for ${tunedFor} customers`);
  const twoLogs = -2 * Math.log(alpha);
  return Math.sqrt((twoLogs + Math.log1p(twoLogs)) / tunedFor);
}
