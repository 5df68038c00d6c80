// Movement: from which segment to which customers went between two days.
import { type ActionFunctionArgs, type HeadersFunction, type LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { readMovement } from '../records/pages/movement.ts';
import { readPageFreshness } from '../records/pages/freshness.ts';
import { dayOfText } from '../records/shop/shop-calendar.ts';
import { VOCABULARIES } from '../domain/segments/movement.ts';
import { askForMovement } from '../scoring/move-segments.ts';
import { MovementView } from '../ui/movement/movement-view.tsx';
import { requireAdminShop } from './admin-shop.server.ts';

const day = z.string().transform(dayOfText).nullable().default(null).catch(null);
const querySchema = z.object({ kind: z.enum(['group', 'tier', 'stage']).default('group').catch('group'), from: day, to: day });

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const { kind, from, to } = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  const [movement, freshness] = await Promise.all([readMovement(shopId, { from, to }, Date.now()), readPageFreshness(shopId)]);
  if (!movement) return { kind, names: VOCABULARIES[kind], movement: null, freshness };
  const { fromDay, toDay, settings, due, matrices, ...shown } = movement;
  if (due) await askForMovement(shopId, fromDay, toDay, settings);
  return { kind, names: VOCABULARIES[kind], movement: { ...shown, counts: matrices ? matrices[kind] : null }, freshness };
}

/** After a failure: once more. */
export async function action({ request }: ActionFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const { from, to } = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  const movement = await readMovement(shopId, { from, to }, Date.now());
  if (!movement) throw new Response(null, { status: 400 });
  await askForMovement(shopId, movement.fromDay, movement.toDay, movement.settings);
  return { outcome: 'asked' as const };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Movement() {
  return <MovementView {...useLoaderData<typeof loader>()} />;
}
