// What movement needs to know of every customer besides their orders, a row each, by ascending id.
import type { PoolClient } from 'pg';
import type { CustomerId, Day } from '../../domain/glossary.ts';
import { emptyCodes, type Places, VOCABULARIES } from '../../domain/segments/movement.ts';
import type { ShopId } from '../db.ts';

/** Where the current scores have each customer: what the page Segments counts. */
export async function readCurrentPlaces(connection: PoolClient, shopId: ShopId): Promise<Places> {
  const { rows } = await connection.query<[id: string, group: string, tier: string, stage: string]>({
    text: 'select customer_id::text, rfm_group, value_tier, lifecycle_stage from customer_score where shop_id = $1 order by customer_id',
    values: [shopId],
    rowMode: 'array',
  });
  const codes = emptyCodes(rows.length);
  rows.forEach(([, group, tier, stage], i) => {
    codes.group[i] = VOCABULARIES.group.findIndex((name) => name === group);
    codes.tier[i] = VOCABULARIES.tier.findIndex((name) => name === tier);
    codes.stage[i] = VOCABULARIES.stage.findIndex((name) => name === stage);
  });
  return { customerIds: BigInt64Array.from(rows, ([id]) => BigInt(id)), ...codes };
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
