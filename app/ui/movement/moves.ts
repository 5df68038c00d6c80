// A matrix of moves told in a few figures.

/** Stands for the row of those who were not there yet, and the column of those who are not there any more. */
export const NOBODY_YET = 'none';

export interface NamedMove {
  readonly fromName: string;
  readonly toName: string;
  readonly customers: number;
}

export interface NamedMoves {
  /** Customers who were there on the first day; of those: in the same segment, in another, and gone. */
  readonly before: number;
  readonly stayed: number;
  readonly moved: number;
  readonly went: number;
  /** Who was not there yet. */
  readonly came: number;
  /** Between two segments, the most customers first. */
  readonly largest: readonly NamedMove[];
}

const sum = (list: readonly number[]) => list.reduce((all, n) => all + n, 0);

/** @param counts a row and a column more than there are names, as MovementMatrix.counts */
export function namedMoves(counts: readonly (readonly number[])[], names: readonly string[]): NamedMoves {
  const rows = counts.slice(0, names.length);
  const before = sum(rows.map(sum));
  const stayed = sum(rows.map((row, i) => row[i] ?? 0));
  const went = sum(rows.map((row) => row[names.length] ?? 0));
  const largest = rows
    .flatMap((row, i) => names.map((toName, j) => ({ fromName: names[i] ?? '', toName, customers: i === j ? 0 : (row[j] ?? 0) })))
    .filter(({ customers }) => customers > 0)
    .sort((a, b) => b.customers - a.customers);
  return { before, stayed, went, moved: before - stayed - went, came: sum(counts[names.length] ?? []), largest };
}

/** Where the customers of a cell are listed. */
export function movedAddress(kind: string, fromName: string, toName: string, from: string, to: string): string {
  return `/app/customers?moved=${[kind, fromName, toName, from, to].join('.')}`;
}
