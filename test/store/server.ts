// The store as a server, and what a test or the demo gets in hand of it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { mintSessionToken } from './auth/session-token.ts';
import { issueStandingToken } from './auth/tokens.ts';
import { bulkSettings, type BulkSettings } from './bulk/run-bulk.ts';
import { installApp } from './commerce/app-installation.ts';
import { loadHistory } from './commerce/load-history.ts';
import type { PagesHandler, StoreContext } from './context.ts';
import type { BucketSize } from './graphql/bucket.ts';
import { ALL_SCOPES } from './graphql/all-scopes.ts';
import { handleControl } from './http/control/handle-control.ts';
import { sendJson } from './http/exchange.ts';
import type { Faults } from './http/faults.ts';
import { handleShopify } from './http/handle-shopify.ts';
import { StoreRuntime } from './http/runtime.ts';
import type { ShopState } from './model.ts';
import type { LoadedHistory, StoreHistory } from './shoppers/types.ts';
import { createStore, type SimulatedStore, type StoreOptions } from './store.ts';
import { readAppConfig, type AppConfig } from './webhooks/app-config.ts';
import { WebhookSender } from './webhooks/deliver.ts';

export interface StartOptions extends StoreOptions {
  /** 0 for any free one. */
  port?: number;
  host?: string;
  clientSecret?: string;
  /** Webhooks and the app's frame wait until it is known. */
  appUrl?: string;
  history?: StoreHistory;
  faults?: Faults;
  bucket?: BucketSize;
  bulk?: Partial<BulkSettings>;
  /** What shopify.app.toml says; read from the repository's own file where it is left out. */
  appConfig?: AppConfig;
  /** false: the default shop has yet to install the app. */
  installed?: boolean;
}

export interface RunningStore {
  origin: string;
  /** The default shop's domain. */
  shop: string;
  /** Never expires, may do everything. */
  accessToken: string;
  adminUrl: string;
  storefrontUrl: string;
  clientId: string;
  clientSecret: string;
  store: SimulatedStore;
  state: ShopState;
  runtime: StoreRuntime;
  loaded: LoadedHistory | null;
  setAppUrl: (appUrl: string) => void;
  /** A session token as the admin page would hand it out. */
  mintSessionToken: (shopDomain?: string) => string;
  close: () => Promise<void>;
}

export async function startStore(options: StartOptions = {}): Promise<RunningStore> {
  const clientId = options.clientId ?? 'perennial-simulated';
  const clientSecret = options.clientSecret ?? 'perennial-simulated-secret';
  const config = options.appConfig ?? readAppConfig(path.resolve(import.meta.dirname, '../../shopify.app.toml'));
  const store = createStore({ ...options, clientId, scopes: options.scopes ?? (config.scopes.length > 0 ? config.scopes : ALL_SCOPES) });
  store.metafieldDefinitions.push(...config.metafieldDefinitions.map((each) => ({ ...each, namespace: `app--${store.appId}` })));
  Object.assign(bulkSettings(store), options.bulk);
  const loaded = options.history ? loadHistory(store.defaultShop, options.history) : null;
  const sender = new WebhookSender(store, config, clientSecret);
  const runtime = new StoreRuntime({ store, sender, config, clientId, clientSecret, ...(options.faults ? { faults: options.faults } : {}), ...(options.bucket ? { bucket: options.bucket } : {}) });
  if (options.history) runtime.historyFacts = { ...options.history.facts };
  const accessToken = options.installed === false ? '' : issueStandingToken(installApp(store, store.defaultShop), ALL_SCOPES);
  const pages = await findPages();
  const server = createServer((req, res) => void answer(req, res, runtime, pages));
  await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  runtime.origin = `http://${options.host ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}`;
  const setAppUrl = (appUrl: string) => {
    sender.appUrl = appUrl.replace(/\/$/, '');
    sender.pump();
  };
  if (options.appUrl) setAppUrl(options.appUrl);
  return {
    origin: runtime.origin,
    shop: store.defaultShop.shop.domain,
    accessToken,
    adminUrl: `${runtime.origin}/admin`,
    storefrontUrl: `${runtime.origin}/storefront`,
    clientId,
    clientSecret,
    store,
    state: store.defaultShop,
    runtime,
    loaded,
    setAppUrl,
    mintSessionToken: (shopDomain = store.defaultShop.shop.domain) => mintSessionToken({ shopDomain, clientId, clientSecret, now: store.now() }),
    close: () => close(server, runtime),
  };
}

async function findPages(): Promise<PagesHandler> {
  const { handlePages } = await import('./pages/handle.ts');
  return handlePages;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

function close(server: Server, runtime: StoreRuntime): Promise<void> {
  runtime.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(req: IncomingMessage, res: ServerResponse, runtime: StoreRuntime, pages: PagesHandler): Promise<void> {
  try {
    const url = new URL(req.url ?? '/', runtime.origin);
    const named = req.headers['x-simulated-shop'] ?? url.searchParams.get('shop') ?? undefined;
    const state = typeof named === 'string' ? runtime.store.getShop(named) : shopOfToken(req, runtime);
    if (!state) return sendJson(res, 404, { errors: `The simulated store has no shop ${String(named)}.` });
    if (await handleControl(req, res, url, state, runtime)) return;
    if (await handleShopify(req, res, url, state, runtime)) return;
    if (await pages(req, res, contextOf(url, state, runtime))) return;
    sendJson(res, 404, { errors: `The simulated store answers nothing at ${url.pathname}.` });
  } catch (error) {
    // A bug of the store itself: whoever asked must see it.
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`The simulated store failed at ${req.method} ${req.url}: ${told}\n`);
    if (res.headersSent) res.destroy();
    else sendJson(res, 500, { errors: told });
  }
}

/** A client that names no shop is known by its token; else it is the default one's. */
function shopOfToken(req: IncomingMessage, runtime: StoreRuntime): ShopState {
  const token = req.headers['x-shopify-access-token'];
  const owner = typeof token === 'string' ? [...runtime.store.shops.values()].find((state) => state.installation?.accessTokens.has(token)) : undefined;
  return owner ?? runtime.store.defaultShop;
}

function contextOf(url: URL, state: ShopState, runtime: StoreRuntime): StoreContext {
  const { store, clientId, clientSecret } = runtime;
  return {
    store,
    shop: state,
    origin: runtime.origin,
    url,
    clientId,
    clientSecret,
    appUrl: runtime.sender.appUrl,
    appProxy: runtime.config.appProxy,
    mintSessionToken: () => mintSessionToken({ shopDomain: state.shop.domain, clientId, clientSecret, now: store.now() }),
  };
}
