// What the store's pages know about the request in hand. `handlePages` in pages/handle.ts takes it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ShopState } from './model.ts';
import type { SimulatedStore } from './store.ts';

export interface StoreContext {
  store: SimulatedStore;
  /** The shop that the request is about: header x-simulated-shop, else query `shop`, else the default one. */
  shop: ShopState;
  /** Address of the simulated store, without a slash at the end. */
  origin: string;
  /** The request's address, complete. */
  url: URL;
  clientId: string;
  clientSecret: string;
  /** Where the app answers, without a slash at the end; null until somebody has said so. */
  appUrl: string | null;
  /** What shopify.app.toml says about the proxy: "/apps/perennial/…" goes to `${appUrl}${url}/…`. */
  appProxy: { prefix: string; subpath: string; path: string } | null;
  /** A session token as App Bridge gets it: HS256, one minute, for the shop of the request. */
  mintSessionToken: () => string;
}

/** @returns false where the path is none of its own and nothing was written. */
export type PagesHandler = (req: IncomingMessage, res: ServerResponse, context: StoreContext) => Promise<boolean>;
