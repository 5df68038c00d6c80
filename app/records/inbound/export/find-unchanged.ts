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

async function readOut(connection: PoolClient, shopId: ShopId, { table, column, ids }: Question): Promise<Buffer> {
  // COPY takes no parameters; these are numbers all.
  const query = `select ${columnsOf(table).join(', ')} from ${table.target} where shop_id = ${shopId} and ${column} = any ('{${ids.join(',')}}'::bigint[])`;
  const chunks: Buffer[] = [];
  for await (const chunk of connection.query(copyTo(`copy (${query}) to stdout (format binary)`))) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function findUnchanged(connection: PoolClient, shopId: ShopId, question: Question): Promise<Known> {
  const { rows, settles } = question;
  const known: Known = { keys: new Set(), unchanged: new Uint8Array(rows.count) };
  const out = question.ids.length > 0 ? await readOut(connection, shopId, question) : Buffer.alloc(0);
  if (out.byteLength <= HEADER_BYTES + 2) return known;
  const bigintAt = (at: number) => out.readInt32BE(at) * TWO_32 + out.readUInt32BE(at + 4);
  const indexOf = new Map<number, number>();
  for (let index = 0; index < rows.count; index += 1) indexOf.set(rows.keys[index] ?? 0, index);
  let at = HEADER_BYTES;
  for (let columns = out.readInt16BE(at); columns > 0; columns = out.readInt16BE(at)) {
    const start = at;
    at += 2;
    for (let column = 0; column < columns; column += 1) at += 4 + Math.max(0, out.readInt32BE(at));
    const key = bigintAt(start + 6);
    known.keys.add(key);
    const index = indexOf.get(key);
    if (index === undefined) continue;
    const rowStart = rows.starts[index] ?? 0;
    const rowEnd = rows.starts[index + 1] ?? rows.used;
    if (rowEnd - rowStart !== at - start || out.compare(rows.bytes, rowStart, rowEnd, start, at) !== 0) continue;
    if (!settles || settles(bigintAt(at - 8))) known.unchanged[index] = 1;
  }
  return known;
}
