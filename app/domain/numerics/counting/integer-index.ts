// From a 64-bit identifier to its place in a sorted list, without one object an identifier.

/**
 * An open-addressing hash over ids that fit a double exactly (all of Shopify's do); a plain Map where one does not.
 *
 * @param ids distinct
 * @returns a function giving the position of an id in `ids`, or −1
 */
export function integerIndex(ids: BigInt64Array): (id: bigint) => number {
  let fits = true;
  for (let i = 0; i < ids.length && fits; i += 1) fits = Number.isSafeInteger(Number(ids[i]));
  return fits ? hashed(ids) : mapped(ids);
}

function mapped(ids: BigInt64Array): (id: bigint) => number {
  const positions = new Map<bigint, number>();
  ids.forEach((id, i) => positions.set(id, i));
  return (id) => positions.get(id) ?? -1;
}

function hashed(ids: BigInt64Array): (id: bigint) => number {
  const bits = Math.max(4, Math.ceil(Math.log2(ids.length * 2 + 1)));
  const mask = 2 ** bits - 1;
  const keys = new Float64Array(2 ** bits);
  const positions = new Int32Array(2 ** bits).fill(-1);
  const slotOf = (id: number): number => {
    const low = id | 0;
    const high = Math.floor(id / 4294967296) | 0;
    let slot = ((Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - bits)) & mask;
    while (positions[slot]! >= 0 && keys[slot] !== id) slot = (slot + 1) & mask;
    return slot;
  };
  for (let i = 0; i < ids.length; i += 1) {
    const id = Number(ids[i]);
    const slot = slotOf(id);
    keys[slot] = id;
    positions[slot] = i;
  }
  let lastId: bigint | null = null;
  let lastPosition = -1;
  return (id) => {
    if (id === lastId) return lastPosition;
    const asNumber = Number(id);
    lastId = id;
    lastPosition = Number.isSafeInteger(asNumber) ? positions[slotOf(asNumber)]! : -1;
    return lastPosition;
  };
}
