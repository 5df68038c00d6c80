// COPY … FROM STDIN (FORMAT binary): half the processor time of text, no escaping. Layout: PostgreSQL manual, COPY, "Binary
// Format". Numbers that have no simple binary form travel as text and are cast in the statement that follows.
import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type Column = 'bigint' | 'integer' | 'boolean' | 'text' | 'timestamptz';
export type Value = bigint | number | boolean | string | null;

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
/** PostgreSQL counts time in microseconds from 2000-01-01. */
const POSTGRES_EPOCH_MS = 946_684_800_000;
const CHUNK_BYTES = 1 << 20;

class RowWriter {
  private buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  private used = 0;

  private reserve(bytes: number): void {
    if (this.used + bytes <= this.buffer.byteLength) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.byteLength * 2, this.used + bytes));
    this.buffer.copy(grown, 0, 0, this.used);
    this.buffer = grown;
  }

  private size(bytes: number): void {
    this.used = this.buffer.writeInt32BE(bytes, this.used);
  }

  write(columns: readonly Column[], row: readonly Value[]): void {
    this.reserve(2);
    this.used = this.buffer.writeInt16BE(columns.length, this.used);
    for (const [index, type] of columns.entries()) this.value(type, row[index] ?? null);
  }

  private value(type: Column, value: Value): void {
    this.reserve(12);
    if (value === null) return this.size(-1);
    switch (type) {
      case 'text': {
        // PostgreSQL keeps no NUL in text.
        const text = String(value).replaceAll('\0', '');
        const bytes = Buffer.byteLength(text);
        this.reserve(4 + bytes);
        this.size(bytes);
        this.used += this.buffer.write(text, this.used);
        return;
      }
      case 'boolean':
        this.size(1);
        this.used = this.buffer.writeUInt8(value ? 1 : 0, this.used);
        return;
      case 'integer':
        this.size(4);
        this.used = this.buffer.writeInt32BE(Number(value), this.used);
        return;
      case 'bigint':
        this.size(8);
        this.used = this.buffer.writeBigInt64BE(BigInt(value), this.used);
        return;
      case 'timestamptz':
        this.size(8);
        this.used = this.buffer.writeBigInt64BE(BigInt(Math.round((Number(value) - POSTGRES_EPOCH_MS) * 1000)), this.used);
    }
  }

  get full(): boolean {
    return this.used >= CHUNK_BYTES;
  }

  /** What was written so far; begins anew. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.used);
    this.buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    this.used = 0;
    return taken;
  }
}

/**
 * @param target table and columns: "staging (a, b)".
 * @param columns the type of each, as the table has it. A timestamptz is given in milliseconds since 1970.
 */
export async function copyRows(connection: PoolClient, target: string, columns: readonly Column[], rows: Iterable<readonly Value[]>): Promise<void> {
  const stream = connection.query(copyFrom(`copy ${target} from stdin (format binary)`));
  const ended = once(stream, 'finish');
  // Awaited below; should a row throw before, the caller closes the connection and this must not be an error of its own.
  ended.catch(() => stream.destroy());
  const writer = new RowWriter();
  stream.write(SIGNATURE);
  for (const row of rows) {
    writer.write(columns, row);
    if (writer.full && !stream.write(writer.take())) await Promise.race([once(stream, 'drain'), ended]);
  }
  stream.write(writer.take());
  stream.end(TRAILER);
  await ended;
}
