// Where Shopify's library sends the browser to fetch a session token or to leave the frame.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { canonicalShopDomain, findShop } from '../records/shops.ts';
import { addDocumentHeaders, findVerifiedShop } from '../shopify/document-headers.ts';
import { shopify } from '../shopify/shopify.server.ts';

/**
 * These pages come before there is a token, so their shop is only named. They hold nothing of it: a shop that installed
 * the app may frame them, any other name may not.
 */
async function findKnownShop(request: Request): Promise<string | null> {
  const named = canonicalShopDomain(new URL(request.url).searchParams.get('shop'));
  const shop = named ? await findShop(named) : null;
  return shop && !shop.uninstalledAt ? shop.domain : null;
}

export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  try {
    await shopify().authenticate.admin(request);
  } catch (answer) {
    if (answer instanceof Response) addDocumentHeaders(request, answer.headers, findVerifiedShop(request) ?? (await findKnownShop(request)));
    throw answer;
  }
  return new Response(null, { status: 404 });
}
