// The headers of every HTML answer. Shopify's library sets none without ?shop=, believes that parameter unchecked, and
// lets Shopify's internal hosts frame the app; hence our own.
import { config } from '../config.server.ts';
import { findShopOfSessionToken } from './session-token.ts';

/** Who may frame the document: the verified shop's admin, or nobody. */
function frameAncestors(verifiedShop: string | null): string {
  if (!verifiedShop) return "frame-ancestors 'none'";
  const store = config().env === 'simulation' ? config().simulatedStoreUrl : undefined;
  return ['frame-ancestors', `https://${verifiedShop}`, 'https://admin.shopify.com', ...(store ? [new URL(store).origin] : [])].join(' ');
}

/**
 * @param verifiedShop the canonical domain of the shop that the request was proven to come from; null for anyone else,
 * also where ?shop= names one.
 */
export function documentHeaders(verifiedShop: string | null): Headers {
  const headers = new Headers({
    'Content-Security-Policy': frameAncestors(verifiedShop),
    'X-Content-Type-Options': 'nosniff',
    // The address of a page carries the session token: other sites learn our origin, never the address.
    'Referrer-Policy': 'strict-origin',
    'Cache-Control': 'private, no-store',
  });
  if (config().appUrl.startsWith('https://')) headers.set('Strict-Transport-Security', 'max-age=31536000');
  return headers;
}

/** The shop that the request's session token was signed for, or null. */
export function findVerifiedShop(request: Request): string | null {
  const token = new URL(request.url).searchParams.get('id_token');
  return token ? findShopOfSessionToken(token) : null;
}

/** Puts the headers of a document on an answer, over those that a library may have set. */
export function addDocumentHeaders(request: Request, headers: Headers, verifiedShop = findVerifiedShop(request)): void {
  for (const [name, value] of documentHeaders(verifiedShop)) headers.set(name, value);
  // It knows no list of origins, and 'DENY' would win over frame-ancestors in old browsers.
  headers.delete('X-Frame-Options');
}
