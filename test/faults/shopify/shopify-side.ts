// Shopify as one schedule sees it: the simulated store with one shop, on the world's clock, without sockets.
import path from 'node:path';
import { CostBucket, STANDARD_BUCKET } from '../../store/graphql/bucket.ts';
import type { AdminRequest } from '../../store/graphql/request.ts';
import { bulkSettings } from '../../store/bulk/run-bulk.ts';
import type { ShopState } from '../../store/model.ts';
import { createStore, type SimulatedStore } from '../../store/store.ts';
import { type AppConfig, readAppConfig } from '../../store/webhooks/app-config.ts';
import type { World } from '../clock/world.ts';
import { CLIENT_ID, CLIENT_SECRET } from './identity.ts';

export const STORE_ORIGIN = 'http://store.faults';

const held: { config: AppConfig | null } = { config: null };
export function appConfig(): AppConfig {
  return (held.config ??= readAppConfig(path.resolve(import.meta.dirname, '../../../shopify.app.toml')));
}

export interface ShopifySide {
  readonly store: SimulatedStore;
  readonly state: ShopState;
  readonly bucket: CostBucket;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the app is allowed, as its resolvers see it. */
  requestFor: (scopes: readonly string[]) => AdminRequest;
}

export function openShopify(world: World, domain: string, ianaTimezone: string): ShopifySide {
  const config = appConfig();
  const store = createStore({ shop: { domain, ianaTimezone }, clientId: CLIENT_ID, scopes: config.scopes, clock: () => world.nowMs, searchLagMs: 0, random: () => world.chance('store ids') });
  store.metafieldDefinitions.push(...config.metafieldDefinitions.map((each) => ({ ...each, namespace: `app--${store.appId}` })));
  Object.assign(bulkSettings(store), { delayMs: 100, sliceMs: -1 });
  const state = store.defaultShop;
  const later = (work: () => void, delayMs: number) => void world.clock.after(delayMs, work);
  return {
    store,
    state,
    bucket: new CostBucket(STANDARD_BUCKET, world.nowMs),
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    requestFor: (scopes) => ({ store, state, scopes: new Set(scopes), origin: STORE_ORIGIN, searches: [], later }),
  };
}
