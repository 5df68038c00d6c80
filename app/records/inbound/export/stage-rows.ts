// Rows into a staging table by COPY … (FORMAT binary): half the processor time of text, no escaping. Staging tables belong to
// the connection and empty themselves at every commit; COPY into the tables themselves is what row-level security forbids.
import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { RowBuffer } from './row-buffer.ts';
import { columnsOf, type StagedTable } from './staged-rows.ts';

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);

export async function createStaging(connection: PoolClient, tables: readonly StagedTable[]): Promise<void> {
  for (const { staged, columns } of tables) {
    const { rowCount } = await connection.query('select 1 where to_regclass($1) is not null', [`pg_temp.${staged}`]);
    const list = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    if (!rowCount) await connection.query(`create temp table ${staged} (${list.join(', ')}) on commit delete rows`);
  }
}

/** @param unchanged rows that are left out. @returns how many went in. */
export async function stageRows(connection: PoolClient, table: StagedTable, rows: RowBuffer, unchanged: Uint8Array): Promise<number> {
  const parts = changedParts(rows, unchanged);
  if (parts.bytes.length === 0) return 0;
  const stream = connection.query(copyFrom(`copy ${table.staged} (${columnsOf(table).join(', ')}) from stdin (format binary)`));
  const ended = once(stream, 'finish');
  stream.write(SIGNATURE);
  for (const part of parts.bytes) stream.write(part);
  stream.end(TRAILER);
  await ended;
  return parts.rows;
}

/** Neighbours that go in together are one part. */
function changedParts({ bytes, starts, used, count }: RowBuffer, unchanged: Uint8Array): { bytes: Buffer[]; rows: number } {
  const parts = { bytes: [] as Buffer[], rows: 0 };
  for (let index = 0; index < count; ) {
    const from = index;
    while (index < count && unchanged[index] === 0) index += 1;
    if (index > from) parts.bytes.push(bytes.subarray(starts[from], starts[index] ?? used));
    parts.rows += index - from;
    while (index < count && unchanged[index] === 1) index += 1;
  }
  return parts;
}
