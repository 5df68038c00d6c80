/** Steps of the logarithm: a quantile is exact to a quarter of a per cent. */
const STEPS = 200;
const RANGE = 24;

/**
 * Quantiles of positive numbers between e^−12 and e^12 in one pass and fixed memory, however many there are and in whatever
 * order they come. Numbers outside count as the nearest end.
 */
export class LogHistogram {
  readonly #counts = new Float64Array(RANGE * STEPS + 1);
  count = 0;

  add(value: number): void {
    this.addLog(Math.log(value));
  }

  /** A number whose natural logarithm is known. */
  addLog(log: number): void {
    const bin = Math.round((log + RANGE / 2) * STEPS);
    this.#counts[Math.min(this.#counts.length - 1, Math.max(0, bin))]! += 1;
    this.count += 1;
  }

  /** The middle of the bin in which the share of all numbers is reached; NaN when empty. @param share 0 to 1 */
  quantile(share: number): number {
    let below = 0;
    for (let bin = 0; bin < this.#counts.length; bin += 1) {
      below += this.#counts[bin]!;
      if (below > 0 && below >= share * this.count) return Math.exp(bin / STEPS - RANGE / 2);
    }
    return NaN;
  }
}
