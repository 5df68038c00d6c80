export type Adjustment = 'bonferroni' | 'holm' | 'benjamini-hochberg';

/**
 * P-values of several comparisons made at once, adjusted so that each may be held against the usual threshold; in the order given,
 * never above 1 (R's p.adjust).
 *
 * - bonferroni, holm (Holm 1979): the chance of any false finding stays below the threshold; Holm is never the worse.
 * - benjamini-hochberg (1995): the expected share of false ones among the findings does.
 *
 * @throws RangeError for a value outside 0 to 1
 */
export function adjustPValues(pValues: readonly number[], adjustment: Adjustment): number[] {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is no p-value`);
  const n = pValues.length;
  if (adjustment === 'bonferroni') return pValues.map((p) => Math.min(1, p * n));

  const ascending = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const adjusted = new Array<number>(n).fill(1);
  if (adjustment === 'holm') {
    let most = 0;
    ascending.forEach((at, rank) => {
      most = Math.max(most, Math.min(1, pValues[at]! * (n - rank)));
      adjusted[at] = most;
    });
  } else {
    let least = 1;
    for (let rank = n - 1; rank >= 0; rank -= 1) {
      const at = ascending[rank]!;
      least = Math.min(least, pValues[at]! * (n / (rank + 1)));
      adjusted[at] = least;
    }
  }
  return adjusted;
}
