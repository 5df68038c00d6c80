// Some thousands of buyers as two runs of bytes: who they are, and what they ordered. The same buyers always give the same bytes.
import type { Buyers } from './buyers.ts';
import { packColumns, type PackedColumn, packedColumns } from './packed-columns.ts';

/** Raised when bytes of before can no longer be read as they should be, also where the codes of states change. */
export const PACKING_VERSION = 1;

export interface PackedBuyers {
  readonly buyers: Uint8Array;
  readonly orders: Uint8Array;
}

/** The columns of PackedBuyers, where they lie. */
export interface OpenedBuyers {
  /** Lower and upper half of the key. */
  readonly keyLow: PackedColumn;
  readonly keyHigh: PackedColumn;
  readonly scored: PackedColumn;
  readonly orderCount: PackedColumn;
  readonly day: PackedColumn;
  readonly netMinor: PackedColumn;
  readonly state: PackedColumn;
  /** Gross is net but where an order was refunded or edited: which orders those are, and their gross. */
  readonly grossAt: PackedColumn;
  readonly grossMinor: PackedColumn;
}

export function packBuyers({ keys, scored, orderStart, day, netMinor, grossMinor, state }: Buyers): PackedBuyers {
  const counts = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i += 1) counts[i] = orderStart[i + 1]! - orderStart[i]!;
  const grossAt: number[] = [];
  for (let k = 0; k < day.length; k += 1) if (grossMinor[k] !== netMinor[k]) grossAt.push(k);
  return { buyers: packColumns([...keyHalves(keys), scored, counts]), orders: packColumns([day, netMinor, state, grossAt, grossAt.map((k) => grossMinor[k]!)]) };
}

export function openBuyers({ buyers, orders }: PackedBuyers): OpenedBuyers {
  const [keyLow, keyHigh, scored, orderCount] = packedColumns(buyers);
  const [day, netMinor, state, grossAt, grossMinor] = packedColumns(orders);
  if (!keyLow || !keyHigh || !scored || !orderCount || !day || !netMinor || !state || !grossAt || !grossMinor) throw new RangeError('packed buyers lack a column');
  return { keyLow, keyHigh, scored, orderCount, day, netMinor, state, grossAt, grossMinor };
}

export function unpackBuyers(packed: PackedBuyers): Buyers {
  const opened = openBuyers(packed);
  const n = opened.scored.values.length;
  const m = opened.day.values.length;
  const keys = new BigInt64Array(n);
  putKeys(opened, new Int32Array(keys.buffer));
  const orderStart = new Uint32Array(n + 1);
  for (let i = 0; i < n; i += 1) orderStart[i + 1] = orderStart[i]! + opened.orderCount.base + opened.orderCount.values[i]!;
  const netMinor = put(opened.netMinor, new Float64Array(m));
  const grossMinor = netMinor.slice();
  opened.grossAt.values.forEach((at: number, i: number) => {
    grossMinor[opened.grossAt.base + at] = opened.grossMinor.base + opened.grossMinor.values[i]!;
  });
  return { keys, scored: put(opened.scored, new Uint8Array(n)), orderStart, day: put(opened.day, new Int32Array(m)), netMinor, grossMinor, state: put(opened.state, new Uint8Array(m)) };
}

/** The lower and the upper half of each key: two columns that pack well. */
export function keyHalves(keys: BigInt64Array): [low: Uint32Array, high: Int32Array] {
  const halves = new Int32Array(keys.buffer, keys.byteOffset, keys.length * 2);
  const low = new Uint32Array(keys.length);
  const high = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i += 1) {
    low[i] = halves[2 * i]!;
    high[i] = halves[2 * i + 1]!;
  }
  return [low, high];
}

/** The keys alone, of the first part of PackedBuyers. */
export function unpackKeys(buyers: Uint8Array): BigInt64Array {
  const [keyLow, keyHigh] = packedColumns(buyers);
  if (!keyLow || !keyHigh) throw new RangeError('packed buyers lack their keys');
  const keys = new BigInt64Array(keyLow.values.length);
  putKeys({ keyLow, keyHigh }, new Int32Array(keys.buffer));
  return keys;
}

/** @param halves of the keys, lower before upper */
export function putKeys({ keyLow, keyHigh }: Pick<OpenedBuyers, 'keyLow' | 'keyHigh'>, halves: Int32Array): void {
  for (let i = 0; i < keyLow.values.length; i += 1) {
    halves[2 * i] = keyLow.base + keyLow.values[i]!;
    halves[2 * i + 1] = keyHigh.base + keyHigh.values[i]!;
  }
}

function put<Column extends Uint8Array | Int32Array | Float64Array>({ base, values }: PackedColumn, into: Column): Column {
  for (let i = 0; i < values.length; i += 1) into[i] = base + values[i]!;
  return into;
}
