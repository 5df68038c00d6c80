// The other end is gone without a word: nothing is answered any more, and nothing is closed.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { KEEP_ALIVE, noticeSilence } from '../../app/records/database/connection-limits.ts';
import { sharedPool } from '../../app/records/db.ts';
import { useDatabase } from '../support/database.ts';

const db = useDatabase({ queue: false });
const SILENT_AFTER_MS = 200;

/** A road to the database that can be cut without either end noticing. */
async function road(): Promise<{ url: string; cut(): void; close(): Promise<void> }> {
  const { hostname, port } = new URL(db.appUrl);
  const ends: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    ends.push(near, far);
    for (const end of [near, far]) end.on('error', () => undefined);
    near.pipe(far);
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(db.appUrl);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.toString(),
    cut: () => ends.forEach((end) => end.unpipe().pause()),
    async close() {
      for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a statement of which no answer comes any more fails, and the pool makes a new connection', async () => {
  const way = await road();
  const pool = new pg.Pool({ connectionString: way.url, max: 1, ...KEEP_ALIVE });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => noticeSilence(client, SILENT_AFTER_MS));
  try {
    await pool.query('select 1');
    // Idle for longer than a silence may last: nothing is due, so nothing is wrong.
    await sleep(2 * SILENT_AFTER_MS);
    expect((await pool.query<{ n: number }>('select 2 as n')).rows).toEqual([{ n: 2 }]);
    way.cut();
    await expect(pool.query('select 3')).rejects.toThrow('has not answered for 0.2 s');
    expect((await pool.query<{ n: number }>('select 4 as n')).rows).toEqual([{ n: 4 }]);
  } finally {
    await pool.end();
    await way.close();
  }
});

test('the server has its own limits for every connection of the app', async () => {
  const { rows } = await sharedPool().query<{ name: string; seconds: number }>(
    `select name, extract(epoch from (setting || coalesce(unit, ''))::interval)::int as seconds from pg_settings
     where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'tcp_keepalives_idle', 'tcp_user_timeout', 'client_connection_check_interval') order by name`,
  );
  expect(Object.fromEntries(rows.map(({ name, seconds }) => [name, seconds]))).toEqual({ client_connection_check_interval: 5, idle_in_transaction_session_timeout: 120, statement_timeout: 540, tcp_keepalives_idle: 10, tcp_user_timeout: 25 });
});
