import { type Shop, findShop } from '../records/shops.ts';
import { mayBeSessionToken } from '../shopify/session-token.ts';
import { shopify } from '../shopify/shopify.server.ts';
import { afterAuth } from '../sync/after-auth.ts';

/** App Bridge asks once more, with a new token. */
const REFUSED = { status: 401, headers: { 'X-Shopify-Retry-Invalid-Session-Request': '1' } };

/** Before the library, which would trade a token whose iss is another shop for that of dest, and believes one without an end. */
function refuseForgery(request: Request): void {
  const token = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? new URL(request.url).searchParams.get('id_token');
  if (token && !mayBeSessionToken(token)) throw new Response(null, REFUSED);
}

/**
 * Who asks: the shop of a verified session token. Throws the answer (a redirect to sign in, or 401) for anyone else.
 * A shop that signed in but is not yet in the registry is installed first.
 */
export async function requireAdminShop(request: Request): Promise<Shop> {
  refuseForgery(request);
  const { session } = await shopify().authenticate.admin(request);
  const known = await findShop(session.shop);
  if (known && !known.uninstalledAt) return known;
  await afterAuth(session.shop);
  const shop = await findShop(session.shop);
  if (!shop) throw new Error(`${session.shop} signed in but could not be installed.`);
  return shop;
}
