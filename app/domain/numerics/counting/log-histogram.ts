/** Steps of the logarithm: a quantile is exact to a quarter of a per cent. */
const STEPS = 200;
const RANGE = 24;

/**
 * Quantiles of positive numbers between e^−12 and e^12 in one pass and fixed memory, however many there are and in whatever
 * order they come. Numbers outside count as the nearest end.
 */
export class LogHistogram {
  readonly #counts = new Uint32Array(RANGE * STEPS + 1);

  get count(): number {
    return this.#counts.reduce((sum, ofBin) => sum + ofBin, 0);
  }

  add(value: number): void {
    this.addLog(Math.log(value));
  }

  /** A number whose natural logarithm is known. */
  addLog(log: number): void {
    const place = (log + RANGE / 2) * STEPS;
    // To the nearest, as a whole number: Math.round takes three times as long.
    this.#counts[place < 0.5 ? 0 : place < RANGE * STEPS ? (place + 0.5) | 0 : RANGE * STEPS]! += 1;
  }

  /** The middle of the bin in which the share of all numbers is reached; NaN when empty. @param share 0 to 1 */
  quantile(share: number): number {
    const { count } = this;
    let below = 0;
    for (let bin = 0; bin < this.#counts.length; bin += 1) {
      below += this.#counts[bin]!;
      if (below > 0 && below >= share * count) return Math.exp(bin / STEPS - RANGE / 2);
    }
    return NaN;
  }
}
