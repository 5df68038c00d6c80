/**
 * The distinct values of a list of non-negative whole numbers (up to 2^53), ascending, and how often each occurs.
 *
 * Open addressing, then one sort of the distinct values: the result does not depend on the order of the list.
 */
export function countKeys(keys: Float64Array): { key: Float64Array; count: Float64Array } {
  let bits = 10;
  let table = emptyTable(bits);
  let used = 0;
  const insert = (key: number, times: number): void => {
    const low = key | 0;
    const high = Math.floor(key / 4294967296) | 0;
    const mask = table.count.length - 1;
    let slot = (Math.imul(Math.imul(low, 0x9e3779b1) ^ (low >>> 15) ^ Math.imul(high, 0x85ebca6b), 0xc2b2ae35) >>> (32 - bits)) & mask;
    while (table.count[slot]! > 0 && table.key[slot] !== key) slot = (slot + 1) & mask;
    if (table.count[slot] === 0) used += 1;
    table.key[slot] = key;
    table.count[slot]! += times;
  };
  for (const key of keys) {
    if (used * 2 > table.count.length) {
      const old = table;
      bits += 2;
      table = emptyTable(bits);
      used = 0;
      for (let i = 0; i < old.count.length; i += 1) if (old.count[i]! > 0) insert(old.key[i]!, old.count[i]!);
    }
    insert(key, 1);
  }
  const key = new Float64Array(used);
  let at = 0;
  for (let i = 0; i < table.count.length; i += 1) if (table.count[i]! > 0) key[at++] = table.key[i]!;
  key.sort();
  const count = new Float64Array(used);
  const place = new Map<number, number>();
  for (let i = 0; i < used; i += 1) place.set(key[i]!, i);
  for (let i = 0; i < table.count.length; i += 1) if (table.count[i]! > 0) count[place.get(table.key[i]!)!] = table.count[i]!;
  return { key, count };
}

function emptyTable(bits: number): { key: Float64Array; count: Float64Array } {
  return { key: new Float64Array(2 ** bits), count: new Float64Array(2 ** bits) };
}
