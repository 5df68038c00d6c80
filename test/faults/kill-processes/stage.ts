// Everything real but Shopify: PostgreSQL with fsync, the web process and some workers, each started again as soon as it is
// dead. The simulated store stands in this process, so that what it holds can be looked at afterwards.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../app/records/database/embedded-postgres.ts';
import { API_KEY, API_SECRET } from '../../demo/road.ts';
import { freePort } from '../../../app/records/database/free-port.ts';
import { generateShoppers } from '../../store/shoppers/generate.ts';
import { type RunningStore, startStore } from '../../store/server.ts';
import { type AppProcess, type Ended, startAppProcess, untilHealthy } from '../../support/app-process.ts';
import { buildApp } from '../../support/build-app.ts';
import { BROWSER_USER_AGENT, embeddedAddress } from '../../support/session-token.ts';

/** Shopify's eight retries within two and a half minutes instead of four hours. */
const RETRY_TIME_SCALE = 0.01;

/** A process that is started again whenever it ends. */
class Kept {
  current: AppProcess;
  private stopping = false;
  private readonly role: 'web' | 'worker';
  private readonly env: NodeJS.ProcessEnv;

  constructor(role: 'web' | 'worker', env: NodeJS.ProcessEnv) {
    this.role = role;
    this.env = env;
    this.current = this.begin();
  }

  private begin(): AppProcess {
    const next = startAppProcess(this.role, this.env);
    void next.ended.then(() => {
      if (!this.stopping) this.current = this.begin();
    });
    return next;
  }

  async kill(): Promise<void> {
    await this.current.end('SIGKILL');
  }

  /** Asks it to end, as a deployment does. Another one is started as soon as it has. */
  async replace(): Promise<Ended & { seconds: number }> {
    const startedAt = performance.now();
    const ended = await this.current.end('SIGTERM');
    return { ...ended, seconds: Number(((performance.now() - startedAt) / 1000).toFixed(1)) };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.current.end('SIGTERM');
  }
}

export interface Stage {
  readonly store: RunningStore;
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** For judging and looking; its connections break when PostgreSQL is stopped. */
  readonly owner: pg.Pool;
  readonly env: NodeJS.ProcessEnv;
  readonly web: Kept;
  readonly workers: readonly Kept[];
  /** Opens the app once, as a merchant's browser does after the install. */
  install(): Promise<void>;
  /** Stops PostgreSQL as a power cut would, and starts it again. */
  cutDatabase(): Promise<void>;
  stop(): Promise<void>;
}

export async function setStage(shoppers: number, seed: number, workerCount: number): Promise<Stage> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-kill-'));
  // Anybody may look in: PostgreSQL runs as a user of its own where we are root.
  await chmod(dataDir, 0o755);
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  const store = await startStore({ clientId: API_KEY, clientSecret: API_SECRET, appUrl, history: generateShoppers({ shoppers, seed }) });
  store.runtime.sender.modes.retryTimeScale = RETRY_TIME_SCALE;
  buildApp();
  const postgres = await startEmbeddedPostgres(dataDir);
  const owner = new pg.Pool({ connectionString: postgres.url, max: 3 });
  owner.on('error', () => undefined);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    PERENNIAL_ENV: 'simulation',
    SHOPIFY_API_KEY: API_KEY,
    SHOPIFY_API_SECRET: API_SECRET,
    SHOPIFY_APP_URL: appUrl,
    ENCRYPTION_KEYS: `kill:${Buffer.alloc(32, 1).toString('base64')}`,
    DATABASE_URL: postgres.url,
    PORT: String(port),
    SIMULATED_STORE_URL: store.origin,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  };
  const kept: Kept[] = [];
  const stop = async () => {
    await Promise.all(kept.map((each) => each.stop()));
    await store.close();
    await owner.end();
    await (await startEmbeddedPostgres(dataDir)).stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { code } = await startAppProcess('setup', env).ended;
    if (code !== 0) throw new Error('The database could not be set up; the reason stands above.');
    const web = new Kept('web', env);
    kept.push(web);
    const workers = Array.from({ length: workerCount }, () => new Kept('worker', env));
    kept.push(...workers);
    await untilHealthy(appUrl);
    return {
      store,
      appUrl,
      ownerUrl: postgres.url,
      owner,
      env,
      web,
      workers,
      async install() {
        const answer = await fetch(await embeddedAddress(appUrl, '/app', { shop: store.shop, apiKey: API_KEY, apiSecret: API_SECRET }), { headers: { 'user-agent': BROWSER_USER_AGENT, accept: 'text/html' }, redirect: 'manual' });
        if (answer.status !== 200) throw new Error(`Opening the app answered ${answer.status}.`);
        await answer.body?.cancel();
      },
      async cutDatabase() {
        await (await startEmbeddedPostgres(dataDir)).stopImmediately();
        await startEmbeddedPostgres(dataDir);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
