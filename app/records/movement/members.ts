// A movement as bytes: so many customers (4 bytes), their ids (8 each), then six columns of codes. Little-endian.
import { type Codes, type Movement, VOCABULARIES, type Vocabulary } from '../../domain/segments/movement.ts';

const KINDS = Object.keys(VOCABULARIES) as Vocabulary[];
const HEAD_BYTES = 4;
const ID_BYTES = 8;

export function packMembers({ customerIds, from, to }: Movement): Buffer {
  const n = customerIds.length;
  const packed = Buffer.alloc(HEAD_BYTES + n * (ID_BYTES + 2 * KINDS.length));
  packed.writeUInt32LE(n, 0);
  for (let k = 0; k < n; k += 1) packed.writeBigInt64LE(customerIds[k]!, HEAD_BYTES + k * ID_BYTES);
  [from, to].flatMap((codes) => KINDS.map((kind) => codes[kind])).forEach((column, i) => packed.set(column, HEAD_BYTES + n * (ID_BYTES + i)));
  return packed;
}

export function unpackMembers(packed: Buffer): Movement {
  const n = packed.readUInt32LE(0);
  const customerIds = new BigInt64Array(n);
  for (let k = 0; k < n; k += 1) customerIds[k] = packed.readBigInt64LE(HEAD_BYTES + k * ID_BYTES);
  const codesFrom = (first: number) =>
    Object.fromEntries(KINDS.map((kind, i) => [kind, Uint8Array.from(packed.subarray(HEAD_BYTES + n * (ID_BYTES + first + i), HEAD_BYTES + n * (ID_BYTES + first + i + 1)))])) as Record<Vocabulary, Uint8Array>;
  const from: Codes = codesFrom(0);
  return { customerIds, from, to: codesFrom(KINDS.length) };
}
