// The one way out to Shopify. In simulation every call to a *.myshopify.com host, and every file address that the
// simulated store handed out, goes to that store; production has no such switch (config.server.ts refuses it).
import { config } from '../config.server.ts';

/** Names the shop to the simulated store, where all shops share one address. */
export const SIMULATED_SHOP_HEADER = 'x-simulated-shop';

export function shopifyFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const store = config().simulatedStoreUrl;
  if (!store) return fetch(input, init);
  const request = new Request(input, init);
  const url = new URL(request.url);
  if (url.origin === new URL(store).origin) return fetch(request);
  if (!url.hostname.endsWith('.myshopify.com')) throw new Error(`In simulation no call may leave for ${url.origin}.`);
  const headers = new Headers(request.headers);
  headers.set(SIMULATED_SHOP_HEADER, url.hostname);
  const target = new URL(url.pathname + url.search, store);
  return fetch(target, {
    method: request.method,
    headers,
    body: request.body,
    redirect: request.redirect,
    // The caller's own: that of `request` falls silent once `request` is collected, for nothing else holds its controller.
    signal: init?.signal ?? (input instanceof Request ? input.signal : null),
    ...(request.body ? { duplex: 'half' } : {}),
  });
}
