// What movement needs to know of every customer besides their orders, a row each, by ascending id.
import type { PoolClient } from 'pg';
import type { CustomerId, Day } from '../../domain/glossary.ts';
import type { Places } from '../../domain/segments/movement.ts';
import { placesOfCodes } from '../../domain/segments/codes/segment-codes.ts';
import type { ShopId } from '../db.ts';
import { getLastRunWithin } from '../scoring/scoring-runs.ts';
import { readSegmentCodes } from '../scoring/segment-chunks.ts';

/** Where the current scores have each customer: what the page Segments counts. */
export async function readCurrentPlaces(connection: PoolClient, shopId: ShopId): Promise<Places> {
  const run = await getLastRunWithin(connection, shopId);
  return placesOfCodes(await readSegmentCodes(connection, shopId), run?.model.season?.frequencyWeight);
}

/** The day of the shop on which Shopify first knew each customer. @param timeZone IANA name */
export async function readKnownSince(connection: PoolClient, shopId: ShopId, timeZone: string): Promise<ReadonlyMap<CustomerId, Day>> {
  const { rows } = await connection.query<[id: string, day: number]>({
    text: "select customer_id::text, (created_at at time zone $2)::date - date '1970-01-01' from customer where shop_id = $1 and merged_into_id is null",
    values: [shopId, timeZone],
    rowMode: 'array',
  });
  return new Map(rows.map(([id, day]) => [BigInt(id), day]));
}
