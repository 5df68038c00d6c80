// The calibrated chance of no purchase, one customer at a time: learned once for a shop, stored with its model, used without
// its history.
import type { PurchaseHistory } from '../../glossary.ts';
import { chanceOfNone, expectedPurchases, type Family, type PurchaseModel } from '../../lifetime/model.ts';
import { DAYS_PER_WEEK } from '../../lifetime/purchase-patterns.ts';
import { chooseScore } from './choose-score.ts';
import { chanceOfLogOdds, logOddsOf } from './forecasts.ts';
import { LAPSE_TRAITS, traitsOfBuyer, type Buyer, type LapseTrait } from './lapse-traits.ts';
import type { LapseScore } from './lapse-scores.ts';
import { logisticParts, type LogisticFit } from './logistic.ts';
import { practise } from './practice.ts';
import type { PracticePeriod } from './practice-periods.ts';

/** Plain numbers and strings: goes through JSON unchanged. */
export interface LapseCalibration {
  readonly family: Family;
  /** The horizon it was learned for. */
  readonly horizonDays: number;
  /**
   * `corrected`: by what the periods below showed. `model-stands`: on customers it had not learned from, the correction
   * foretold them no better than the model's own chance. `too-little-past`: nothing to learn from, the model's own chance stands.
   */
  readonly outcome: 'corrected' | 'model-stands' | 'too-little-past';
  readonly periods: readonly PracticePeriod[];
  readonly fit: LogisticFit | null;
}

const either = (family: Family): readonly LapseScore[] => [
  { kind: 'model', families: [family] },
  { kind: 'calibrated', families: [family] },
];
const SCORES: Readonly<Record<Family, readonly LapseScore[]>> = { 'bg-nbd': either('bg-nbd'), 'mbg-nbd': either('mbg-nbd'), 'pareto-nbd': either('pareto-nbd') };

/** Learns from the shop's own past, with one family: foretelling it from earlier days, and seeing what came. */
export function learnLapseCalibration(history: PurchaseHistory, family: Family, horizonDays: number): LapseCalibration {
  const practices = practise(history, horizonDays, [family]);
  const { fit } = chooseScore(practices, SCORES[family]).score;
  const outcome = practices.length === 0 ? 'too-little-past' : fit === null ? 'model-stands' : 'corrected';
  return { family, horizonDays, outcome, periods: practices.map(({ period }) => period), fit };
}

/** What a calibrated chance is made of, in log-odds: the model's own, the shop's correction, and one for each trait. */
export interface LapsePart {
  readonly part: 'model' | 'shop' | LapseTrait;
  readonly logOdds: number;
}

export interface CalibratedLapse {
  /** Chance of no purchase in the horizon, 0 to 1. */
  readonly chance: number;
  /** The chance is exactly that of the sum of these log-odds, added in this order. */
  readonly parts: readonly LapsePart[];
}

/** @param model of the calibration's family, fitted to the shop */
export function calibratedLapse({ fit, horizonDays }: LapseCalibration, model: PurchaseModel, buyer: Buyer): CalibratedLapse {
  const lastWeeks = buyer.firstToLastDays / DAYS_PER_WEEK;
  const observedWeeks = buyer.observedDays / DAYS_PER_WEEK;
  const horizonWeeks = horizonDays / DAYS_PER_WEEK;
  const none = chanceOfNone(model, buyer.repeats, lastWeeks, observedWeeks, horizonWeeks);
  const parts: LapsePart[] = [{ part: 'model', logOdds: logOddsOf(none) }];
  if (fit !== null) {
    const expected = expectedPurchases(model, buyer.repeats, lastWeeks, observedWeeks, horizonWeeks);
    parts.push({ part: 'shop', logOdds: fit.intercept });
    logisticParts(fit, traitsOfBuyer(buyer, none, expected, horizonDays)).forEach((logOdds, j) => parts.push({ part: LAPSE_TRAITS[j]!, logOdds }));
  }
  return { chance: chanceOfLogOdds(parts.reduce((sum, { logOdds }) => sum + logOdds, 0)), parts };
}
