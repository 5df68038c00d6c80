// Segments: the RFM grid as a picture, and the three vocabularies with their full definitions.
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { inShop } from '../records/db.ts';
import { readDefinitions } from '../records/pages/definitions.ts';
import { readFreshness } from '../records/pages/freshness.ts';
import { GRID_COLUMNS, groupAreas, movedBySeason, rfmGrid, tierCombinations } from '../records/pages/rfm-grid.ts';
import { readSegments } from '../records/pages/segments.ts';
import { noteSeen } from '../records/pages/setup-marks.ts';
import { SegmentsView } from '../ui/segments/segments-view.tsx';
import { requireAdminShop } from './admin-shop.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, marks } = await requireAdminShop(request);
  const { freshness, definitions, segments } = await inShop(shopId, async (tx) => ({
    freshness: await readFreshness(tx),
    definitions: await readDefinitions(tx),
    segments: await readSegments(tx),
  }));
  if (definitions) await noteSeen(shopId, marks, 'segments');
  const { cells, ...tables } = segments;
  const frequencyWeight = definitions?.season?.frequencyWeight ?? 1;
  return { freshness, definitions, segments: tables, columns: GRID_COLUMNS, grid: rfmGrid(cells, frequencyWeight), movedBySeason: movedBySeason(cells, frequencyWeight), areas: groupAreas(), tierMap: tierCombinations() };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Segments() {
  return <SegmentsView {...useLoaderData<typeof loader>()} />;
}
