// Shopify's library, configured once: sign-in of the embedded app by session token and token exchange.
import '@shopify/shopify-app-remix/adapters/node';
import { AppDistribution, LogSeverity, shopifyApp } from '@shopify/shopify-app-remix/server';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { config } from '../config.server.ts';
import { log } from '../log.server.ts';
import { API_VERSION } from './api-version.ts';
import { shopifyFetch } from './fetch.ts';
import { sessionStorage } from './session-storage.ts';

type AfterAuth = (shopDomain: string) => Promise<void>;

function build(afterAuth: AfterAuth) {
  setAbstractFetchFunc(shopifyFetch);
  return shopifyApp({
    apiKey: config().apiKey,
    apiSecretKey: config().apiSecret,
    appUrl: config().appUrl,
    apiVersion: API_VERSION,
    distribution: AppDistribution.AppStore,
    sessionStorage,
    hooks: { afterAuth: ({ session }) => afterAuth(session.shop) },
    // Below info the library writes whole tokens.
    logger: { level: LogSeverity.Info, log: async (severity, message) => writeLog(severity, message) },
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  });
}

function writeLog(severity: LogSeverity, message: string): void {
  const level = severity === LogSeverity.Error ? 'error' : severity === LogSeverity.Warning ? 'warn' : 'debug';
  log()[level]({ from: 'shopify' }, message);
}

type ShopifyApp = ReturnType<typeof build>;
let held: ShopifyApp | undefined;
let onAuth: AfterAuth = async () => undefined;

/** What happens once a shop has signed in; set by the routes, for this folder knows no stage. */
export function setAfterAuth(hook: AfterAuth): void {
  onAuth = hook;
}

export function shopify(): ShopifyApp {
  return (held ??= build((shopDomain) => onAuth(shopDomain)));
}
