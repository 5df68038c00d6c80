// Who would move by settings that are not saved yet: asked for here, worked out by the worker, and looked at here.
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { enqueue } from '../queue/enqueue.ts';
import { inShop } from '../records/db.ts';
import { parseSettingsForm } from '../records/pages/settings/settings-form.ts';
import { askForPreview, getPreview } from '../records/segments/definition-previews.ts';
import { currencyExponent } from '../shopify/currency-exponents.ts';
import { requireAdminShop } from './admin-shop.server.ts';
import { showNames } from './shown-names.server.ts';

const previewIdSchema = z.string().regex(/^[1-9]\d{0,17}$/).transform(BigInt);

export async function loader({ request }: LoaderFunctionArgs) {
  const shop = await requireAdminShop(request);
  const { shopId } = shop;
  const asked = previewIdSchema.safeParse(new URL(request.url).searchParams.get('id'));
  if (!asked.success) throw new Response(null, { status: 404 });
  const preview = await inShop(shopId, (tx) => getPreview(tx, shopId, asked.data));
  // One that is forgotten, or was another shop's, is asked for anew.
  // Once, at the end: until then it is looked at again and again.
  const ids = preview?.state === 'done' ? (preview.movement?.examples ?? []).map(({ customerId }) => customerId) : [];
  return { previewId: String(asked.data), ...(preview ?? { state: 'failed' as const, movement: null, tags: null }), names: showNames(request, shop, ids) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, currencyCode } = await requireAdminShop(request);
  const fields = [...(await request.formData())].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const parsed = parseSettingsForm(Object.fromEntries(fields), currencyExponent(currencyCode));
  if (parsed.outcome === 'invalid') return parsed;
  const previewId = await inShop(shopId, async (tx) => {
    const id = await askForPreview(tx, shopId, parsed.settings);
    await enqueue(tx, 'preview-definition', { shopId: String(shopId), previewId: String(id) });
    return id;
  });
  return { outcome: 'asked' as const, previewId: String(previewId) };
}
