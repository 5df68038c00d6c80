// What is known of one arm of a comparison. The control arm is the group held out, the treated arm all others.

/** Customers who did or did not do one thing. */
export interface ProportionArm {
  /** A whole number, 0 or more. */
  readonly customers: number;
  /** Those of them who bought, came back, …: a whole number from 0 to `customers`. */
  readonly converted: number;
}

/** A quantity per customer, such as spend; customers without any count with 0. */
export interface MeanArm {
  readonly customers: number;
  readonly mean: number;
  /** In the square of the mean's unit, 0 or more; from a sample with n − 1 below the line. */
  readonly variance: number;
}

/** A lower and an upper end. */
export type Interval = readonly [low: number, high: number];

/** Below so many who did and who did not, in either arm, a share is not yet normal and an interval would promise too much. */
export const LEAST_OF_EACH_KIND = 10;

/** 95 of 100 intervals hold the truth. */
export const USUAL_LEVEL = 0.95;

/** @throws RangeError for counts that no group of customers has: a bug of the caller */
export function requireCounts(...arms: readonly ProportionArm[]): void {
  for (const { customers, converted } of arms) {
    const counts = Number.isSafeInteger(customers) && Number.isSafeInteger(converted);
    if (!counts || converted < 0 || converted > customers) throw new RangeError(`${converted} of ${customers} is no count of customers`);
  }
}

/** @throws RangeError unless it lies between 0 and 1, the ends left out */
export function requireShare(name: string, share: number): void {
  if (!(share > 0 && share < 1)) throw new RangeError(`${name} must lie between 0 and 1, not be ${share}`);
}

/** The mean and the unbiased variance from the sums that a database adds up. Exact sums lose no customer; the variance is never below 0. */
export function meanArm({ customers, sum, sumOfSquares }: { customers: number; sum: number; sumOfSquares: number }): MeanArm {
  const mean = customers > 0 ? sum / customers : 0;
  const variance = customers > 1 ? Math.max(0, (sumOfSquares - sum * mean) / (customers - 1)) : 0;
  return { customers, mean, variance };
}

/** Proportions as means of noughts and ones. The variance is p (1 − p), without n − 1, as GrowthBook takes it. */
export function proportionAsMean({ customers, converted }: ProportionArm): MeanArm {
  const mean = customers > 0 ? converted / customers : 0;
  return { customers, mean, variance: mean * (1 - mean) };
}
