// Who stood where on one day and who on another, and the matrix of those moves.
import { LIFECYCLE_STAGES, RFM_GROUPS, VALUE_TIERS } from '../glossary.ts';

/** The names of each vocabulary; a code is a place in its list. */
export const VOCABULARIES = { group: RFM_GROUPS, tier: VALUE_TIERS, stage: LIFECYCLE_STAGES } as const;
export type Vocabulary = keyof typeof VOCABULARIES;

/** The code of somebody who was not there on a day. */
export const ABSENT = 255;

/** Codes of the same customers in each vocabulary. */
export type Codes = Readonly<Record<Vocabulary, Uint8Array>>;

/** A scoring reduced to where each customer stands. The customers are distinct and in any order. */
export interface Places extends Codes {
  readonly customerIds: BigInt64Array;
}

/** Everybody who was there on at least one of two days. */
export interface Movement {
  /** Ascending. */
  readonly customerIds: BigInt64Array;
  readonly from: Codes;
  readonly to: Codes;
}

/** The moves in one vocabulary. Rows are where customers stood on the first day, columns where they stand on the second. */
export interface MovementMatrix {
  readonly names: readonly string[];
  /** A row a name, then one for those who were not there yet; a column a name, then one for those who are not there any more. */
  readonly counts: readonly (readonly number[])[];
}

/** Puts two scorings beside each other, customer by customer. The order of rows in either does not matter. */
export function movementBetween(from: Places, to: Places): Movement {
  const first = inOrder(from);
  const second = inOrder(to);
  const most = first.length + second.length;
  const ids = new BigInt64Array(most);
  const codes = { from: emptyCodes(most), to: emptyCodes(most) };
  let n = 0;
  let i = 0;
  let j = 0;
  while (i < first.length || j < second.length) {
    const one = i < first.length ? from.customerIds[first[i]!]! : null;
    const other = j < second.length ? to.customerIds[second[j]!]! : null;
    const id = one === null ? other! : other === null || one < other ? one : other;
    ids[n] = id;
    if (one === id) copyCodes(from, first[i++]!, codes.from, n);
    if (other === id) copyCodes(to, second[j++]!, codes.to, n);
    n += 1;
  }
  return { customerIds: ids.slice(0, n), from: cut(codes.from, n), to: cut(codes.to, n) };
}

/** Counts the moves. The rows add up to the segments of the first day, the columns to those of the second. */
export function movementMatrix({ customerIds, from, to }: Movement, vocabulary: Vocabulary): MovementMatrix {
  const names = VOCABULARIES[vocabulary];
  const size = names.length + 1;
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const rows = from[vocabulary];
  const columns = to[vocabulary];
  for (let k = 0; k < customerIds.length; k += 1) counts[Math.min(rows[k]!, names.length)]![Math.min(columns[k]!, names.length)]! += 1;
  return { names, counts };
}

/** The customers of one cell, ascending. @param from, to codes, or ABSENT */
export function movedBetween({ customerIds, from, to }: Movement, vocabulary: Vocabulary, fromCode: number, toCode: number): BigInt64Array {
  const rows = from[vocabulary];
  const columns = to[vocabulary];
  return customerIds.filter((_, k) => rows[k] === fromCode && columns[k] === toCode);
}

/** Room for the codes of so many customers, all absent. */
export function emptyCodes(customers: number): Record<Vocabulary, Uint8Array> {
  const absent = () => new Uint8Array(customers).fill(ABSENT);
  return { group: absent(), tier: absent(), stage: absent() };
}

function copyCodes(of: Codes, at: number, into: Codes, place: number): void {
  into.group[place] = of.group[at]!;
  into.tier[place] = of.tier[at]!;
  into.stage[place] = of.stage[at]!;
}

function cut({ group, tier, stage }: Codes, length: number): Codes {
  return { group: group.slice(0, length), tier: tier.slice(0, length), stage: stage.slice(0, length) };
}

/** Positions by ascending customer; nothing is sorted where the customers ascend already. */
function inOrder({ customerIds }: Places): Uint32Array {
  const positions = Uint32Array.from({ length: customerIds.length }, (_, i) => i);
  for (let i = 1; i < customerIds.length; i += 1) {
    if (customerIds[i - 1]! < customerIds[i]!) continue;
    return positions.sort((a, b) => (customerIds[a]! < customerIds[b]! ? -1 : 1));
  }
  return positions;
}
