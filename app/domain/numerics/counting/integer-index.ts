// From 64-bit identifiers to their places in a list, without one object an identifier.

/** Two slots for each id at least, so that a search ends after one or two. */
const SLOTS_PER_ID = 2;

/**
 * By an open-addressing hash over the two halves of each number.
 *
 * @param ids distinct
 * @returns for each wanted id its position in `ids`, or −1
 */
export function placesIn(ids: BigInt64Array, wanted: BigInt64Array): Int32Array {
  const known = halves(ids);
  const asked = halves(wanted);
  const bits = Math.max(4, Math.ceil(Math.log2(ids.length * SLOTS_PER_ID + 1)));
  const mask = 2 ** bits - 1;
  const positions = new Int32Array(2 ** bits).fill(-1);
  for (let i = 0; i < ids.length; i += 1) {
    let slot = slotOf(known[2 * i]!, known[2 * i + 1]!, bits);
    while (positions[slot]! >= 0) slot = (slot + 1) & mask;
    positions[slot] = i;
  }
  const places = new Int32Array(wanted.length);
  for (let i = 0; i < wanted.length; i += 1) {
    const one = asked[2 * i]!;
    const other = asked[2 * i + 1]!;
    let slot = slotOf(one, other, bits);
    let at = positions[slot]!;
    while (at >= 0 && (known[2 * at] !== one || known[2 * at + 1] !== other)) {
      slot = (slot + 1) & mask;
      at = positions[slot]!;
    }
    places[i] = at;
  }
  return places;
}

function halves(ids: BigInt64Array): Uint32Array {
  return new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2);
}

function slotOf(one: number, other: number, bits: number): number {
  return (Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b)) >>> (32 - bits);
}
