// Which rows of a batch the tables hold already, to the byte: read out with COPY and compared with what would go in. Reading
// takes no transaction number, so an export that brings nothing new writes nothing at all, not even to the log.
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { ShopId } from '../../db.ts';
import type { RowBuffer } from './row-buffer.ts';
import { columnsOf, type StagedTable } from './staged-rows.ts';

/** Signature, flags and the length of an extension that is never there. */
const HEADER_BYTES = 19;
const TWO_32 = 2 ** 32;

export interface Known {
  /** First column of every row that the table has. */
  readonly keys: Set<number>;
  /** By the index of the batch's row: 1 where the table has it so. */
  readonly unchanged: Uint8Array;
}

interface Question {
  readonly table: StagedTable;
  readonly rows: RowBuffer;
  /** The column of the table, and the values of it, that are looked at. */
  readonly column: string;
  readonly ids: readonly number[];
  /** Of a row that is the same, whether that is enough. @param last its last column, which is a bigint. */
  readonly settles?: (last: number) => boolean;
}

/** The table's rows one after the other, each within the bytes it is given with; they are read before the next is asked for. */
async function* readOut(connection: PoolClient, shopId: ShopId, { table, column, ids }: Question): AsyncGenerator<{ bytes: Buffer; rows: number[] }> {
  // COPY takes no parameters; these are numbers all.
  const query = `select ${columnsOf(table).join(', ')} from ${table.target} where shop_id = ${shopId} and ${column} = any ('{${ids.join(',')}}'::bigint[])`;
  let rest: Buffer = Buffer.alloc(0);
  let at = HEADER_BYTES;
  for await (const chunk of connection.query(copyTo(`copy (${query}) to stdout (format binary)`))) {
    const bytes = rest.byteLength > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer);
    const rows: number[] = [];
    for (let next = at; next <= bytes.byteLength; next = rowEnd(bytes, at)) {
      rows.push(next);
      at = next;
    }
    if (rows.length > 1) yield { bytes, rows };
    // Of the chunk's memory nothing is kept but the row that it cut.
    rest = Buffer.from(bytes.subarray(Math.min(at, bytes.byteLength)));
    at = Math.max(0, at - bytes.byteLength);
  }
}

/** @returns Infinity where the row is not whole, or is the trailer. */
function rowEnd(bytes: Buffer, start: number): number {
  if (start + 2 > bytes.byteLength) return Infinity;
  const columns = bytes.readInt16BE(start);
  if (columns < 0) return Infinity;
  let at = start + 2;
  for (let column = 0; column < columns; column += 1) {
    if (at + 4 > bytes.byteLength) return Infinity;
    at += 4 + Math.max(0, bytes.readInt32BE(at));
  }
  return at;
}

export async function findUnchanged(connection: PoolClient, shopId: ShopId, question: Question): Promise<Known> {
  const { rows, settles } = question;
  const known: Known = { keys: new Set(), unchanged: new Uint8Array(rows.count) };
  if (question.ids.length === 0) return known;
  const indexOf = new Map<number, number>();
  for await (const { bytes, rows: starts } of readOut(connection, shopId, question)) {
    if (indexOf.size === 0) for (let index = 0; index < rows.count; index += 1) indexOf.set(rows.keys[index] ?? 0, index);
    const bigintAt = (at: number) => bytes.readInt32BE(at) * TWO_32 + bytes.readUInt32BE(at + 4);
    for (let row = 0; row + 1 < starts.length; row += 1) {
      const start = starts[row] ?? 0;
      const end = starts[row + 1] ?? 0;
      const key = bigintAt(start + 6);
      known.keys.add(key);
      const index = indexOf.get(key);
      if (index === undefined) continue;
      const from = rows.starts[index] ?? 0;
      const to = rows.starts[index + 1] ?? rows.used;
      if (to - from !== end - start || bytes.compare(rows.bytes, from, to, start, end) !== 0) continue;
      if (!settles || settles(bigintAt(end - 8))) known.unchanged[index] = 1;
    }
  }
  return known;
}
