// From the codes that are stored to others: who moved, and which chunks have to be written.
import type { CustomerId } from '../../glossary.ts';
import { FIRST_KEY } from '../../history/chunk-starts.ts';
import { packedColumns } from '../../history/packed-columns.ts';
import { type CodeRange, codeRanges, packIds, packStanding, type PackedCodes, unpackCodes } from './pack-codes.ts';
import type { SegmentCodes } from './segment-codes.ts';

export interface CodeChanges {
  /** Chunks whose customers are the same, and not where they stand. */
  readonly standing: readonly Omit<PackedCodes, 'customerIds'>[];
  /** Chunks that are new, or have other customers than before. */
  readonly whole: readonly PackedCodes[];
  /** First keys of chunks that are no more. */
  readonly gone: readonly bigint[];
  readonly moved: Moved;
}

/** Who stands elsewhere than before, or is there alone or was. */
export interface Moved {
  /** In the new codes, ascending. */
  readonly places: Uint32Array;
  /** Those who are not among the new codes. */
  readonly gone: readonly CustomerId[];
}

/**
 * Chunk by chunk: mostly a chunk has the same customers as before, and one pass over its bytes says which of them moved.
 *
 * @param before chunks that lie side by side, by ascending first keys; `codes` are of the same range of customers
 * @param from as in packChunks
 */
export function planCodeChanges(before: readonly PackedCodes[], codes: SegmentCodes, from = FIRST_KEY): CodeChanges {
  const known = new Map(before.map((chunk) => [chunk.firstKey, chunk]));
  const places: number[] = [];
  const standing: Omit<PackedCodes, 'customerIds'>[] = [];
  const strange: PackedCodes[] = [];
  const others: CodeRange[] = [];
  const wide = new Wide();
  for (const range of codeRanges(codes, from)) {
    const was = known.get(range.firstKey);
    known.delete(range.firstKey);
    if (was && wide.hasIds(was, codes, range)) {
      if (wide.findMoved(was, codes, range, places)) standing.push({ firstKey: range.firstKey, codes: packStanding(codes, range) });
    } else {
      others.push(range);
      if (was) strange.push(was);
    }
  }
  strange.push(...known.values());
  const gone = compareOneByOne(unpackCodes(strange), codes, others, places);
  return {
    standing,
    whole: others.map((range) => ({ firstKey: range.firstKey, customerIds: packIds(codes, range), codes: packStanding(codes, range) })),
    gone: [...known.keys()],
    moved: { places: Uint32Array.from(places).sort(), gone },
  };
}

/** One chunk's columns, wide: one kind of array each, so that the passes over them are compiled once. */
class Wide {
  #low = new Float64Array(0);
  #high = new Float64Array(0);
  #cells = new Uint8Array(0);
  #stages = new Uint8Array(0);

  #makeRoom(length: number): void {
    if (this.#low.length >= length) return;
    this.#low = new Float64Array(2 * length);
    this.#high = new Float64Array(2 * length);
    this.#cells = new Uint8Array(2 * length);
    this.#stages = new Uint8Array(2 * length);
  }

  /** Whether the chunk has exactly the customers of the range. */
  hasIds(chunk: PackedCodes, { customerIds }: SegmentCodes, { start, end }: CodeRange): boolean {
    const [keyLow, keyHigh] = packedColumns(chunk.customerIds);
    if (!keyLow || !keyHigh || keyLow.values.length !== end - start) return false;
    this.#makeRoom(end - start);
    this.#low.set(keyLow.values);
    this.#high.set(keyHigh.values);
    const low = this.#low;
    const high = this.#high;
    const { base: lowBase } = keyLow;
    const { base: highBase } = keyHigh;
    const lowHalves = new Uint32Array(customerIds.buffer, customerIds.byteOffset + 8 * start, 2 * (end - start));
    const highHalves = new Int32Array(customerIds.buffer, customerIds.byteOffset + 8 * start, 2 * (end - start));
    for (let i = 0, half = 0; half < lowHalves.length; i += 1, half += 2) if (lowHalves[half] !== lowBase + low[i]! || highHalves[half + 1] !== highBase + high[i]!) return false;
    return true;
  }

  /** Adds the places of who stands elsewhere than in the chunk, which has the same customers. @returns whether anybody does */
  findMoved(chunk: PackedCodes, { cells, stages }: SegmentCodes, { start, end }: CodeRange, into: number[]): boolean {
    const [cellsBefore, stagesBefore] = packedColumns(chunk.codes);
    if (!cellsBefore || !stagesBefore) throw new RangeError('packed codes lack a column');
    this.#cells.set(cellsBefore.values);
    this.#stages.set(stagesBefore.values);
    const cellOf = this.#cells;
    const stageOf = this.#stages;
    const cellBase = cellsBefore.base | 0;
    const stageBase = stagesBefore.base | 0;
    const known = into.length;
    for (let i = 0, place = start; place < end; i += 1, place += 1) if (cells[place] !== cellBase + cellOf[i]! || stages[place] !== stageBase + stageOf[i]!) into.push(place);
    return into.length > known;
  }
}

/** Customers come, go, and lie in another chunk than before. @returns who is not there any more */
function compareOneByOne(before: SegmentCodes, { customerIds, cells, stages }: SegmentCodes, ranges: readonly CodeRange[], into: number[]): CustomerId[] {
  const were = new Map<bigint, number>();
  before.customerIds.forEach((id, i) => were.set(id, before.cells[i]! * 256 + before.stages[i]!));
  for (const { start, end } of ranges) {
    for (let place = start; place < end; place += 1) {
      const id = customerIds[place]!;
      if (were.get(id) !== cells[place]! * 256 + stages[place]!) into.push(place);
      were.delete(id);
    }
  }
  return [...were.keys()];
}
