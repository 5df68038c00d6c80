import type { Day, PurchaseHistory } from '../../glossary.ts';
import { quantileSorted } from '../../numerics/quantiles.ts';
import { usualGapDays } from '../../segments/return-rhythm.ts';

/** How far off the date of the next purchase was foretold, mean absolute error in days. */
export interface NextPurchaseAccuracy {
  /** Purchases after the calibration day by customers who had a gap of their own by then. */
  readonly purchases: number;
  /** The customer's mean log gap drawn to the population's with the weight n / (n + 2). */
  readonly shrunkLogMeanDays: number;
  readonly ownMedianDays: number;
  readonly populationMedianDays: number;
}

/**
 * Every purchase after `calibrateToDay` up to `untilDay` is foretold from the gaps of the same customer before it; the
 * population's figures are those of the calibration period.
 *
 * @returns null where there is nothing to foretell, or nothing to foretell it from
 */
export function nextPurchaseAccuracy(history: PurchaseHistory, calibrateToDay: Day, untilDay: Day): NextPurchaseAccuracy | null {
  const before: number[] = [];
  eachGap(history, (days, endsOn) => {
    if (endsOn <= calibrateToDay) before.push(days);
  });
  if (before.length === 0) return null;
  const meanLogGap = before.reduce((sum, days) => sum + Math.log(days), 0) / before.length;
  const median = quantileSorted(before.sort((one, other) => one - other), 0.5);
  let purchases = 0;
  let shrunk = 0;
  let own = 0;
  let population = 0;
  eachGap(history, (days, endsOn, earlier) => {
    if (endsOn <= calibrateToDay || endsOn > untilDay || earlier.length === 0) return;
    const logSum = earlier.reduce((sum, gap) => sum + Math.log(gap), 0);
    purchases += 1;
    shrunk += Math.abs(days - usualGapDays(meanLogGap, logSum, earlier.length));
    own += Math.abs(days - quantileSorted(earlier.toSorted((one, other) => one - other), 0.5));
    population += Math.abs(days - median);
  });
  return purchases === 0 ? null : { purchases, shrunkLogMeanDays: shrunk / purchases, ownMedianDays: own / purchases, populationMedianDays: population / purchases };
}

function eachGap({ orderStart, orderDay }: PurchaseHistory, visit: (days: number, endsOn: Day, earlier: readonly number[]) => void): void {
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const earlier: number[] = [];
    for (let k = orderStart[i]! + 1; k < orderStart[i + 1]!; k += 1) {
      const days = orderDay[k]! - orderDay[k - 1]!;
      if (days === 0) continue;
      visit(days, orderDay[k]!, earlier);
      earlier.push(days);
    }
  }
}
