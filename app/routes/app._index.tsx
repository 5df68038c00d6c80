// Home: how the start goes, the figures that matter with what they counted, and who needs attention.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { config } from '../config.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import { readHome } from '../records/pages/home.ts';
import { noteDismissed, setupMarks } from '../records/pages/setup-marks.ts';
import { getShopProblems } from '../records/shop-problems.ts';
import { getShopSettings } from '../records/shop-settings.ts';
import { LATE } from '../sync/reconcile/watch-freshness.ts';
import { useCustomerNames } from '../ui/customers/use-customer-names.ts';
import { HomeView } from '../ui/home/home-view.tsx';
import { requireAdminShop } from './admin-shop.server.ts';
import { showNames } from './shown-names.server.ts';

/** The file name of the block in the theme extension. */
const THEME_BLOCK = 'your-offer';

/** Opens the theme editor with the block ready to be placed. Source: shopify.dev, theme app extensions, deep links. */
function themeEditorUrl(shopDomain: string): string {
  const params = new URLSearchParams({ template: 'product', addAppBlockId: `${config().apiKey}/${THEME_BLOCK}`, target: 'mainSection' });
  return `https://${shopDomain}/admin/themes/current/editor?${params}`;
}

export async function loader({ request }: LoaderFunctionArgs) {
  const shop = await requireAdminShop(request);
  const [home, problems, settings] = await Promise.all([readHome(shop.shopId), getShopProblems(shop.shopId), getShopSettings(shop.shopId)]);
  const { seen, dismissed } = setupMarks(shop.marks);
  return {
    ...home,
    // That the data is late stands above every page already.
    problems: Object.keys(problems).filter((code) => code !== LATE),
    seen,
    setupDismissed: dismissed.includes('setup'),
    themeEditorUrl: themeEditorUrl(shop.domain),
    themeBlock: THEME_BLOCK,
    horizonDays: home.definitions?.horizonDays ?? settings.churn.horizonDays,
    threshold: home.definitions?.threshold ?? settings.churn.threshold,
    names: showNames(request, shop, home.alerts.map(({ customerId }) => customerId)),
  };
}

const actionSchema = z.object({ intent: z.enum(['dismiss-setup', 'import-again']) });

export async function action({ request }: ActionFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const input = actionSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!input.success) throw new Response(null, { status: 400 });
  if (input.data.intent === 'dismiss-setup') await noteDismissed(shopId, 'setup');
  else await enqueue(undefined, 'import-shop', { shopId: String(shopId) });
  return { outcome: 'done' as const };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Home() {
  const { names: streamed, ...data } = useLoaderData<typeof loader>();
  return <HomeView {...data} names={useCustomerNames(streamed)} />;
}
