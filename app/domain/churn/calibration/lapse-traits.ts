// What a calibration looks at beside the model's own chance. Times are in horizons, so that what is learned over a shorter
// practice holds for the real horizon.
import type { LapsePart } from '../../glossary.ts';
import type { Buyers } from './as-of.ts';
import { logOddsOf, type Forecasts } from './forecasts.ts';

/**
 * chance: the model's log-odds of no purchase. fewExpected: −ln of the expected purchases. repeats: ln(1 + repeats).
 * oneTime: 1 for a one-time buyer, and oneTimeChance its product with the chance: one-time and repeat buyers are corrected
 * apart. known: ln of the time since the first purchase. meanSpend, lastSpend: ln of minor units.
 */
export const LAPSE_TRAITS = ['chance', 'fewExpected', 'repeats', 'oneTime', 'oneTimeChance', 'known', 'meanSpend', 'lastSpend'] as const;

/** Under which of the parts shown each trait's share of the log-odds is counted. */
export const PART_OF_TRAIT: readonly Exclude<LapsePart, 'model'>[] = ['shop', 'shop', 'purchases', 'purchases', 'purchases', 'known', 'spend', 'spend'];

/** Keeps the logarithm of a time finite on the day of the purchase: an eighth of a horizon. */
const SOFTENER = 1 / 8;
const LEAST_EXPECTED = 1e-9;

/** One buyer; days, and minor units a purchase. */
export interface Buyer {
  readonly repeats: number;
  readonly firstToLastDays: number;
  readonly observedDays: number;
  readonly meanSpendMinor: number;
  readonly lastSpendMinor: number;
}

/** LAPSE_TRAITS of one buyer. @param none the models' chance of no purchase. @param expected purchases, by the models */
export function traitsOfBuyer({ repeats, observedDays, meanSpendMinor, lastSpendMinor }: Buyer, none: number, expected: number, horizonDays: number): number[] {
  const chance = logOddsOf(none);
  const oneTime = repeats === 0 ? 1 : 0;
  return [
    chance,
    -Math.log(expected + LEAST_EXPECTED),
    Math.log1p(repeats),
    oneTime,
    oneTime * chance,
    Math.log(observedDays / horizonDays + SOFTENER),
    Math.log(Math.max(1, meanSpendMinor)),
    Math.log(Math.max(1, lastSpendMinor)),
  ];
}

/** Rows of LAPSE_TRAITS. */
export function lapseTraits(buyers: Buyers, { none, expected }: Forecasts, horizonDays: number): Float64Array {
  const { repeats, firstToLastDays, observedDays, meanSpendMinor, lastSpendMinor } = buyers;
  const traits = new Float64Array(repeats.length * LAPSE_TRAITS.length);
  for (let i = 0; i < repeats.length; i += 1) {
    const buyer = {
      repeats: repeats[i]!,
      firstToLastDays: firstToLastDays[i]!,
      observedDays: observedDays[i]!,
      meanSpendMinor: meanSpendMinor[i]!,
      lastSpendMinor: lastSpendMinor[i]!,
    };
    traits.set(traitsOfBuyer(buyer, none[i]!, expected[i]!, horizonDays), i * LAPSE_TRAITS.length);
  }
  return traits;
}
