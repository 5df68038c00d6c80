// What the load meets: PostgreSQL as the app starts it, the web process and a worker as `npm start` runs them, and shops
// whose customers are scored.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { readConfig } from '../../../app/config.server.ts';
import { startEmbeddedPostgres } from '../../../app/records/database/embedded-postgres.ts';
import { appRoleUrl } from '../../../app/records/database/setup-database.ts';
import { shopSettingsSchema } from '../../../app/records/shop-settings.ts';
import { freePort } from '../../../app/records/database/free-port.ts';
import { type AppProcess, startAppProcess, untilHealthy } from '../../support/app-process.ts';
import { buildApp } from '../../support/build-app.ts';

export const SECRET = 'shpss_simulated_0123456789abcdef';

export interface Surroundings {
  readonly port: number;
  /** Connection string of the app's role. */
  readonly appUrl: string;
  readonly shops: readonly string[];
  /** Of the web process and of PostgreSQL. */
  readonly pids: { readonly web: number; readonly postgres: number };
  readonly owner: pg.Pool;
  /** What PostgreSQL promises of a commit. */
  readonly durability: Readonly<Record<string, string>>;
  startWorker(): AppProcess;
  stop(): Promise<void>;
}

/** Shops, each with its customers: events of whoever is known are believed without asking Shopify, which is not there. */
async function putShops(owner: pg.Pool, shops: readonly string[], customerIds: readonly number[]): Promise<void> {
  // Nothing is written back: there is no Shopify here.
  const settings = shopSettingsSchema.parse({ tags: { group: false, stage: false, alert: false } });
  await owner.query('insert into shop (domain, settings) select domain, $2 from unnest($1::text[]) domain', [shops, { ...settings, fields: Object.fromEntries(Object.keys(settings.fields).map((name) => [name, false])) }]);
  await owner.query("insert into customer (shop_id, customer_id, created_at, updated_at) select shop_id, id, now() - interval '1 year', now() - interval '1 year' from shop, unnest($1::bigint[]) id", [customerIds]);
}

export async function surround(shopCount: number, customerIds: readonly number[]): Promise<Surroundings> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-bench-'));
  // Anybody may look in: PostgreSQL runs as a user of its own where we are root.
  await chmod(dataDir, 0o755);
  buildApp();
  const postgres = await startEmbeddedPostgres(dataDir);
  const owner = new pg.Pool({ connectionString: postgres.url, max: 2 });
  const processes: AppProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.filter((each) => each.isRunning()).map((each) => each.end()));
    await owner.end();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: 'production',
      PERENNIAL_ENV: 'simulation',
      SHOPIFY_API_KEY: '0123456789abcdef0123456789abcdef',
      SHOPIFY_API_SECRET: SECRET,
      SHOPIFY_APP_URL: `http://127.0.0.1:${port}`,
      ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 1).toString('base64')}`,
      DATABASE_URL: postgres.url,
      PORT: String(port),
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal',
    };
    const { code } = await startAppProcess('setup', env).ended;
    if (code !== 0) throw new Error('The database could not be set up; the reason stands above.');
    const shops = Array.from({ length: shopCount }, (_, n) => `bench-${n}.myshopify.com`);
    await putShops(owner, shops, customerIds);
    const web = startAppProcess('web', env);
    processes.push(web);
    await untilHealthy(`http://127.0.0.1:${port}`);
    const { rows } = await owner.query<{ name: string; setting: string }>("select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by 1");
    return {
      port,
      appUrl: appRoleUrl(postgres.url, readConfig(env).databaseRolePassword),
      shops,
      pids: { web: web.pid, postgres: Number((await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]) },
      owner,
      durability: Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
      startWorker() {
        const worker = startAppProcess('worker', env);
        processes.push(worker);
        return worker;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
