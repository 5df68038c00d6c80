// Whatever brings Shopify's data into the tables of a shop holds this lock until it commits: batches of an export and
// single webhooks then see each other whole, and never insert the same key at once.
import type { PoolClient } from 'pg';
import type { ShopId, ShopTx } from '../db.ts';

const INBOUND = 728_304;

export async function lockInbound(tx: ShopTx, shopId: ShopId): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${INBOUND}::int, ${Number(shopId)}::int)`;
}

export async function lockInboundBulk(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query('select pg_advisory_xact_lock($1::int, $2::int)', [INBOUND, Number(shopId)]);
}
