// The calibrated chance of no purchase, one customer at a time: learned once for a shop, stored with its model, used without
// its history.
import type { LapseParts, PurchaseHistory } from '../../glossary.ts';
import type { Family } from '../../lifetime/model.ts';
import { chooseScore } from './choose-score.ts';
import { chanceOfLogOdds, logOddsOf } from './forecasts.ts';
import { PART_OF_TRAIT, traitsOfBuyer, type Buyer } from './lapse-traits.ts';
import { lapseScoresOf } from './lapse-scores.ts';
import { logisticParts, type LogisticFit } from './logistic.ts';
import { practise } from './practice.ts';
import type { PracticePeriod } from './practice-periods.ts';

/** Plain numbers and strings: goes through JSON unchanged. */
export interface LapseCalibration {
  readonly family: Family;
  /** The horizon it was learned for. */
  readonly horizonDays: number;
  /**
   * `corrected`: by what the periods below showed. `model-stands`: on customers it had not learned from, the model's own chance
   * foretold them clearly better than the correction. `too-little-past`: nothing to learn from, the model's own chance stands.
   */
  readonly outcome: 'corrected' | 'model-stands' | 'too-little-past';
  readonly periods: readonly PracticePeriod[];
  readonly fit: LogisticFit | null;
}

/** Learns from the shop's own past, with one family: foretelling it from earlier days, and seeing what came. */
export function learnLapseCalibration(history: PurchaseHistory, family: Family, horizonDays: number): LapseCalibration {
  const practices = practise(history, horizonDays, [family]);
  const { fit } = chooseScore(practices, lapseScoresOf(family)).score;
  const outcome = practices.length === 0 ? 'too-little-past' : fit === null ? 'model-stands' : 'corrected';
  return { family, horizonDays, outcome, periods: practices.map(({ period }) => period), fit };
}

export interface CalibratedLapse {
  /** Chance of no purchase in the horizon, 0 to 1. */
  readonly chance: number;
  /** Whole thousandths of log-odds; the chance is exactly that of their sum. */
  readonly parts: LapseParts;
}

/**
 * Parts are rounded to a thousandth of log-odds, a fortieth of a per cent of chance at most: sums of whole numbers are exact, in
 * any order, so what the page shows adds up to the last digit.
 *
 * @param none the chance of no purchase in the calibration's horizon by the shop's model, of the calibration's family
 * @param expected purchases in the horizon, by the same
 */
export function calibratedLapse({ fit, horizonDays }: LapseCalibration, buyer: Buyer, none: number, expected: number): CalibratedLapse {
  const model = thousandths(logOddsOf(none));
  if (fit === null) return { chance: chanceOfParts({ model }), parts: { model } };
  const learned = { shop: fit.intercept, purchases: 0, known: 0, spend: 0 };
  logisticParts(fit, traitsOfBuyer(buyer, none, expected, horizonDays)).forEach((logOdds, j) => (learned[PART_OF_TRAIT[j]!] += logOdds));
  const parts = { model, shop: thousandths(learned.shop), purchases: thousandths(learned.purchases), known: thousandths(learned.known), spend: thousandths(learned.spend) };
  return { chance: chanceOfParts(parts), parts };
}

/** Adding 0 turns the −0 of a small negative number, which JSON does not keep, into 0. */
function thousandths(logOdds: number): number {
  return Math.round(1000 * logOdds) + 0;
}

/** The chance that parts add up to. */
export function chanceOfParts({ model = 0, shop = 0, purchases = 0, known = 0, spend = 0 }: LapseParts): number {
  return chanceOfLogOdds((model + shop + purchases + known + spend) / 1000);
}
