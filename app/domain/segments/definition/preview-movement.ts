// What a changed definition would move, told from what the coming scoring moves anyway.
import { movementBetween, movementMatrix, VOCABULARIES, type Places, type Vocabulary } from '../movement.ts';

export interface PreviewedNames {
  /** In the order of the vocabulary. */
  readonly names: readonly { readonly name: string; readonly before: number; readonly after: number }[];
  /** From one name to another, the most customers first. Somebody who is scored for the first time has no `from`. */
  readonly moves: readonly { readonly from: string | null; readonly to: string; readonly customers: number }[];
  /** The sum of the moves. */
  readonly moved: number;
  /** Of those, how many the next scoring would take there without any change. */
  readonly movedAnyway: number;
}

/**
 * @param now where the current scores have everybody
 * @param unchanged where a scoring by today's definition would have them
 * @param changed where a scoring by the changed one would
 */
export function previewMovement(now: Places, unchanged: Places, changed: Places): Readonly<Record<Vocabulary, PreviewedNames>> {
  const movement = movementBetween(now, changed);
  const anyway = movementBetween(unchanged, changed);
  const one = (vocabulary: Vocabulary): PreviewedNames => {
    const { names, counts } = movementMatrix(movement, vocabulary);
    const moves = counts
      .flatMap((row, i) => row.slice(0, names.length).map((customers, j) => ({ from: names[i] ?? null, to: names[j]!, customers })))
      .filter(({ from, to, customers }) => from !== to && customers > 0)
      .sort((a, b) => b.customers - a.customers);
    // Both list the same customers wherever nobody was deleted since the last scoring; who was is in neither sum.
    const unchangedCode = new Map(Array.from(anyway.customerIds, (id, k) => [id, anyway.from[vocabulary][k]]));
    let movedAnyway = 0;
    movement.customerIds.forEach((id, k) => {
      const to = movement.to[vocabulary][k]!;
      if (to < names.length && to !== movement.from[vocabulary][k] && unchangedCode.get(id) === to) movedAnyway += 1;
    });
    return {
      names: names.map((name, i) => ({ name, before: sum(counts[i]!), after: sum(counts.map((row) => row[i]!)) })),
      moves,
      moved: sum(moves.map(({ customers }) => customers)),
      movedAnyway,
    };
  };
  return Object.fromEntries(Object.keys(VOCABULARIES).map((vocabulary) => [vocabulary, one(vocabulary as Vocabulary)])) as Record<Vocabulary, PreviewedNames>;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
