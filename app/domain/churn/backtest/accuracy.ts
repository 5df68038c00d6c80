// How good forecasts were, once it is known what happened.
import { midRanks } from '../../numerics/quantiles.ts';

/**
 * The area under the ROC curve: the chance that one of those it happened to scored above one of those it did not, ties
 * counting half (Mann & Whitney). Null where all or none are of one kind.
 */
export function areaUnderCurve(scores: ArrayLike<number>, happened: ArrayLike<boolean>): number | null {
  const ranks = midRanks(scores);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < ranks.length; i += 1) {
    if (!happened[i]) continue;
    positives += 1;
    rankSum += ranks[i]!;
  }
  const negatives = ranks.length - positives;
  return positives === 0 || negatives === 0 ? null : (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Brier (1950): the mean squared distance between a chance and what happened (1 or 0). */
export function brierScore(chances: ArrayLike<number>, happened: ArrayLike<boolean>): number {
  let sum = 0;
  for (let i = 0; i < chances.length; i += 1) sum += (chances[i]! - (happened[i] ? 1 : 0)) ** 2;
  return sum / chances.length;
}

export interface CountAccuracy {
  /** Mean absolute error, purchases a customer. */
  readonly mae: number;
  readonly rmse: number;
  /** The forecast of the total over the actual one, per cent above (or below, negative); null where nothing was bought. */
  readonly biasPercent: number | null;
}

export function countAccuracy(expected: ArrayLike<number>, actual: ArrayLike<number>): CountAccuracy {
  let absolute = 0;
  let squared = 0;
  let expectedSum = 0;
  let actualSum = 0;
  for (let i = 0; i < actual.length; i += 1) {
    const error = expected[i]! - actual[i]!;
    absolute += Math.abs(error);
    squared += error * error;
    expectedSum += expected[i]!;
    actualSum += actual[i]!;
  }
  return { mae: absolute / actual.length, rmse: Math.sqrt(squared / actual.length), biasPercent: actualSum === 0 ? null : 100 * (expectedSum / actualSum - 1) };
}

/** A tenth of the customers by forecast chance. */
export interface CalibrationBand {
  readonly customers: number;
  readonly meanChance: number;
  /** The share it happened to. */
  readonly happened: number;
}

/** Ten bands of equal size by chance, the lowest first; customers of equal chance keep their order. Fewer than ten customers: a band each. */
export function calibrationByDecile(chances: ArrayLike<number>, happened: ArrayLike<boolean>): CalibrationBand[] {
  const n = chances.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => chances[i]! - chances[j]! || i - j);
  const bands: CalibrationBand[] = [];
  for (let band = 0; band < 10; band += 1) {
    const those = order.subarray(Math.floor((band * n) / 10), Math.floor(((band + 1) * n) / 10));
    if (those.length === 0) continue;
    let chance = 0;
    let count = 0;
    for (const i of those) {
      chance += chances[i]!;
      if (happened[i]) count += 1;
    }
    bands.push({ customers: those.length, meanChance: chance / those.length, happened: count / those.length });
  }
  return bands;
}
