// Rows of a query in the format of COPY binary: no text in between, which for packed columns would be twice the bytes.
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** Signature, flags and the length of an extension that is never there. */
const HEADER_BYTES = 19;

/**
 * @param query takes no parameters; what is not a number in it has to be escaped
 * @returns pieces of memory, and where in each the rows begin that lie whole in it; they are read before the next is asked for
 */
export async function* copyOut(connection: PoolClient, query: string): AsyncGenerator<{ bytes: Buffer; rows: number[] }> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let wanted = 0;
  let at = HEADER_BYTES;
  for await (const chunk of connection.query(copyTo(`copy (${query}) to stdout (format binary)`)) as AsyncIterable<Buffer>) {
    held.push(chunk);
    heldBytes += chunk.byteLength;
    if (heldBytes < wanted) continue;
    const bytes = held.length === 1 ? chunk : Buffer.concat(held);
    const rows: number[] = [];
    for (;;) {
      const { end, isWhole } = rowEnd(bytes, at);
      wanted = end;
      if (!isWhole) break;
      rows.push(at);
      at = end;
    }
    if (rows.length > 0) yield { bytes, rows };
    const rest = bytes.subarray(Math.min(at, bytes.byteLength));
    wanted -= bytes.byteLength - rest.byteLength;
    at -= bytes.byteLength - rest.byteLength;
    held = [rest];
    heldBytes = rest.byteLength;
  }
}

/** Where the row ends, or, where it is not whole, how many bytes are needed to know more. The trailer is a row without end. */
function rowEnd(bytes: Buffer, start: number): { end: number; isWhole: boolean } {
  if (start + 2 > bytes.byteLength) return { end: start + 2, isWhole: false };
  const columns = bytes.readInt16BE(start);
  if (columns < 0) return { end: Infinity, isWhole: false };
  let at = start + 2;
  for (let column = 0; column < columns; column += 1) {
    if (at + 4 > bytes.byteLength) return { end: at + 4, isWhole: false };
    at += 4 + Math.max(0, bytes.readInt32BE(at));
  }
  return { end: at, isWhole: at <= bytes.byteLength };
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
