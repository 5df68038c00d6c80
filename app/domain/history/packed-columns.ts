// Columns of numbers one behind the other in one run of bytes, each as narrow as its values allow. Every column begins at a
// multiple of eight bytes, so that it can be read where it lies. Little-endian, as every machine that runs Node is.

/** Base (8 bytes), bytes a value (4), number of values (4). */
const HEAD_BYTES = 16;
const ALIGNMENT = 8;

type Narrow = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const padded = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

interface Shape {
  readonly base: number;
  readonly width: 1 | 2 | 4 | 8;
}

/** Whole numbers are kept as what they are above the least of them, where four bytes hold that; others as they are. */
function shapeOf(values: Float64Array): Shape {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (values.length === 0) return { base: 0, width: 1 };
  const range = most - least;
  return range < 2 ** 8 ? { base: least, width: 1 } : range < 2 ** 16 ? { base: least, width: 2 } : range < 2 ** 32 ? { base: least, width: 4 } : { base: 0, width: 8 };
}

/** @param given columns of whole numbers below 2^53 in size */
export function packColumns(given: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  // Of one kind: then the passes over them are compiled once, for it.
  const columns = given.map((column) => new Float64Array(column));
  const shapes = columns.map(shapeOf);
  const bytes = new Uint8Array(shapes.reduce((sum, { width }, c) => sum + HEAD_BYTES + padded(width * columns[c]!.length), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  columns.forEach((values, c) => {
    const { base, width } = shapes[c]!;
    view.setFloat64(at, base, true);
    view.setUint32(at + 8, width, true);
    view.setUint32(at + 12, values.length, true);
    if (base !== 0) for (let i = 0; i < values.length; i += 1) values[i]! -= base;
    narrowAt(bytes, at + HEAD_BYTES, width, values.length).set(values);
    at += HEAD_BYTES + padded(width * values.length);
  });
  return bytes;
}

function narrowAt({ buffer, byteOffset }: Uint8Array, at: number, width: number, length: number): Narrow {
  if (width === 1) return new Uint8Array(buffer, byteOffset + at, length);
  if (width === 2) return new Uint16Array(buffer, byteOffset + at, length);
  return width === 4 ? new Uint32Array(buffer, byteOffset + at, length) : new Float64Array(buffer, byteOffset + at, length);
}

/** A column where it lies: value i is base + values[i]. */
export interface PackedColumn {
  readonly base: number;
  readonly values: Narrow;
}

/** @param bytes begins at a multiple of eight in its buffer */
export function packedColumns(bytes: Uint8Array): PackedColumn[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const columns: PackedColumn[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const width = view.getUint32(at + 8, true);
    const length = view.getUint32(at + 12, true);
    columns.push({ base: view.getFloat64(at, true), values: narrowAt(bytes, at + HEAD_BYTES, width, length) });
    at += HEAD_BYTES + padded(width * length);
  }
  return columns;
}
