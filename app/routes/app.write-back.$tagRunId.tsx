// One run of tags: its plan, its progress, what was refused and what to do about it; stop it, or take it back.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { readPageFreshness } from '../records/pages/freshness.ts';
import { CHANGE_FILTERS, CHANGES_PAGE, readRunPage } from '../records/pages/write-back/run.ts';
import { getShopProblems } from '../records/shop-problems.ts';
import { useCustomerNames } from '../ui/customers/use-customer-names.ts';
import { RunView } from '../ui/write-back/run/run-view.tsx';
import { stopTagRun } from '../write-back/customer-tags/stop-tag-run.ts';
import { undoTagRun } from '../write-back/customer-tags/undo-tag-run.ts';
import { requireAdminShop } from './admin-shop.server.ts';
import { showNames, staffOf } from './shown-names.server.ts';
import { writingProblems } from './writing-problems.server.ts';

const querySchema = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).catch(1),
  show: z.enum(CHANGE_FILTERS).default('all').catch('all'),
});
const runIdSchema = z.string().regex(/^[1-9]\d{0,17}$/).transform(BigInt);

/** One answer for a number that is none, one that nobody has, and one of another shop. */
const nothingHere = () => new Response(null, { status: 404 });

function requireRunId(raw: string | undefined): bigint {
  const parsed = runIdSchema.safeParse(raw);
  if (!parsed.success) throw nothingHere();
  return parsed.data;
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const shop = await requireAdminShop(request);
  const tagRunId = requireRunId(params['tagRunId']);
  const { page, show } = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  const [run, problems, freshness] = await Promise.all([readRunPage(shop.shopId, tagRunId, show, page), getShopProblems(shop.shopId), readPageFreshness(shop.shopId)]);
  if (!run) throw nothingHere();
  return {
    ...run,
    show,
    page,
    pageRows: CHANGES_PAGE,
    problems: writingProblems(problems),
    freshness,
    // A run under way is looked at every few seconds: names, each time asked of Shopify and put on record, come when it is over.
    names: showNames(request, shop, run.run.finishedAtMs === null ? [] : run.changes.map(({ customerId }) => customerId)),
  };
}

const actionSchema = z.object({ intent: z.enum(['stop-run', 'undo-run']) });

export async function action({ request, params }: ActionFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const tagRunId = requireRunId(params['tagRunId']);
  const input = actionSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!input.success) throw new Response(null, { status: 400 });
  const result = input.data.intent === 'stop-run' ? await stopTagRun(shopId, tagRunId) : await undoTagRun(shopId, tagRunId, staffOf(request));
  if (result.outcome === 'no-run') throw nothingHere();
  return { outcome: result.outcome };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Run() {
  const { names: streamed, ...data } = useLoaderData<typeof loader>();
  return <RunView {...data} names={useCustomerNames(streamed)} />;
}
