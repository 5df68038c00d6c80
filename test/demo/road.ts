// Everything that the demo, its report and the journeys start alike: database, simulated store, app and worker.
import { mkdir } from 'node:fs/promises';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../app/records/database/embedded-postgres.ts';
import { type RunningApp, startApp } from '../../app/start.ts';
import { buildApp } from '../support/build-app.ts';
import { BROWSER_USER_AGENT, embeddedAddress } from '../support/session-token.ts';
import { freePort } from '../../app/records/database/free-port.ts';
import { endLeftovers, forgetProcesses, noteProcesses } from './leftovers.ts';
import { startStoreProcess, type StoreProcess } from './start-store.ts';

export const API_KEY = '0123456789abcdef0123456789abcdef';
export const API_SECRET = 'shpss_simulated_0123456789abcdef';
/** Guards nothing real: what it encrypts are tokens of the simulated store. */
const ENCRYPTION_KEYS = 'demo:ZGVtby1rZXktb2YtdGhlLXNpbXVsYXRlZC1zdG9yZSE=';

export interface RoadOptions {
  dataDir: string;
  /** Arguments of the simulated store, without its port. */
  storeArgs: string[];
  storePort: number;
  logLevel?: string;
}

export interface Road {
  store: StoreProcess;
  app: RunningApp;
  appUrl: string;
  /** Connection string of the database's owner. */
  ownerUrl: string;
  env: NodeJS.ProcessEnv;
  /** What App Bridge would send along when it opens a page of the app. */
  pageAddress(path: string, locale?: string): Promise<string>;
  /** Opens the app once, as a merchant's browser does after the install: Perennial signs in and begins to import. */
  install(): Promise<void>;
  stop(): Promise<void>;
}

async function untilHealthy(appUrl: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const answer = await fetch(`${appUrl}/healthz`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error('The app did not come up within a minute; its log stands above.');
}

/** Starts everything afresh: the simulated store forgets what it was told when it stops, so an older database would not fit it. */
export async function startRoad({ dataDir, storeArgs, storePort, logLevel = 'warn' }: RoadOptions): Promise<Road> {
  await mkdir(dataDir, { recursive: true });
  await endLeftovers(dataDir);
  const appPort = await freePort();
  const appUrl = `http://127.0.0.1:${appPort}`;
  const base: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    PERENNIAL_ENV: 'simulation',
    SHOPIFY_API_KEY: API_KEY,
    SHOPIFY_API_SECRET: API_SECRET,
    SHOPIFY_APP_URL: appUrl,
    ENCRYPTION_KEYS,
    DATA_DIR: dataDir,
    PORT: String(appPort),
    LOG_LEVEL: logLevel,
  };
  // The store first: it reads the orders, and a wrong file is told of before anything else is begun.
  const store = await startStoreProcess(['--port', String(await freePort(storePort)), '--app', appUrl, '--client-id', API_KEY, '--client-secret', API_SECRET, ...storeArgs], base);
  let postgres: EmbeddedPostgres;
  try {
    buildApp();
    postgres = await startEmbeddedPostgres(dataDir, { fresh: true });
  } catch (error) {
    await store.stop();
    throw error;
  }
  const env = { ...base, DATABASE_URL: postgres.url, SIMULATED_STORE_URL: store.origin, APP_BRIDGE_URL: `${store.origin}/app-bridge.js` };
  noteProcesses(dataDir, [process.pid, store.pid]);
  const stopParts = async (app?: RunningApp) => {
    await app?.stop();
    await store.stop();
    await postgres.stop();
    forgetProcesses(dataDir);
  };
  let app: RunningApp;
  try {
    app = await startApp(env, ({ web, worker }) => noteProcesses(dataDir, [process.pid, store.pid, web, worker]));
    await untilHealthy(appUrl);
  } catch (error) {
    await stopParts();
    throw error;
  }
  const facts = { shop: store.shop, apiKey: API_KEY, apiSecret: API_SECRET };
  const pageAddress = (page: string, locale?: string) => embeddedAddress(appUrl, page, facts, locale);
  return {
    store,
    app,
    appUrl,
    ownerUrl: postgres.url,
    env,
    pageAddress,
    async install() {
      const answer = await fetch(await pageAddress('/app'), { headers: { 'user-agent': BROWSER_USER_AGENT, accept: 'text/html' }, redirect: 'manual' });
      if (answer.status !== 200) throw new Error(`Opening the app answered ${answer.status}:\n${(await answer.text()).slice(0, 1000)}`);
      await answer.body?.cancel();
    },
    stop: () => stopParts(app),
  };
}
