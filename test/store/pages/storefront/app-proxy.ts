// The app proxy: a path of the shop that the app answers, asked by Shopify with its signature (5.2 of the platform facts).
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StoreContext } from '../../context.ts';
import { sendHtml } from '../answer.ts';
import { html, unsafeMarkup } from '../html.ts';
import { renderLiquid } from '../theme/render-liquid.ts';
import { themeObjects } from '../theme/theme-objects.ts';
import { storefrontLayout } from './layout.ts';
import { loggedInCustomer, storefrontRequest, themePage } from './storefront-request.ts';

const PATIENCE_MS = 10_000;
/** Set by Shopify; what a shopper writes there does not get through. */
const SHOPIFYS_OWN = ['shop', 'path_prefix', 'timestamp', 'logged_in_customer_id', 'signature'];
const REQUEST_HEADERS = ['accept', 'accept-language', 'content-type', 'user-agent', 'x-requested-with'];
/** Cookies go neither way; the rest is about the connection, which is not the shopper's. */
const ANSWER_HEADERS = ['content-type', 'cache-control', 'location', 'etag', 'last-modified', 'content-language', 'vary', 'x-content-type-options'];

/** Hex HMAC-SHA256 over the sorted parameters, "key=value" each, repeated keys joined with commas, no separator. */
export function proxySignature(params: URLSearchParams, secret: string): string {
  const keys = [...new Set(params.keys())].filter((key) => key !== 'signature');
  const message = keys.map((key) => `${key}=${params.getAll(key).join(',')}`).sort().join('');
  return createHmac('sha256', secret).update(message).digest('hex');
}

/** @returns what comes after the proxy's own path, or null for addresses that are not its. */
export function proxiedPath(context: StoreContext): string | null {
  const proxy = context.appProxy;
  if (!proxy) return null;
  const prefix = `/${proxy.prefix}/${proxy.subpath}`;
  const pathname = context.url.pathname.replace(/^\/storefront(?=\/)/, '');
  return pathname === prefix || pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : null;
}

export function signedAddress(context: StoreContext, appUrl: string, rest: string, customerId: number | null): URL {
  const { prefix, subpath, path } = context.appProxy ?? { prefix: '', subpath: '', path: '' };
  const address = new URL(`${appUrl}${path.replace(/\/$/, '')}${rest}`);
  for (const [key, value] of context.url.searchParams) if (!SHOPIFYS_OWN.includes(key)) address.searchParams.append(key, value);
  address.searchParams.set('shop', context.shop.shop.domain);
  address.searchParams.set('logged_in_customer_id', customerId === null ? '' : String(customerId));
  address.searchParams.set('path_prefix', `/${prefix}/${subpath}`);
  address.searchParams.set('timestamp', String(Math.floor(context.store.now() / 1000)));
  address.searchParams.set('signature', proxySignature(address.searchParams, context.clientSecret));
  return address;
}

async function bodyOf(req: IncomingMessage): Promise<Buffer | undefined> {
  if (req.method === 'GET' || req.method === 'HEAD') return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function failed(req: IncomingMessage, res: ServerResponse, context: StoreContext, status: number): void {
  const request = storefrontRequest(req, context);
  const body = html`<h1>Third party application error</h1><p>There was an error in the third-party application.</p>`;
  sendHtml(res, storefrontLayout(request, { title: 'Error', body }), status);
}

async function sendLiquid(req: IncomingMessage, res: ServerResponse, context: StoreContext, answer: Response): Promise<void> {
  const request = storefrontRequest(req, context);
  const source = await answer.text();
  const layoutNone = /\{%-?\s*layout\s+none\s*-?%\}/;
  const rendered = await renderLiquid(source.replace(layoutNone, ''), { globals: themeObjects(themePage(request, 'page')), locals: {} }, {
    snippets: {},
    words: [],
    locale: request.locale,
    currencyCode: context.shop.shop.currencyCode,
    timeZone: context.shop.shop.ianaTimezone,
    assetsUrl: '/storefront/assets',
  });
  const page = layoutNone.test(source) ? unsafeMarkup(rendered) : storefrontLayout(request, { title: context.shop.shop.name, body: unsafeMarkup(rendered) });
  sendHtml(res, page, answer.status);
}

/** @returns false where the address is not the proxy's. */
export async function handleAppProxy(req: IncomingMessage, res: ServerResponse, context: StoreContext): Promise<boolean> {
  const rest = proxiedPath(context);
  if (rest === null) return false;
  if (!context.appUrl) {
    failed(req, res, context, 502);
    return true;
  }
  const customer = loggedInCustomer(req, context);
  const headers = new Headers({ 'x-forwarded-for': req.socket.remoteAddress ?? '', 'x-forwarded-host': context.url.host });
  for (const name of REQUEST_HEADERS) {
    const value = req.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const body = await bodyOf(req);
  const answer = await fetch(signedAddress(context, context.appUrl, rest, customer?.id ?? null), {
    method: req.method ?? 'GET',
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body ? { body: new Uint8Array(body) } : {}),
  }).catch((error: unknown) => {
    // For whoever looks into why; a shopper sees the same page as for an error of the app.
    res.setHeader('x-simulated-reason', error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
    return null;
  });
  // Which status Shopify shows is not documented; the app's own, or 502, says what happened.
  if (!answer || answer.status >= 500) {
    await answer?.body?.cancel();
    failed(req, res, context, answer?.status ?? 502);
    return true;
  }
  if (/^application\/liquid\b/i.test(answer.headers.get('content-type') ?? '')) {
    await sendLiquid(req, res, context, answer);
    return true;
  }
  for (const name of ANSWER_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) res.setHeader(name, value);
  }
  res.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  return true;
}
