// Where one chunk of buyers ends and the next begins: a property of the numbers alone. So the chunks of a shop are the same
// whatever the order in which its buyers came and went, and one more or one less changes one chunk, or two.

/** The first chunk of every shop begins before all numbers. */
export const FIRST_KEY = -(2n ** 63n);

/** One number in 2^12 begins a chunk: some four thousand buyers each, whose packed orders are a few hundred kilobytes. */
const CHUNK_BITS = 12;

/** @returns the places of `keys` at which a chunk begins, ascending; the first chunk, which begins before all, is not among them. */
export function chunkStarts(keys: BigInt64Array): number[] {
  const words = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
  const starts: number[] = [];
  for (let i = 0; i < keys.length; i += 1) if (mixed(words[2 * i]! ^ Math.imul(words[2 * i + 1]!, 0x9e3779b1)) >>> (32 - CHUNK_BITS) === 0) starts.push(i);
  return starts;
}

/** The finisher of MurmurHash3 (Appleby): every bit of the number moves every bit of the result. */
function mixed(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
