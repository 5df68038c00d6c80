// What a changed definition would move, told from what the coming scoring moves anyway.
import { type Movement, movementMatrix, type Places, VOCABULARIES, type Vocabulary } from '../movement.ts';

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
 * @param movement from where the current scores have everybody to where a scoring by the changed definition would
 * @param unchanged where a scoring by the standing definition would have them, ascending
 */
export function previewMovement(movement: Movement, unchanged: Places): Readonly<Record<Vocabulary, PreviewedNames>> {
  const one = (vocabulary: Vocabulary): PreviewedNames => {
    const { names, counts } = movementMatrix(movement, vocabulary);
    const moves = counts
      .flatMap((row, i) => row.slice(0, names.length).map((customers, j) => ({ from: names[i] ?? null, to: names[j]!, customers })))
      .filter(({ from, to, customers }) => from !== to && customers > 0)
      .sort((a, b) => b.customers - a.customers);
    return {
      names: names.map((name, i) => ({ name, before: sum(counts[i]!), after: sum(counts.map((row) => row[i]!)) })),
      moves,
      moved: sum(moves.map(({ customers }) => customers)),
      movedAnyway: movedAnyway(movement, unchanged, vocabulary),
    };
  };
  return { group: one('group'), tier: one('tier'), stage: one('stage') };
}

/** Both lists of customers ascend, so one walk along them is enough. */
function movedAnyway({ customerIds, from, to }: Movement, unchanged: Places, vocabulary: Vocabulary): number {
  const absent = VOCABULARIES[vocabulary].length;
  let place = 0;
  let moved = 0;
  customerIds.forEach((id, k) => {
    while (place < unchanged.customerIds.length && unchanged.customerIds[place]! < id) place += 1;
    const code = to[vocabulary][k]!;
    if (code < absent && code !== from[vocabulary][k] && unchanged.customerIds[place] === id && unchanged[vocabulary][place] === code) moved += 1;
  });
  return moved;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
