// Rows of a query in the format of COPY binary: no text in between, which for packed columns would be twice the bytes.
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** Signature, flags and the length of an extension that is never there. */
const HEADER_BYTES = 19;

/** What comes at once, mostly. */
const PIECE_BYTES = 65_536;

/**
 * @param query takes no parameters; what is not a number in it has to be escaped
 * @returns memory, and where in it the rows begin that lie whole in it; they are read before the next is asked for, which may lie
 *   in the same memory
 */
export async function* copyOut(connection: PoolClient, query: string): AsyncGenerator<{ bytes: Buffer; rows: number[] }> {
  let bytes = Buffer.allocUnsafeSlow(2 * PIECE_BYTES);
  let filled = 0;
  let wanted = 0;
  let at = HEADER_BYTES;
  for await (const piece of connection.query(copyTo(`copy (${query}) to stdout (format binary)`)) as AsyncIterable<Buffer>) {
    if (filled + piece.byteLength > bytes.byteLength) {
      const longer = Buffer.allocUnsafeSlow(2 * (filled + piece.byteLength));
      bytes.copy(longer, 0, 0, filled);
      bytes = longer;
    }
    piece.copy(bytes, filled);
    filled += piece.byteLength;
    if (filled < wanted) continue;
    const rows: number[] = [];
    for (;;) {
      const { end, isWhole } = rowEnd(bytes, at, filled);
      wanted = end;
      if (!isWhole) break;
      rows.push(at);
      at = end;
    }
    if (rows.length === 0) continue;
    yield { bytes, rows };
    bytes.copyWithin(0, at, filled);
    filled -= at;
    wanted -= at;
    at = 0;
  }
}

/** Where the row ends, or, where it is not whole, how many bytes are needed to know more. The trailer is a row without end. */
function rowEnd(bytes: Buffer, start: number, filled: number): { end: number; isWhole: boolean } {
  if (start + 2 > filled) return { end: start + 2, isWhole: false };
  const columns = bytes.readInt16BE(start);
  if (columns < 0) return { end: Infinity, isWhole: false };
  let at = start + 2;
  for (let column = 0; column < columns; column += 1) {
    if (at + 4 > filled) return { end: at + 4, isWhole: false };
    at += 4 + Math.max(0, bytes.readInt32BE(at));
  }
  return { end: at, isWhole: at <= filled };
}

/** The columns of a row: views, to be copied where they are kept. Null where a column is null. */
export function fieldsOf(bytes: Buffer, row: number): (Buffer | null)[] {
  let at = row + 2;
  return Array.from({ length: bytes.readInt16BE(row) }, () => {
    const length = bytes.readInt32BE(at);
    at += 4 + Math.max(0, length);
    return length < 0 ? null : bytes.subarray(at - length, at);
  });
}
