// Where Shopify's library sends the browser to fetch a session token or to leave the frame.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { canonicalShopDomain } from '../records/shops.ts';
import { addDocumentHeaders, findVerifiedShop } from '../shopify/document-headers.ts';
import { shopify } from '../shopify/shopify.server.ts';

/**
 * These pages come before there is a token, so their shop is only named. They hold nothing of it, and the shop that is named
 * may frame them, whether it has installed the app or not: so they tell nobody which shops have.
 */
function namedShop(request: Request): string | null {
  return canonicalShopDomain(new URL(request.url).searchParams.get('shop'));
}

export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  try {
    await shopify().authenticate.admin(request);
  } catch (answer) {
    if (answer instanceof Response) addDocumentHeaders(request, answer.headers, findVerifiedShop(request) ?? namedShop(request));
    throw answer;
  }
  return new Response(null, { status: 404 });
}
