// Sync: how well Perennial is in step with Shopify. What was compared, what differed, since when, repaired when.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { enqueue } from '../../queue/enqueue.ts';
import { DRIFT_PAGE, readSyncPage } from '../../records/pages/sync.ts';
import { KNOWN_TOPICS } from '../../sync/webhooks/topics.ts';
import { SyncView } from '../../ui/sync/sync-view.tsx';
import { requireAdminShop } from '../admin-shop.server.ts';

const querySchema = z.object({ page: z.coerce.number().int().min(1).max(1_000_000).default(1).catch(1) });

/** What a shop that sells hears of every day; of the others it may hear nothing for months. */
const EVERYDAY_TOPICS = KNOWN_TOPICS.filter((topic) => ['orders/create', 'orders/updated', 'customers/create', 'customers/update'].includes(topic));

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const { page } = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  return { ...(await readSyncPage(shopId, page, EVERYDAY_TOPICS)), page, pageRows: DRIFT_PAGE };
}

const actionSchema = z.object({ intent: z.enum(['check-now', 'compare-codes']) });

export async function action({ request }: ActionFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const input = actionSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!input.success) throw new Response(null, { status: 400 });
  if (input.data.intent === 'compare-codes') {
    await enqueue(undefined, 'find-orphan-codes', { shopId: String(shopId) });
    return { askedAtMs: Date.now() };
  }
  // A key of its own: the next pass, already waiting, is set for later.
  await enqueue(undefined, 'reconcile-hot', { shopId: String(shopId) }, { key: `now:${shopId}` });
  return { askedAtMs: Date.now() };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Sync() {
  return <SyncView {...useLoaderData<typeof loader>()} />;
}
