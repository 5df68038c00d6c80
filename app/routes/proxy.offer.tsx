// What the theme block "Your offer" asks: the offer of the customer who is logged in. The address is public, so nothing
// but the signed shop and the signed customer is believed, and no answer repeats anything that was asked.
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { log } from '../log.server.ts';
import { findOfferOfCustomer } from '../records/code-intents.ts';
import { findShop } from '../records/shops.ts';
import { verifyAppProxyRequest } from '../shopify/app-proxy-signature.ts';
import { acceptedSecrets } from '../shopify/client-secrets.ts';

const notKept = {
  // One customer's answer must not reach the next, by any cache on the way.
  'Cache-Control': 'private, no-store',
  'X-Content-Type-Options': 'nosniff',
};

/** For the framework's own form of this address (offer.data), which leaves the answer's headers behind. */
export const headers: HeadersFunction = () => notKept;

function nothing(status: 401 | 404): Response {
  return new Response(null, { status, headers: notKept });
}

export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const now = new Date();
  const asked = verifyAppProxyRequest(new URL(request.url).searchParams, acceptedSecrets(now.getTime()), now.getTime());
  if (asked.outcome === 'refused') {
    log().info({ because: asked.because }, 'app proxy request refused');
    return nothing(401);
  }
  const shop = await findShop(asked.shopDomain);
  if (!shop || shop.uninstalledAt) return nothing(404);
  const offer = asked.customerId === null ? null : await findOfferOfCustomer(shop.shopId, asked.customerId, now);
  return Response.json({ offer: offer && { code: offer.code, percentage: offer.percentage, endsAt: offer.endsAt.toISOString(), timeZone: shop.timeZone } }, { headers: notKept });
}
