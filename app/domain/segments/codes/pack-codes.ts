// Segment codes as chunks of bytes, cut where the purchase history is cut. The same codes always give the same bytes.
import { chunkStarts, FIRST_KEY } from '../../history/chunk-starts.ts';
import { keyHalves, unpackKeys } from '../../history/pack-buyers.ts';
import { packColumns, packedColumns } from '../../history/packed-columns.ts';
import { type SegmentCodes, sliceCodes } from './segment-codes.ts';

export interface PackedCodes {
  readonly firstKey: bigint;
  readonly customerIds: Uint8Array;
  readonly codes: Uint8Array;
}

/** @param from as in packChunks */
export function* packCodes(codes: SegmentCodes, from = FIRST_KEY): Generator<PackedCodes> {
  const starts = chunkStarts(codes.customerIds);
  const packed = (firstKey: bigint, first: number, end: number): PackedCodes => {
    const { customerIds, cells, stages } = sliceCodes(codes, first, end);
    return { firstKey, customerIds: packColumns(keyHalves(customerIds)), codes: packColumns([cells, stages]) };
  };
  const end = codes.customerIds.length;
  if (starts[0] !== 0 || from === FIRST_KEY) yield packed(from, 0, starts[0] ?? end);
  for (const [i, start] of starts.entries()) yield packed(codes.customerIds[start]!, start, starts[i + 1] ?? end);
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
