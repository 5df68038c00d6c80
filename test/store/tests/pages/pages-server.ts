// The pages over real HTTP, with a store of a few customers and an app that says what it was asked.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { loadHistory } from '../../commerce/load-history.ts';
import type { StoreContext } from '../../context.ts';
import type { Discount } from '../../model.ts';
import { handlePages } from '../../pages/handle.ts';
import { generateShoppers } from '../../shoppers/generate.ts';
import type { LoadedHistory } from '../../shoppers/types.ts';
import { createStore, type SimulatedStore, type StoreEvent } from '../../store.ts';

export const CLIENT_ID = '0123456789abcdef0123456789abcdef';
export const CLIENT_SECRET = 'shpss_simulated_secret_for_tests';

export interface PagesServer {
  origin: string;
  store: SimulatedStore;
  loaded: LoadedHistory;
  events: StoreEvent[];
  /** Where the app answers; null: not running. */
  setAppUrl(url: string | null): void;
  close(): Promise<void>;
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Tokens for a minute, enough of them made ahead: the store's own are made without waiting. */
async function tokenOf(shop: string): Promise<string> {
  return new SignJWT({ dest: `https://${shop}` })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(`https://${shop}/admin`)
    .setAudience(CLIENT_ID)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setNotBefore('0s')
    .setExpirationTime('60s')
    .sign(new TextEncoder().encode(CLIENT_SECRET));
}

export async function startPages(): Promise<PagesServer> {
  const store = createStore({ scopes: ['read_customers'] });
  const state = store.defaultShop;
  const loaded = loadHistory(state, generateShoppers({ shoppers: 60, seed: 7 }));
  const events: StoreEvent[] = [];
  store.onEvent((event) => events.push(event));
  let appUrl: string | null = null;
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const token = await tokenOf(state.shop.domain);
    const context: StoreContext = {
      store,
      shop: state,
      origin,
      url: new URL(req.url ?? '/', origin),
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      appUrl,
      appProxy: { prefix: 'apps', subpath: 'perennial', path: '/proxy' },
      mintSessionToken: () => token,
    };
    if (!(await handlePages(req, res, context))) res.writeHead(404).end('not a page');
  }
  const server = createServer((req, res) => {
    answer(req, res).catch((error: unknown) => {
      if (!res.headersSent) res.writeHead(500, { 'content-type': 'text/plain' });
      res.end(String(error));
    });
  });
  const origin = await listen(server);
  return { origin, store, loaded, events, setAppUrl: (url) => void (appUrl = url), close: () => closed(server) };
}

/** A code of ten percent, for one customer, once. */
export function addDiscount(store: SimulatedStore, code: string, customerId: number, changes: Partial<Discount> = {}): Discount {
  const state = store.defaultShop;
  const now = store.now();
  const id = 9_000 + state.discounts.size;
  const discount: Discount = {
    id,
    title: `Test ${code}`,
    startsAt: now - 1000,
    endsAt: now + 86_400_000,
    createdAt: now,
    updatedAt: now,
    usageLimit: 1,
    appliesOncePerCustomer: true,
    context: { kind: 'customers', customerIds: [customerId] },
    value: { kind: 'percentage', percentage: 0.1 },
    items: { kind: 'all' },
    minimum: null,
    combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false },
    tags: [],
    codes: [{ id: id * 10, code, usageCount: 0 }],
    bulk: false,
    redemptions: [],
    ...changes,
  };
  state.discounts.set(id, discount);
  state.discountByCode.set(code.toUpperCase(), id);
  return discount;
}

/** A shopper's browser without its looks: keeps cookies, follows no redirect by itself. */
export class Shopper {
  private readonly cookies = new Map<string, string>();
  private readonly origin: string;
  constructor(origin: string) {
    this.origin = origin;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(`${this.origin}${path}`, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  async text(path: string): Promise<string> {
    return (await this.send(path)).text();
  }

  post(path: string, form: Record<string, string>): Promise<Response> {
    return this.send(path, { method: 'POST', body: new URLSearchParams(form) });
  }
}
