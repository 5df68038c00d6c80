// A PostgreSQL of the harness's own, in the temporary folder, in which no write waits for the disk; a migrated template in it;
// and for each run a clone with the time of the world. Schedules share one clone: each is a shop of its own.
import { createHash, randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { config } from '../../../app/config.server.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../app/records/database/embedded-postgres.ts';
import { APP_ROLE, appRoleUrl, setupDatabase } from '../../../app/records/database/setup-database.ts';
import { installVirtualTime } from './virtual-sql.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=128MB', 'max_connections=200', 'jit=off', 'autovacuum_naptime=20s', `unix_socket_directories=${tmpdir()}`];

export interface FaultsDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** Drops the clone, and stops the server when nobody else is on it. */
  close(): Promise<void>;
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const withDatabase = (serverUrl: string, name: string) => Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();

function templateName(): string {
  const hash = createHash('sha256');
  for (const file of [...globSync('prisma/migrations/*/migration.sql', { cwd: root }), 'app/records/database/setup-database.ts'].sort()) hash.update(readFileSync(path.join(root, file)));
  return `faults_template_${hash.digest('hex').slice(0, 12)}`;
}

/** The queue's own tables: nothing works through them here, but erasing and looking reach into them. */
async function setupQueueTables(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 2, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.stop({ graceful: false, close: true });
}

async function ensureTemplate(serverUrl: string): Promise<string> {
  const template = templateName();
  await onServer(serverUrl, async (server) => {
    await server.query('select pg_advisory_lock(728399)');
    const { rowCount } = await server.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount) return;
    const unfinished = `${template}_unfinished`;
    await server.query(`drop database if exists ${unfinished} with (force)`);
    await server.query(`create database ${unfinished}`);
    await setupDatabase(withDatabase(serverUrl, unfinished), config().databaseRolePassword, setupQueueTables);
    await server.query(`alter database ${unfinished} rename to ${template}`);
  });
  return template;
}

/** Several runs share one server; of those that begin at once one starts it, and the others find it a moment later. */
async function startOwnServer(): Promise<EmbeddedPostgres> {
  for (let tries = 1; ; tries += 1) {
    try {
      const server = await startEmbeddedPostgres(path.join(tmpdir(), `perennial-faults-${userInfo().uid}`), { settings: SETTINGS });
      // A socket of the file system costs less than one of the network.
      const url = `${server.url}?host=${encodeURIComponent(tmpdir())}`;
      await onServer(url, (client) => client.query('select 1'));
      return { ...server, url };
    } catch (error) {
      if (tries === 15) throw error;
      await sleep(1_000);
    }
  }
}

/** @param serverUrl a server to use instead of one of its own. */
export async function prepareDatabase(serverUrl?: string): Promise<FaultsDatabase> {
  const own = serverUrl ? null : await startOwnServer();
  const server = serverUrl ?? own?.url ?? '';
  const template = await ensureTemplate(server);
  const name = `faults_${randomBytes(5).toString('hex')}`;
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`));
  const ownerUrl = withDatabase(server, name);
  await onServer(ownerUrl, (client) => installVirtualTime(client, APP_ROLE));
  return {
    ownerUrl,
    appUrl: appRoleUrl(ownerUrl, config().databaseRolePassword),
    async close() {
      const others = await onServer(server, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
        const { rowCount } = await client.query("select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()");
        return rowCount ?? 0;
      });
      if (others === 0) await own?.stop();
    },
  };
}
