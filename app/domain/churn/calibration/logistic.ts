// Logistic regression with a starting point and a penalty on leaving it.
import { minimise } from '../../numerics/minimise.ts';

export interface LogisticSample {
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, row by row. */
  readonly traits: Float64Array;
  /** The log-odds believed before looking. */
  readonly offset: Float64Array;
  readonly happened: readonly boolean[];
  readonly weight: Float64Array;
}

/** Log-odds = offset + intercept + Σ slope · (trait − mean) / sd. Plain numbers: goes through JSON unchanged. */
export interface LogisticFit {
  readonly intercept: number;
  readonly slopes: readonly number[];
  readonly means: readonly number[];
  readonly sds: readonly number[];
}

/**
 * Maximum penalised likelihood (Hoerl & Kennard's ridge on standardised traits; le Cessie & van Houwelingen 1992). The penalty
 * is that of normal priors around the offset, of variance 1/`penalty` on the slopes and 1 on the intercept: few customers
 * leave the offset as it is.
 */
export function fitLogistic(sample: LogisticSample, penalty: number): LogisticFit {
  const { rows, columns, traits, offset, happened, weight } = sample;
  const { means, sds } = momentsOf(sample);
  const scaled = traits.map((value, k) => (value - means[k % columns]!) / sds[k % columns]!);
  const total = Math.max(1e-300, weight.reduce((sum, w) => sum + w, 0));
  const found = minimise(
    (point, gradient) => {
      gradient.fill(0);
      let sum = 0;
      for (let i = 0; i < rows; i += 1) {
        let logOdds = offset[i]! + point[0]!;
        for (let j = 0; j < columns; j += 1) logOdds += point[j + 1]! * scaled[i * columns + j]!;
        const sign = happened[i]! ? -logOdds : logOdds;
        sum += weight[i]! * (sign > 30 ? sign : Math.log1p(Math.exp(sign)));
        const slope = weight[i]! * (1 / (1 + Math.exp(-logOdds)) - (happened[i]! ? 1 : 0));
        gradient[0]! += slope;
        for (let j = 0; j < columns; j += 1) gradient[j + 1]! += slope * scaled[i * columns + j]!;
      }
      for (let j = 0; j <= columns; j += 1) {
        const pull = j === 0 ? 1 : penalty;
        sum += (pull * point[j]! ** 2) / 2;
        gradient[j] = (gradient[j]! + pull * point[j]!) / total;
      }
      return sum / total;
    },
    [new Float64Array(columns + 1)],
  );
  return { intercept: found.point[0]!, slopes: Array.from(found.point.subarray(1)), means, sds };
}

/** What each trait adds to the log-odds of one row; the intercept is left out. */
export function logisticParts({ slopes, means, sds }: LogisticFit, traits: ArrayLike<number>, at = 0): number[] {
  return slopes.map((slope, j) => (slope * (traits[at + j]! - means[j]!)) / sds[j]!);
}

/** Of the weighted traits; a trait that does not vary has the deviation 1 and so no part. */
function momentsOf({ rows, columns, traits, weight }: LogisticSample): { means: number[]; sds: number[] } {
  const means: number[] = [];
  const sds: number[] = [];
  let total = 0;
  for (let i = 0; i < rows; i += 1) total += weight[i]!;
  for (let j = 0; j < columns; j += 1) {
    let sum = 0;
    for (let i = 0; i < rows; i += 1) sum += weight[i]! * traits[i * columns + j]!;
    const mean = sum / Math.max(1e-300, total);
    let squares = 0;
    for (let i = 0; i < rows; i += 1) squares += weight[i]! * (traits[i * columns + j]! - mean) ** 2;
    const sd = Math.sqrt(squares / Math.max(1e-300, total));
    means.push(mean);
    sds.push(sd > 1e-9 * (1 + Math.abs(mean)) ? sd : 1);
  }
  return { means, sds };
}
