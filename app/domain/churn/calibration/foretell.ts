import type { PurchaseHistory } from '../../glossary.ts';
import { chooseFamily } from '../../lifetime/choose-family.ts';
import { FAMILIES } from '../../lifetime/model.ts';
import { buyersOf, type Buyers } from './as-of.ts';
import { chooseScore, type ChosenScore } from './choose-score.ts';
import { correctCounts, learnCountCorrection, type CorrectedCounts, type CountCorrection } from './count-correction.ts';
import { familyForecasts, meanForecasts } from './forecasts.ts';
import { chancesBy, lapseScoresOf, requireForecasts } from './lapse-scores.ts';
import { practise, type Practice } from './practice.ts';

export interface Foretold extends CorrectedCounts {
  readonly buyers: Buyers;
  /** Chance of no purchase in the horizon, by the score chosen for the shop: that of the product, with a family that the shop's past chose. */
  readonly none: Float64Array;
  readonly chosen: ChosenScore;
  readonly correction: CountCorrection;
  readonly practices: readonly Practice[];
}

/**
 * What the coming `horizonDays` will bring of every buyer: fitted, chosen and calibrated on this history alone, of which
 * nothing is later than its `today`.
 */
export function foretell(past: PurchaseHistory, horizonDays: number): Foretold {
  const practices = practise(past, horizonDays, FAMILIES);
  const buyers = buyersOf(past);
  const forecasts = familyForecasts(FAMILIES, past, buyers, horizonDays);
  const { family } = chooseFamily(past);
  const chosen = chooseScore(practices, lapseScoresOf(family));
  const correction = learnCountCorrection(practices, FAMILIES);
  const { expected } = meanForecasts(FAMILIES.map((family) => requireForecasts(forecasts, family)));
  return { buyers, none: chancesBy(chosen.score, buyers, requireForecasts(forecasts, family), horizonDays), chosen, correction, practices, ...correctCounts(correction, expected, buyers.repeats) };
}
