// Segment codes as chunks of bytes, cut where the purchase history is cut. The same codes always give the same bytes.
import { chunkStarts, FIRST_KEY } from '../../history/chunk-starts.ts';
import { keyHalves, unpackKeys } from '../../history/pack-buyers.ts';
import { packColumns, packedColumns } from '../../history/packed-columns.ts';
import type { SegmentCodes } from './segment-codes.ts';

export interface PackedCodes {
  readonly firstKey: bigint;
  readonly customerIds: Uint8Array;
  readonly codes: Uint8Array;
}

/** A chunk that is not packed yet: the customers from one place up to another. */
export interface CodeRange {
  readonly firstKey: bigint;
  readonly start: number;
  readonly end: number;
}

/** @param from as in packChunks */
export function codeRanges({ customerIds }: SegmentCodes, from = FIRST_KEY): CodeRange[] {
  const starts = chunkStarts(customerIds);
  const end = customerIds.length;
  const ranges = starts.map((start, i) => ({ firstKey: customerIds[start]!, start, end: starts[i + 1] ?? end }));
  if (starts[0] !== 0 || from === FIRST_KEY) ranges.unshift({ firstKey: from, start: 0, end: starts[0] ?? end });
  return ranges;
}

export function packIds({ customerIds }: SegmentCodes, { start, end }: CodeRange): Uint8Array {
  return packColumns(keyHalves(customerIds.subarray(start, end)));
}

export function packStanding({ cells, stages }: SegmentCodes, { start, end }: CodeRange): Uint8Array {
  return packColumns([cells.subarray(start, end), stages.subarray(start, end)]);
}

/** @param from as in packChunks */
export function* packCodes(codes: SegmentCodes, from = FIRST_KEY): Generator<PackedCodes> {
  for (const range of codeRanges(codes, from)) yield { firstKey: range.firstKey, customerIds: packIds(codes, range), codes: packStanding(codes, range) };
}

/** @param chunks by ascending first keys */
export function unpackCodes(chunks: readonly PackedCodes[]): SegmentCodes {
  const ids = chunks.map(({ customerIds }) => unpackKeys(customerIds));
  const n = ids.reduce((sum, { length }) => sum + length, 0);
  const all = { customerIds: new BigInt64Array(n), cells: new Uint8Array(n), stages: new Uint8Array(n) };
  let at = 0;
  chunks.forEach(({ codes }, c) => {
    const [cells, stages] = packedColumns(codes);
    if (!cells || !stages) throw new RangeError('packed codes lack a column');
    all.customerIds.set(ids[c]!, at);
    for (let i = 0; i < ids[c]!.length; i += 1) {
      all.cells[at + i] = cells.base + cells.values[i]!;
      all.stages[at + i] = stages.base + stages.values[i]!;
    }
    at += ids[c]!.length;
  });
  return all;
}
