// Churn alerts: who is leaving with how much at stake, why, and the button that makes the code.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useNavigate } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { dismissAlert } from '../campaigns/alerts/dismiss-alert.ts';
import { reopenAlert } from '../campaigns/alerts/reopen-alert.ts';
import { makeOffer } from '../campaigns/offers/make-offer.ts';
import { makeOffers } from '../campaigns/offers/make-offers.ts';
import { readAlertsPage } from '../records/pages/alerts.ts';
import { readPageFreshness } from '../records/pages/freshness.ts';
import { getShopSettings } from '../records/shop-settings.ts';
import { AlertsView } from '../ui/alerts/alerts-view.tsx';
import { useCustomerNames } from '../ui/customers/use-customer-names.ts';
import { requireAdminShop } from './admin-shop.server.ts';
import { showNames } from './shown-names.server.ts';

const querySchema = z.object({
  tab: z.enum(['open', 'closed']).default('open').catch('open'),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).catch(1),
});

export async function loader({ request }: LoaderFunctionArgs) {
  const shop = await requireAdminShop(request);
  const { tab, page } = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  const [alerts, freshness, settings] = await Promise.all([readAlertsPage(shop.shopId, tab, page), readPageFreshness(shop.shopId), getShopSettings(shop.shopId)]);
  return {
    tab,
    ...alerts,
    freshness,
    threshold: settings.churn.threshold,
    offer: settings.offer,
    names: showNames(request, shop, alerts.alerts.map(({ customerId }) => customerId)),
  };
}

const actionSchema = z.union([
  z.object({ intent: z.literal('make-offers') }),
  z.object({ intent: z.enum(['make-offer', 'dismiss', 'reopen']), alertId: z.string().regex(/^[1-9]\d{0,17}$/).transform(BigInt) }),
]);

export async function action({ request }: ActionFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const input = actionSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!input.success) throw new Response(null, { status: 400 });
  if (input.data.intent === 'make-offers') return makeOffers(shopId);
  const { intent, alertId } = input.data;
  if (intent === 'make-offer') return { outcome: (await makeOffer(shopId, alertId)).outcome };
  return intent === 'dismiss' ? { outcome: (await dismissAlert(shopId, alertId)).outcome } : { outcome: (await reopenAlert(shopId, alertId)).outcome };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Alerts() {
  const { names: streamed, ...data } = useLoaderData<typeof loader>();
  const names = useCustomerNames(streamed);
  const navigate = useNavigate();
  return <AlertsView {...data} names={names} onTab={(tab) => navigate(tab === 'open' ? '/app/alerts' : '/app/alerts?tab=closed')} />;
}
