// Where Shopify's library sends the browser to fetch a session token or to leave the frame.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { shopify } from '../shopify/shopify.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  await shopify().authenticate.admin(request);
  return null;
}
