// The theme block tells of a code of ours that a logged-in customer typed and that is not their own. Whatever is told, the answer is
// the same: nobody learns here whether a code is one. The code is what a shopper says; shop and customer are signed.
import type { ActionFunctionArgs, HeadersFunction } from '@remix-run/node';
import { z } from 'zod';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import { inShop } from '../records/db.ts';
import { findShop } from '../records/shops.ts';
import { noteCodeTry } from '../records/write-back/code-tries.ts';
import { verifyAppProxyRequest } from '../shopify/app-proxy-signature.ts';
import { acceptedSecrets } from '../shopify/client-secrets.ts';

const notKept = { 'Cache-Control': 'private, no-store', 'X-Content-Type-Options': 'nosniff' };

export const headers: HeadersFunction = () => notKept;

const formSchema = z.object({ code: z.string().regex(/^PRN-[0-9A-Z]{8,60}$/i) });

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const now = new Date();
  const asked = verifyAppProxyRequest(new URL(request.url).searchParams, acceptedSecrets(now.getTime()), now.getTime());
  if (asked.outcome === 'refused') {
    log().info({ because: asked.because }, 'app proxy request refused');
    return new Response(null, { status: 401, headers: notKept });
  }
  const told = formSchema.safeParse(Object.fromEntries(await request.formData()));
  const shop = await findShop(asked.shopDomain);
  if (!shop || shop.uninstalledAt) return new Response(null, { status: 404, headers: notKept });
  const { customerId } = asked;
  if (told.success && customerId !== null) {
    const { code } = told.data;
    await inShop(shop.shopId, async (tx) => {
      const intentKey = await noteCodeTry(tx, shop.shopId, { customerId, code }, now);
      if (intentKey) await enqueue(tx, 'settle-code', { shopId: shop.shopId.toString(), intentKey });
    });
  }
  return new Response(null, { status: 204, headers: notKept });
}
