// Accuracy: on a past day, what would have been said, and what happened. The merchant may ask for other days.
import { type ActionFunctionArgs, type HeadersFunction, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { requestBacktest } from '../records/accuracy/shop-backtests.ts';
import { inShopBulk } from '../records/db.ts';
import { enqueue } from '../queue/enqueue.ts';
import { readAccuracy } from '../records/pages/accuracy.ts';
import { readPageFreshness } from '../records/pages/freshness.ts';
import { dayOfText, shopDay } from '../records/shop/shop-calendar.ts';
import { getShopSettings, scoringSettings } from '../records/shop-settings.ts';
import { AccuracyView } from '../ui/accuracy/accuracy-view.tsx';
import { requireAdminShop } from './admin-shop.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, timeZone } = await requireAdminShop(request);
  const nowMs = Date.now();
  const settings = scoringSettings(await getShopSettings(shopId));
  const asked = dayOfText(new URL(request.url).searchParams.get('asOf') ?? '');
  const [accuracy, freshness] = await Promise.all([readAccuracy(shopId, settings, shopDay(nowMs, timeZone), nowMs, asked), readPageFreshness(shopId)]);
  return { ...accuracy, freshness };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, timeZone } = await requireAdminShop(request);
  const field = (await request.formData()).get('asOf');
  const asOf = typeof field === 'string' ? field : '';
  const asOfDay = dayOfText(asOf);
  const settings = scoringSettings(await getShopSettings(shopId));
  const nowMs = Date.now();
  const { days } = await readAccuracy(shopId, settings, shopDay(nowMs, timeZone), nowMs, null);
  // Days are written so that their order is that of their text.
  if (asOfDay === null || !days || asOf < days.first || asOf > days.last) return { outcome: 'no-such-day' as const };
  await inShopBulk(shopId, async (connection) => {
    await requestBacktest(connection, shopId, asOfDay, settings);
    await enqueue(connection, 'backtest-shop', { shopId: String(shopId), asOfDay });
  });
  return redirect(`/app/accuracy?asOf=${asOf}`);
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Accuracy() {
  return <AccuracyView {...useLoaderData<typeof loader>()} />;
}
