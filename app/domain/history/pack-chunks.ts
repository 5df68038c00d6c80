import { type Buyers, sliceBuyers } from './buyers.ts';
import { chunkStarts, FIRST_KEY } from './chunk-starts.ts';
import { packBuyers, type PackedBuyers } from './pack-buyers.ts';

export interface PackedChunk extends PackedBuyers {
  readonly firstKey: bigint;
}

/**
 * Buyers as the chunks that they make.
 *
 * @param from the chunk that these buyers begin in: the shop's first is there also when it is empty, any other begins with its
 *   first buyer
 */
export function* packChunks(buyers: Buyers, from = FIRST_KEY): Generator<PackedChunk> {
  const starts = chunkStarts(buyers.keys);
  if (starts[0] !== 0 || from === FIRST_KEY) yield { firstKey: from, ...packBuyers(sliceBuyers(buyers, 0, starts[0] ?? buyers.keys.length)) };
  for (const [i, start] of starts.entries()) yield { firstKey: buyers.keys[start]!, ...packBuyers(sliceBuyers(buyers, start, starts[i + 1] ?? buyers.keys.length)) };
}
