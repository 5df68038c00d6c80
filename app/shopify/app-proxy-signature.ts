// What a storefront request through Shopify's app proxy proves: which shop it came through, and which customer is logged in.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isCanonicalShopDomain } from './shop-domain.ts';

export type AppProxyRequest =
  | { readonly outcome: 'verified'; readonly shopDomain: string; /** Null when nobody is logged in. */ readonly customerId: bigint | null }
  | { readonly outcome: 'refused'; readonly because: 'parameter' | 'timestamp' | 'signature' };

/** The parameters that Shopify adds. */
const SIGNED = ['shop', 'path_prefix', 'timestamp', 'logged_in_customer_id'] as const;

const TOLERANCE_SECONDS = 90;

function refused(because: 'parameter' | 'timestamp' | 'signature'): AppProxyRequest {
  return { outcome: 'refused', because };
}

/** "key=value" for every key but the signature, values of a repeated key joined by ",", sorted, with nothing between them. */
function signedMessage(query: URLSearchParams): string {
  const keys = new Set([...query.keys()].filter((key) => key !== 'signature'));
  return [...keys]
    .map((key) => `${key}=${query.getAll(key).join(',')}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('');
}

/**
 * Verifies the query of an app-proxy request. No network, no database.
 *
 * The message that is signed has no separators, so a parameter that a shopper invents could be cut elsewhere to read as
 * one of Shopify's. Therefore a name of Shopify's may occur in it only where it is a name, and none may be repeated.
 *
 * @param query as it arrived.
 * @param secrets the app's client secrets, newest first; more than one only while a rotation lasts.
 * @param nowMs the present, for the window of 90 seconds either way that Shopify's own library allows.
 * Source: shopify.dev, "Authenticate app proxies".
 */
export function verifyAppProxyRequest(query: URLSearchParams, secrets: readonly string[], nowMs: number): AppProxyRequest {
  for (const key of ['signature', ...SIGNED]) if (query.getAll(key).length > 1) return refused('parameter');
  const shopDomain = query.get('shop') ?? '';
  const customer = query.get('logged_in_customer_id') ?? '';
  const timestamp = query.get('timestamp') ?? '';
  const signature = query.get('signature') ?? '';

  if (!isCanonicalShopDomain(shopDomain) || !query.has('path_prefix') || !/^(|[1-9]\d{0,17})$/.test(customer)) return refused('parameter');
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return refused('timestamp');
  if (!/^[0-9a-f]{64}$/.test(signature)) return refused('signature');

  const message = signedMessage(query);
  for (const key of SIGNED) if (message.split(`${key}=`).length - 1 !== query.getAll(key).length) return refused('parameter');

  const given = Buffer.from(signature, 'hex');
  const matches = secrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(message).digest(), given));
  if (!matches.includes(true)) return refused('signature');
  return { outcome: 'verified', shopDomain, customerId: customer === '' ? null : BigInt(customer) };
}
