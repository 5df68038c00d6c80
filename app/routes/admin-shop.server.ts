import { type Shop, findShop } from '../records/shops.ts';
import { shopify } from '../shopify/shopify.server.ts';
import { afterAuth } from '../sync/after-auth.ts';

/**
 * Who asks: the shop of a verified session token. Throws the answer (a redirect to sign in, or 401) for anyone else.
 * A shop that signed in but is not yet in the registry is installed first.
 */
export async function requireAdminShop(request: Request): Promise<Shop> {
  const { session } = await shopify().authenticate.admin(request);
  const known = await findShop(session.shop);
  if (known && !known.uninstalledAt) return known;
  await afterAuth(session.shop);
  const shop = await findShop(session.shop);
  if (!shop) throw new Error(`${session.shop} signed in but could not be installed.`);
  return shop;
}
