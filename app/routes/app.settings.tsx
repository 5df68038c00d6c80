// What the merchant may choose; saving scores the shop anew, and an older definition of the segments can be brought back.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { enqueue } from '../queue/enqueue.ts';
import { inShop, type ShopId, type ShopTx } from '../records/db.ts';
import { readDefinitions } from '../records/pages/definitions.ts';
import { readFreshness } from '../records/pages/freshness.ts';
import { readVersionHistory } from '../records/pages/settings/definition-history.ts';
import { namedWindowDates } from '../records/pages/settings/settings-seasons.ts';
import { parseSettingsForm, settingsToForm } from '../records/pages/settings/settings-form.ts';
import { noteSeen } from '../records/pages/setup-marks.ts';
import { restoreDefinition, saveShopSettingsWithin } from '../records/segments/save-settings.ts';
import { shopDay } from '../records/shop/shop-calendar.ts';
import { getShopSettings } from '../records/shop-settings.ts';
import { currencyExponent } from '../shopify/currency-exponents.ts';
import { SettingsView } from '../ui/settings/settings-view.tsx';
import { requireAdminShop } from './admin-shop.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, marks, currencyCode, timeZone } = await requireAdminShop(request);
  const settings = await getShopSettings(shopId);
  const { freshness, definitions, versions } = await inShop(shopId, async (tx) => ({ freshness: await readFreshness(tx), definitions: await readDefinitions(tx), versions: await readVersionHistory(tx) }));
  await noteSeen(shopId, marks, 'settings');
  return {
    freshness,
    saved: settingsToForm(settings, currencyExponent(currencyCode), definitions?.cutPoints ?? null),
    windowDates: namedWindowDates(shopDay(Date.now(), timeZone)),
    versions,
  };
}

/** The settings and the scoring they ask for: both or neither. */
async function saveAndScore<T>(shopId: ShopId, save: (tx: ShopTx) => Promise<T>): Promise<T> {
  return inShop(shopId, async (tx) => {
    const saved = await save(tx);
    await enqueue(tx, 'score-shop', { shopId: String(shopId), because: 'settings' }, { key: String(shopId) });
    return saved;
  });
}

const restoreSchema = z.object({ intent: z.literal('restore'), version: z.coerce.number().int().min(1).max(2_147_483_647) });

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, currencyCode } = await requireAdminShop(request);
  const fields = Object.fromEntries([...(await request.formData())].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  if (fields['intent'] === 'restore') {
    const asked = restoreSchema.safeParse(fields);
    const restored = asked.success ? await saveAndScore(shopId, (tx) => restoreDefinition(tx, shopId, asked.data.version)) : null;
    if (!restored) throw new Response(null, { status: 404 });
    return { outcome: 'restored' as const, ...restored };
  }
  const parsed = parseSettingsForm(fields, currencyExponent(currencyCode));
  if (parsed.outcome === 'invalid') return parsed;
  return { outcome: 'saved' as const, ...(await saveAndScore(shopId, (tx) => saveShopSettingsWithin(tx, shopId, parsed.settings))) };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Settings() {
  return <SettingsView {...useLoaderData<typeof loader>()} />;
}
