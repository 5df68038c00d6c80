// What the merchant may choose; saving scores the shop anew.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { enqueue } from '../queue/enqueue.ts';
import { inShop } from '../records/db.ts';
import { readDefinitions } from '../records/pages/definitions.ts';
import { parseSettingsForm, settingsToForm } from '../records/pages/settings-form.ts';
import { noteSeen } from '../records/pages/setup-marks.ts';
import { saveShopSettingsWithin } from '../records/segments/save-settings.ts';
import { getShopSettings } from '../records/shop-settings.ts';
import { currencyExponent } from '../shopify/currency-exponents.ts';
import { SettingsView } from '../ui/settings/settings-view.tsx';
import { requireAdminShop } from './admin-shop.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, marks, currencyCode } = await requireAdminShop(request);
  const [settings, definitions] = await Promise.all([getShopSettings(shopId), inShop(shopId, readDefinitions)]);
  await noteSeen(shopId, marks, 'settings');
  return { saved: settingsToForm(settings, currencyExponent(currencyCode), definitions?.cutPoints ?? null) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, currencyCode } = await requireAdminShop(request);
  const fields = [...(await request.formData())].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const parsed = parseSettingsForm(Object.fromEntries(fields), currencyExponent(currencyCode));
  if (parsed.outcome === 'invalid') return parsed;
  await inShop(shopId, async (tx) => {
    await saveShopSettingsWithin(tx, shopId, parsed.settings);
    await enqueue(tx, 'score-shop', { shopId: String(shopId), because: 'settings' }, { key: String(shopId) });
  });
  return { outcome: 'saved' as const };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Settings() {
  return <SettingsView {...useLoaderData<typeof loader>()} />;
}
