// Order statistics of many numbers without sorting them: coarse bins first, then only the bins that matter.

/** What stands at one place of the ascending list. */
export interface Place {
  readonly value: number;
  /** How many are less, and how many are less or equal. */
  readonly from: number;
  readonly to: number;
  /** The largest value below; −1 where there is none. */
  readonly previous: number;
}

/** Bins are the sign, the exponent and eight bits of the fraction of a double: each is 1/256 of its values wide, at every size. */
const DROPPED_BITS = 12;
/** Of positive numbers. */
const BINS = 2 ** (31 - DROPPED_BITS);
/** Below this many, sorting all of them is quicker. */
const FEW = 2000;

/**
 * @param values in any order; at least one
 * @param places from 0 up to, not including, the number of values
 */
export function placesAt(values: Float64Array, places: readonly number[]): Place[] {
  const counts = values.length < FEW ? null : binCounts(values);
  if (counts !== null) return inBins(values, counts, places);
  const sorted = values.slice().sort();
  return places.map((place) => placeIn(sorted, place, 0, -1));
}

/** The high word of a double that is not negative grows with it. Null where one is negative. */
function binCounts(values: Float64Array): Uint32Array | null {
  const counts = new Uint32Array(BINS);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = highWord();
  for (let i = high; i < words.length; i += 2) {
    const bin = words[i]! >>> DROPPED_BITS;
    if (bin >= BINS) return null;
    counts[bin]! += 1;
  }
  return counts;
}

function inBins(values: Float64Array, counts: Uint32Array, places: readonly number[]): Place[] {
  // Of each bin that matters: its values are gathered, and of the one before it.
  const gathered = new Map<number, { values: Float64Array; length: number }>();
  const wanted = new Uint8Array(BINS);
  const want = (bin: number): void => {
    if (bin < 0 || wanted[bin] === 1) return;
    wanted[bin] = 1;
    gathered.set(bin, { values: new Float64Array(counts[bin]!), length: 0 });
  };
  const found = places.map((place) => {
    let bin = 0;
    let before = 0;
    let previous = -1;
    for (; before + counts[bin]! <= place; bin += 1) {
      if (counts[bin] !== 0) previous = bin;
      before += counts[bin]!;
    }
    want(bin);
    want(previous);
    return { place, bin, before, previous };
  });
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = highWord();
  for (let i = 0; i < values.length; i += 1) {
    const bin = words[2 * i + high]! >>> DROPPED_BITS;
    if (wanted[bin] === 0) continue;
    const into = gathered.get(bin)!;
    into.values[into.length++] = values[i]!;
  }
  for (const { values: ofBin } of gathered.values()) ofBin.sort();
  return found.map(({ place, bin, before, previous }) => placeIn(gathered.get(bin)!.values, place - before, before, gathered.get(previous)?.values.at(-1) ?? -1));
}

/** @param before how many stand before these; @param previous the last of those */
function placeIn(sorted: Float64Array, place: number, before: number, previous: number): Place {
  const value = sorted[place]!;
  const from = firstAtLeast(sorted, value);
  const to = firstAbove(sorted, value);
  return { value, from: before + from, to: before + to, previous: from === 0 ? previous : sorted[from - 1]! };
}

/** Which of the two words of a double is the high one: that of 1 is not zero there. */
function highWord(): 0 | 1 {
  return new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
