// Which rows of a batch the tables hold already, to the byte: read out with COPY and compared with what would go in. Reading
// takes no transaction number, so an export that brings nothing new writes nothing at all, not even to the log.
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { ShopId } from '../../db.ts';
import { columnsOf, type StagedTable } from './staged-rows.ts';

/** Signature, flags and the length of an extension that is never there. */
const HEADER_BYTES = 19;
const TWO_32 = 2 ** 32;
const COMMA = 0x2c;
const CLOSED = 0x5d;

/** Rows as COPY takes them, one behind the other. */
export interface PackedRows {
  readonly bytes: Buffer;
  readonly used: number;
  readonly count: number;
  /** And behind the last row, where that one ends. */
  readonly starts: readonly number[];
  /** First column of each row. */
  readonly keys: readonly number[];
  /** Where within each row the lines begin: its last column. Of lines it is enough that the table has those which are brought. */
  readonly heads?: readonly number[];
}

/** The table's rows one after the other, each within the bytes it is given with; they are read before the next is asked for. */
async function* readOut(connection: PoolClient, query: string): AsyncGenerator<{ bytes: Buffer; rows: number[] }> {
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

/** @param where condition on the table's rows, without parameters. @returns by the index of the batch's row: 1 where the table has it so. */
export async function findUnchanged(connection: PoolClient, shopId: ShopId, table: StagedTable, rows: PackedRows, where: string): Promise<Uint8Array> {
  const unchanged = new Uint8Array(rows.count);
  if (rows.count === 0) return unchanged;
  const indexOf = new Map<number, number>();
  let expected = 0;
  const compared = columnsOf(table).map((name) => table.comparedAs?.[name] ?? name);
  // COPY takes no parameters.
  for await (const { bytes, rows: starts } of readOut(connection, `select ${compared.join(', ')} from ${table.target} where shop_id = ${shopId} and ${where}`)) {
    for (let row = 0; row + 1 < starts.length; row += 1) {
      const start = starts[row] ?? 0;
      const key = bytes.readInt32BE(start + 6) * TWO_32 + bytes.readUInt32BE(start + 10);
      // Mostly both come in the same order.
      let index: number | undefined = expected;
      if (index >= rows.count || rows.keys[index] !== key) {
        if (indexOf.size === 0) for (let each = 0; each < rows.count; each += 1) indexOf.set(rows.keys[each] ?? 0, each);
        index = indexOf.get(key);
        if (index === undefined) continue;
      }
      expected = index + 1;
      if (isKnown(rows, index, bytes, start, starts[row + 1] ?? 0)) unchanged[index] = 1;
    }
  }
  return unchanged;
}

function isKnown({ bytes, starts, heads }: PackedRows, index: number, stored: Buffer, start: number, end: number): boolean {
  const from = starts[index] ?? 0;
  const to = starts[index + 1] ?? 0;
  if (to - from === end - start && stored.compare(bytes, from, to, start, end) === 0) return true;
  const head = heads?.[index];
  if (head === undefined || start + head > end || stored.compare(bytes, from, from + head, start, start + head) !== 0) return false;
  return holdsLines(stored.subarray(start + head + 4, end), bytes.subarray(from + head + 4, to));
}

/**
 * Whether `known` has every line of `news`; both as order-lines.ts writes them. A line's text can stand nowhere else: within
 * another's strings its quotes would be escaped.
 */
function holdsLines(known: Buffer, news: Buffer): boolean {
  if (news.byteLength <= 2) return true;
  const lines = JSON.parse(news.toString()) as unknown[];
  const texts = lines.length === 1 ? [news.subarray(1, -1)] : splitLines(news, lines);
  return texts.every((text) => {
    const at = known.indexOf(text);
    const behind = known[at + text.byteLength];
    return at > 0 && (behind === COMMA || behind === CLOSED);
  });
}

/** Each line is written as JSON.stringify would write it, so its text has that length. */
function splitLines(news: Buffer, lines: readonly unknown[]): Buffer[] {
  let at = 1;
  return lines.map((line) => {
    const length = Buffer.byteLength(JSON.stringify(line));
    const text = news.subarray(at, at + length);
    at += length + 1;
    return text;
  });
}
