import { thresholdsPassed, type CutPoints } from './cut-points.ts';

/** Each 1 to 5, 5 the best. */
export interface RfmScores {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

/**
 * The three scores of a customer who bought.
 *
 * @param recencyDays days since the last order
 * @param orders every order that counts; orders of one day stay separate here
 * @param valueMinor their net value
 */
export function rfmScores(cutPoints: CutPoints, recencyDays: number, orders: number, valueMinor: number): RfmScores {
  return {
    recency: 5 - thresholdsPassed(recencyDays, cutPoints.recencyDays),
    frequency: 1 + thresholdsPassed(orders, cutPoints.orders),
    monetary: 1 + thresholdsPassed(valueMinor, cutPoints.valueMinor),
  };
}
