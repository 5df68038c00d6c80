const BINS = 4096;

/**
 * The least value at which half of the weight is reached: exact, in one pass and a sort of few. NaN without values.
 *
 * @param values finite
 * @param weights > 0
 */
export function weightedMedian(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let least = Infinity;
  let most = -Infinity;
  let total = 0;
  for (let i = 0; i < values.length; i += 1) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
    total += weights[i]!;
  }
  if (!(least < most)) return values.length === 0 ? NaN : least;
  // Most prices crowd at the low end: the bins widen with the square.
  const binOf = (value: number): number => Math.min(BINS - 1, Math.floor(BINS * Math.sqrt((value - least) / (most - least))));
  const weightOf = new Float64Array(BINS);
  for (let i = 0; i < values.length; i += 1) weightOf[binOf(values[i]!)]! += weights[i]!;
  let below = 0;
  let bin = 0;
  while (bin < BINS - 1 && below + weightOf[bin]! < total / 2) below += weightOf[bin++]!;
  const within: number[] = [];
  for (let i = 0; i < values.length; i += 1) if (binOf(values[i]!) === bin) within.push(i);
  within.sort((i, j) => values[i]! - values[j]!);
  for (const i of within) {
    below += weights[i]!;
    if (below >= total / 2) return values[i]!;
  }
  return values[within.at(-1) ?? 0] ?? NaN;
}
