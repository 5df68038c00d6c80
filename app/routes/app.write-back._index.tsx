// Tags and fields: what Perennial wrote to Shopify and writes now, run by run, with a preview and a way to stop.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { enqueue } from '../queue/enqueue.ts';
import { inShop } from '../records/db.ts';
import { readPageFreshness } from '../records/pages/freshness.ts';
import { readWriteBackPage, RUNS_PAGE } from '../records/pages/write-back/runs.ts';
import { askForPreview, getPreview } from '../records/segments/definition-previews.ts';
import { getShopProblems } from '../records/shop-problems.ts';
import { getShopSettings } from '../records/shop-settings.ts';
import { WriteBackView } from '../ui/write-back/write-back-view.tsx';
import { stopMetafields } from '../write-back/customer-metafields/stop-metafields.ts';
import { useCustomerNames } from '../ui/customers/use-customer-names.ts';
import { requireAdminShop } from './admin-shop.server.ts';
import { showNames, staffOf } from './shown-names.server.ts';
import { writingProblems } from './writing-problems.server.ts';

const querySchema = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).catch(1),
  preview: z.string().regex(/^[1-9]\d{0,17}$/).transform(BigInt).nullable().default(null).catch(null),
});

export async function loader({ request }: LoaderFunctionArgs) {
  const shop = await requireAdminShop(request);
  const { shopId } = shop;
  const { page, preview: previewId } = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  const [runs, freshness, settings, problems] = await Promise.all([readWriteBackPage(shopId, page), readPageFreshness(shopId), getShopSettings(shopId), getShopProblems(shopId)]);
  // One that is forgotten, or was another shop's, is asked for anew.
  const preview = previewId === null ? null : ((await inShop(shopId, (tx) => getPreview(tx, shopId, previewId))) ?? { state: 'failed' as const, tags: null });
  // While something is under way the page looks again every few seconds: names come when nothing is.
  const looksAgain = preview?.state === 'waiting' || preview?.state === 'running' || [...runs.runs, ...runs.fields.runs].some(({ finishedAtMs }) => finishedAtMs === null);
  const ids = looksAgain ? [] : [...runs.fields.refused.flatMap(({ some }) => some), ...(preview?.tags?.plan?.sample.map(({ customerId }) => customerId) ?? [])];
  return {
    ...runs,
    page,
    pageRows: RUNS_PAGE,
    freshness,
    chosen: { tags: Object.values(settings.tags).some(Boolean), fields: Object.values(settings.fields).some(Boolean) },
    problems: writingProblems(problems),
    preview: preview && { state: preview.state, tags: preview.tags },
    names: showNames(request, shop, ids),
  };
}

const actionSchema = z.object({ intent: z.enum(['preview-tags', 'write-now', 'stop-fields']) });

export async function action({ request }: ActionFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const input = actionSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!input.success) throw new Response(null, { status: 400 });
  const { intent } = input.data;
  if (intent === 'stop-fields') return { outcome: (await stopMetafields(shopId)).outcome, previewId: null };
  const shop = shopId.toString();
  if (intent === 'write-now') {
    const asked = { shopId: shop, reason: 'by-merchant', staff: staffOf(request) };
    await inShop(shopId, async (tx) => {
      await enqueue(tx, 'write-metafields', asked);
      await enqueue(tx, 'write-tags', asked);
    });
    return { outcome: 'asked', previewId: null };
  }
  const settings = await getShopSettings(shopId);
  const previewId = await inShop(shopId, async (tx) => {
    const id = await askForPreview(tx, shopId, settings);
    await enqueue(tx, 'preview-tags', { shopId: shop, previewId: id.toString(), asScored: true });
    return id;
  });
  return { outcome: 'previewing', previewId: previewId.toString() };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function WriteBack() {
  const { names: streamed, ...data } = useLoaderData<typeof loader>();
  return <WriteBackView {...data} names={useCustomerNames(streamed)} />;
}
