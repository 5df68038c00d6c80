// The risk score: a weighted mean of what is known.
import { INDICATORS, type Indicator, type LapseParts, type RiskReason } from '../glossary.ts';

/** What one indicator says of one customer. */
export interface IndicatorReading {
  readonly indicator: Indicator;
  /** 0 (no sign of leaving) to 1. */
  readonly level: number;
  readonly facts: Readonly<Record<string, number>>;
  readonly logOddsParts?: LapseParts;
}

/**
 * Contributions are kept in steps of 1/1024 of a point: sums of such numbers are exact in floating point, in any order, so
 * the parts on the screen add up to the score to the last bit.
 */
const STEPS_A_POINT = 1024;

/**
 * 0 to 100 with its parts. An indicator that has no reading or no weight is left out and the weights of the others are
 * brought up to one.
 *
 * @param weights at least 0
 * @returns null when nothing speaks
 */
export function riskScore(readings: readonly IndicatorReading[], weights: Readonly<Record<Indicator, number>>): { score: number; reasons: RiskReason[] } | null {
  const speaking = readings.filter(({ indicator }) => weights[indicator] > 0);
  const total = speaking.reduce((sum, { indicator }) => sum + weights[indicator], 0);
  if (total === 0) return null;
  const reasons = speaking
    .map(({ indicator, level, ...standsOn }) => {
      const weight = weights[indicator] / total;
      return { indicator, level, weight, contribution: Math.round(100 * weight * level * STEPS_A_POINT) / STEPS_A_POINT, ...standsOn };
    })
    .sort((one, other) => other.contribution - one.contribution || INDICATORS.indexOf(one.indicator) - INDICATORS.indexOf(other.indicator));
  return { score: Math.min(100, reasons.reduce((sum, { contribution }) => sum + contribution, 0)), reasons };
}
