// Whatever brings Shopify's data into the tables of a shop holds this lock until it commits: batches of an export and
// single webhooks then see each other whole, and never insert the same key at once.
import type { PoolClient } from 'pg';
import { GiveUp } from '../../domain/outcomes.ts';
import type { ShopId, ShopTx } from '../db.ts';

const INBOUND = 728_304;

export async function lockInbound(tx: ShopTx, shopId: ShopId): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${INBOUND}::int, ${Number(shopId)}::int)`;
}

export async function lockInboundBulk(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query('select pg_advisory_xact_lock($1::int, $2::int)', [INBOUND, Number(shopId)]);
}

/** SQL: as lockInboundBulk, but others may hold it so too: batches that write nothing but rows of their own, next to each other. */
export const lockInboundInPart = (shopId: ShopId): string => `select pg_advisory_xact_lock_shared(${INBOUND}, ${Number(shopId)}::int)`;

/**
 * For the rest of the transaction whole sets are joined by hashing, never row by row. The planner cannot know how many rows
 * of a table belong to this shop: it sees the shop once in our condition and again in that of row-level security, takes the
 * two for independent, expects one row, and would go through all of them for each row of the other side.
 */
export async function joinByHashing(connection: PoolClient): Promise<void> {
  await connection.query("select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)");
}

/** Takes joinByHashing back: a few rows are looked up among many. */
export async function lookUpByIndex(connection: PoolClient): Promise<void> {
  await connection.query("select set_config('enable_nestloop', 'on', true), set_config('jit', 'off', true)");
}

/** As joinByHashing. */
export async function joinByHashingWithin(tx: ShopTx): Promise<void> {
  await tx.$queryRaw`select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`;
}

// Orders have no foreign key to the shop, for it would be checked row by row. In its place, whoever is about to
// write any keeps the shop's row from being deleted until the end of the transaction; erasing a shop takes that row first.

const gone = (shopId: ShopId) => new GiveUp(`shop ${shopId} was erased`);

/** @throws GiveUp when the shop is no longer there. */
export async function holdShop(tx: ShopTx, shopId: ShopId): Promise<void> {
  const held = await tx.$queryRaw<unknown[]>`select 1 from shop where shop_id = ${shopId} for key share`;
  if (held.length === 0) throw gone(shopId);
}

/** As holdShop. */
export async function holdShopBulk(connection: PoolClient, shopId: ShopId): Promise<void> {
  const { rowCount } = await connection.query('select 1 from shop where shop_id = $1 for key share', [shopId.toString()]);
  if (rowCount === 0) throw gone(shopId);
}
