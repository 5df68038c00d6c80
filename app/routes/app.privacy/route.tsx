// Privacy: what shoppers asked for, who looked at personal fields, how long what is kept.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { createI18n } from '../../i18n/create-i18n.ts';
import { LANGUAGES } from '../../i18n/languages.ts';
import { inShop } from '../../records/db.ts';
import { readPageFreshness } from '../../records/pages/freshness.ts';
import { LOG_PAGE, readPrivacyPage } from '../../records/pages/privacy.ts';
import { getDataRequest, markDownloaded, markHandedOver } from '../../records/privacy/data-requests.ts';
import { exportPerson } from '../../records/privacy/person-export.ts';
import type { Shop } from '../../records/shops.ts';
import { watchRequests } from '../../sync/privacy/watch-requests.ts';
import { PrivacyView } from '../../ui/privacy/privacy-view.tsx';
import { requireAdminShop } from '../admin-shop.server.ts';
import { recordLook } from '../shown-names.server.ts';
import { personPage } from './person-page.server.ts';

const querySchema = z.object({ page: z.coerce.number().int().min(1).max(1_000_000).default(1).catch(1) });

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const { page } = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  const nowMs = Date.now();
  const [shown, freshness] = await Promise.all([readPrivacyPage(shopId, page, nowMs), readPageFreshness(shopId)]);
  return { ...shown, freshness, page, pageRows: LOG_PAGE, nowMs };
}

const requestId = z.string().regex(/^\d{1,18}$/);
const actionSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('download'), requestId, format: z.enum(['json', 'html']), language: z.enum(LANGUAGES) }),
  z.object({ intent: z.literal('handed-over'), requestId, done: z.enum(['yes', 'no']) }),
]);

/** One answer for a request that never was, that is forgotten, and that is another shop's. */
const nothingHere = () => new Response(null, { status: 404 });

export async function action({ request }: ActionFunctionArgs) {
  const shop = await requireAdminShop(request);
  const input = actionSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!input.success) throw new Response(null, { status: 400 });
  if (input.data.intent === 'download') return { file: await download(request, shop, input.data) };
  const { requestId: id, done } = input.data;
  if (!(await inShop(shop.shopId, (tx) => markHandedOver(tx, shop.shopId, id, done === 'yes' ? new Date() : null)))) throw nothingHere();
  await watchRequests(shop.shopId, Date.now());
  return { file: null };
}

async function download(request: Request, shop: Shop, { requestId: id, format, language }: { requestId: string; format: 'json' | 'html'; language: (typeof LANGUAGES)[number] }) {
  const { shopId, domain } = shop;
  const known = await inShop(shopId, (tx) => getDataRequest(tx, shopId, id));
  if (!known) throw nothingHere();
  // On record before anything is handed out.
  await recordLook(request, shop, 'export', 1);
  const at = new Date();
  const person = await inShop(shopId, async (tx) => {
    await markDownloaded(tx, shopId, id, at);
    return exportPerson(tx, shopId, known, at);
  });
  const content = format === 'json' ? `${JSON.stringify(person, null, 2)}\n` : personPage(person, domain, await createI18n(language));
  return { name: `data-request-${id}.${format}`, type: format === 'json' ? 'application/json' : 'text/html', content };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Privacy() {
  return <PrivacyView {...useLoaderData<typeof loader>()} />;
}
