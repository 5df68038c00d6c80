/** Distinct keys, ascending, and how often each occurs. */
export interface CountedKeys {
  readonly key: Float64Array;
  readonly count: Float64Array;
}

/** Up to this range a table with a place for every key fits the caches, and one pass counts them. */
const TABLE_RANGE = 2 ** 21;
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/**
 * The distinct values of a list of numbers, ascending, and how often each occurs.
 *
 * @param keys may be sorted in place
 * @param range where all keys are whole numbers from 0 up to, not including, this: they are counted without comparing
 */
export function countKeys(keys: Float64Array, range = Infinity): CountedKeys {
  if (range <= TABLE_RANGE && range <= 8 * keys.length) return byTable(keys, range);
  if (range <= 2 ** 32 && keys.length > DIGITS) return runs(byDigits(keys, range));
  return runs(keys.sort());
}

function byTable(keys: Float64Array, range: number): CountedKeys {
  const counts = new Uint32Array(range);
  for (let i = 0; i < keys.length; i += 1) counts[keys[i]!]! += 1;
  let distinct = 0;
  for (let i = 0; i < range; i += 1) if (counts[i] !== 0) distinct += 1;
  const key = new Float64Array(distinct);
  const count = new Float64Array(distinct);
  let at = 0;
  for (let i = 0; i < range; i += 1) {
    if (counts[i] === 0) continue;
    key[at] = i;
    count[at++] = counts[i]!;
  }
  return { key, count };
}

/** Radix sort, least digit first: three passes at most. */
function byDigits(keys: Float64Array, range: number): Uint32Array {
  let from = Uint32Array.from(keys);
  let to = new Uint32Array(keys.length);
  for (let shift = 0; 2 ** shift < range; shift += DIGIT_BITS) {
    const place = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < from.length; i += 1) place[((from[i]! >>> shift) & (DIGITS - 1)) + 1]! += 1;
    for (let digit = 0; digit < DIGITS; digit += 1) place[digit + 1]! += place[digit]!;
    for (let i = 0; i < from.length; i += 1) {
      const digit = (from[i]! >>> shift) & (DIGITS - 1);
      to[place[digit]!] = from[i]!;
      place[digit]! += 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

function runs(sorted: Float64Array | Uint32Array): CountedKeys {
  let distinct = 0;
  for (let i = 0; i < sorted.length; i += 1) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct += 1;
  const key = new Float64Array(distinct);
  const count = new Float64Array(distinct);
  let at = -1;
  for (let i = 0; i < sorted.length; i += 1) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) key[++at] = sorted[i]!;
    count[at]! += 1;
  }
  return { key, count };
}
