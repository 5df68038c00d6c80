import type { Forecast } from '../lifetime/forecast.ts';
import type { OwnRhythm } from '../segments/lifecycle-stage.ts';
import type { IndicatorReading } from './risk-score.ts';

/**
 * Purchase rhythm: the calibrated chance of no purchase in the horizon, with what it is made of. Not one minus the probability of being
 * alive, which BG/NBD puts at 1 for every one-time buyer and which ranked worse than a coin on both public data sets.
 *
 * Its facts: daysSinceLastOrder, usualGapDays (the customer's, drawn to the shop's), purchaseDays, lapseChancePercent,
 * horizonDays, and in minor units yearValueMinor, yearValueIfBackMinor (had they bought today), valueAtRiskMinor, the
 * difference: what the coming year loses while they stay away, and ordinaryOrderMinor, an order of the shop, to hold it
 * against. Money is whole minor units; the other figures have a decimal.
 */
export function rhythmReading(own: OwnRhythm, expected: Forecast, horizonDays: number): IndicatorReading {
  const yearValueMinor = Math.round(expected.yearValueMinor);
  const yearValueIfBackMinor = Math.round(expected.yearValueIfBackMinor);
  return {
    indicator: 'rhythm',
    level: expected.lapseChance,
    logOddsParts: expected.lapseParts,
    facts: {
      daysSinceLastOrder: own.daysSinceLastOrder,
      usualGapDays: oneDecimal(own.usualGapDays),
      purchaseDays: own.purchaseDays,
      lapseChancePercent: oneDecimal(100 * expected.lapseChance),
      horizonDays,
      yearValueMinor,
      yearValueIfBackMinor,
      valueAtRiskMinor: Math.max(0, yearValueIfBackMinor - yearValueMinor),
      ordinaryOrderMinor: Math.round(expected.ordinaryOrderMinor),
    },
  };
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
