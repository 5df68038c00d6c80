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
/** Whole numbers from 0 up to this are counted one by one: days, and orders of a customer. */
const TABLE = 2 ** 14;

/**
 * @param values in any order; at least one
 * @param places from 0 up to, not including, the number of values
 */
export function placesAt(values: Float64Array, places: readonly number[]): Place[] {
  const table = values.length < FEW ? null : tableCounts(values);
  if (table !== null) return places.map((place) => inTable(table, place));
  const counts = values.length < FEW ? null : binCounts(values);
  if (counts !== null) return inBins(values, counts, places);
  const sorted = values.slice().sort();
  return places.map((place) => placeIn(sorted, place, 0, -1));
}

/** How often each whole number occurs. Null where a value is none, or is too large: mostly the first ones show it. */
function tableCounts(values: Float64Array): Uint32Array | null {
  const counts = new Uint32Array(TABLE);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    const whole = value >>> 0;
    if (whole !== value || whole >= TABLE) return null;
    counts[whole]! += 1;
  }
  return counts;
}

function inTable(counts: Uint32Array, place: number): Place {
  const { bin, before, binBefore } = locate(counts, place);
  return { value: bin, from: before, to: before + counts[bin]!, previous: binBefore };
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

/** Where one place lies: its bin, how many stand in the bins before, and the last of those that is not empty, or −1. */
interface Location {
  readonly place: number;
  readonly bin: number;
  readonly before: number;
  readonly binBefore: number;
}

function inBins(values: Float64Array, counts: Uint32Array, places: readonly number[]): Place[] {
  const locations = places.map((place) => locate(counts, place));
  // Of each bin that matters: a slot, the largest value, and, where a place lies in it, all its values.
  const slotOf = new Uint8Array(BINS);
  const gathered: Float64Array[] = [new Float64Array(0)];
  const most: number[] = [-1];
  for (const bin of new Set(locations.flatMap(({ bin, binBefore }) => (binBefore < 0 ? [bin] : [bin, binBefore])))) {
    slotOf[bin] = gathered.length;
    gathered.push(new Float64Array(locations.some((location) => location.bin === bin) ? counts[bin]! : 0));
    most.push(-1);
  }
  const least = most.map(() => Infinity);
  const lengths = new Uint32Array(gathered.length);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = highWord();
  for (let i = 0; i < values.length; i += 1) {
    const slot = slotOf[words[2 * i + high]! >>> DROPPED_BITS]!;
    if (slot === 0) continue;
    const value = values[i]!;
    gathered[slot]![lengths[slot]!] = value;
    lengths[slot]! += 1;
    if (value > most[slot]!) most[slot] = value;
    if (value < least[slot]!) least[slot] = value;
  }
  gathered.forEach((ofBin, slot) => {
    if (least[slot]! < most[slot]!) ofBin.sort();
  });
  return locations.map(({ place, bin, before, binBefore }) => placeIn(gathered[slotOf[bin]!]!, place - before, before, binBefore < 0 ? -1 : most[slotOf[binBefore]!]!));
}

function locate(counts: Uint32Array, place: number): Location {
  let bin = 0;
  let before = 0;
  let binBefore = -1;
  for (; before + counts[bin]! <= place; bin += 1) {
    if (counts[bin] !== 0) binBefore = bin;
    before += counts[bin]!;
  }
  return { place, bin, before, binBefore };
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
