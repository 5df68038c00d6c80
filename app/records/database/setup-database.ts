// Brings a database to the present schema and gives the app its role. Run by the owner, at every start, before anything else.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { limitsOfRole } from './connection-limits.ts';

export const APP_ROLE = 'perennial_app';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

async function migrate(ownerUrl: string): Promise<void> {
  const prismaCli = path.join(path.dirname(require.resolve('prisma/package.json')), 'build/index.js');
  const root = path.resolve(import.meta.dirname, '../../..');
  try {
    await run(process.execPath, [prismaCli, 'migrate', 'deploy'], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: ownerUrl, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
    });
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new Error(`The database could not be migrated:\n${stdout}\n${stderr}`, { cause });
  }
}

/** The same database, as the role that owns nothing. */
export function appRoleUrl(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = APP_ROLE;
  url.password = password;
  return url.toString();
}

async function grantAppRole(owner: pg.Client, password: string): Promise<void> {
  // Roles belong to the whole server: two starts at once, or clones of one database, meet here.
  await owner.query('select pg_advisory_lock(728301)');
  try {
    const { rowCount } = await owner.query('select 1 from pg_roles where rolname = $1', [APP_ROLE]);
    const options = `login nosuperuser nobypassrls nocreatedb nocreaterole password ${owner.escapeLiteral(password)}`;
    await owner.query(`${rowCount ? 'alter' : 'create'} role ${APP_ROLE} ${options}`);
    const { rows } = await owner.query<{ name: string; version: string }>('select current_database() as name, version() as version');
    for (const limit of limitsOfRole(APP_ROLE, rows[0]?.version ?? '')) await owner.query(limit);
    await owner.query(`grant connect, temporary on database ${owner.escapeIdentifier(rows[0]?.name ?? '')} to ${APP_ROLE}`);
    for (const schema of ['public', 'pgboss']) {
      await owner.query(`grant usage on schema ${schema} to ${APP_ROLE}`);
      await owner.query(`grant select, insert, update, delete on all tables in schema ${schema} to ${APP_ROLE}`);
      await owner.query(`grant usage, select on all sequences in schema ${schema} to ${APP_ROLE}`);
      await owner.query(`grant execute on all functions in schema ${schema} to ${APP_ROLE}`);
    }
    await owner.query(`revoke all on _prisma_migrations from ${APP_ROLE}`);
    await grantInserts(owner);
    // Autovacuum looks at the partition alone, and the planner wants to know of both.
    await owner.query('analyze "order"');
  } finally {
    await owner.query('select pg_advisory_unlock(728301)');
  }
}

/**
 * Where rows of orders are kept, the app may insert, by COPY too, and no more: not into the column of the shop, which is that of
 * the transaction's setting. Everything else goes through the policy of "order".
 */
async function grantInserts(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ columns: string }>(
    "select string_agg(quote_ident(attname), ', ') as columns from pg_attribute where attrelid = 'storage.order'::regclass and attnum > 0 and not attisdropped and attname <> 'shop_id'",
  );
  // As one transaction.
  await owner.query(`grant usage on schema storage to ${APP_ROLE}; revoke all on storage."order" from ${APP_ROLE}; grant insert (${rows[0]?.columns}) on storage."order" to ${APP_ROLE}`);
}

/**
 * @param ownerUrl connection string of a role that may create tables and roles.
 * @param rolePassword password of the app's own role.
 * @param setupQueue creates the queue's tables, which live in the schema `pgboss`; given by the caller, for records know no queue.
 * @returns the connection string that the app uses from here on.
 */
export async function setupDatabase(ownerUrl: string, rolePassword: string, setupQueue: (ownerUrl: string) => Promise<void>): Promise<string> {
  await migrate(ownerUrl);
  await setupQueue(ownerUrl);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await grantAppRole(owner, rolePassword);
  } finally {
    await owner.end();
  }
  return appRoleUrl(ownerUrl, rolePassword);
}
