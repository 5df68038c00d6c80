// All chunks of a shop at once: with millions of orders it takes seconds, and nobody who brings news waits for them. The inbound
// lock is held before, to put an empty first chunk in the place of what was there: from then on whoever changes something marks
// it. And it is held after, to put the chunks in its place. What changed meanwhile is marked, so the next reading takes it up.
// Erasing a person leaves no mark of theirs: it takes the right from whoever is building (see forget-history.ts), who then
// begins anew.
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { FIRST_KEY } from '../../domain/history/chunk-starts.ts';
import { packBuyers } from '../../domain/history/pack-buyers.ts';
import { packChunks } from '../../domain/history/pack-chunks.ts';
import { joinBuyers } from '../../domain/history/splice-buyers.ts';
import { inShopBulk, type ShopId } from '../db.ts';
import { lockInboundBulk } from '../inbound/lock.ts';
import { madeWith, putChunk } from './chunks.ts';
import { readAllBuyers } from './read-buyers.ts';

/** Above so many marks, reading them one by one takes as long as reading everything. */
export const MOST_MARKS = 100_000;

/** Of a shop in which persons are erased all the time, refreshChunks makes the chunks under the lock. */
const MOST_ATTEMPTS = 2;

/** Makes the chunks of a shop that has none, or others than these. */
export async function buildChunks(shopId: ShopId, timeZone: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const right = await beginBuilding(shopId, timeZone);
    if (right === null || (await finishBuilding(shopId, timeZone, right))) return;
  }
}

/** @returns the right to build; null where there is nothing to build. */
export async function beginBuilding(shopId: ShopId, timeZone: string): Promise<string | null> {
  return inShopBulk(shopId, async (connection) => {
    if (!(await areDue(connection, shopId, timeZone))) return null;
    await lockBuilding(connection, shopId);
    if (!(await areDue(connection, shopId, timeZone))) return null;
    const right = `${BUILDING}${randomUUID()}`;
    await lockInboundBulk(connection, shopId);
    await connection.query('delete from history_mark where shop_id = $1', [shopId.toString()]);
    await connection.query('delete from history_chunk where shop_id = $1', [shopId.toString()]);
    await putChunk(connection, shopId, { firstKey: FIRST_KEY, madeWith: right, ...packBuyers(joinBuyers([])) });
    return right;
  });
}

/** Only after beginBuilding is committed. @returns whether the chunks are there: not, where the right was taken away. */
export async function finishBuilding(shopId: ShopId, timeZone: string, right: string): Promise<boolean> {
  return inShopBulk(shopId, async (connection) => {
    await lockBuilding(connection, shopId);
    if (!(await hasRight(connection, shopId, right))) return false;
    const chunks = [...packChunks(await readAllBuyers(connection, shopId, timeZone))];
    await lockInboundBulk(connection, shopId);
    if (!(await hasRight(connection, shopId, right))) return false;
    for (const chunk of chunks) await putChunk(connection, shopId, { ...chunk, madeWith: madeWith(timeZone) });
    return true;
  });
}

/** Begins the version of a first chunk that stands for a shop whose chunks are being made. */
export const BUILDING = 'building ';

/** One builds at a time; taken before the inbound lock. */
async function lockBuilding(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query("select pg_advisory_xact_lock(hashtextextended('perennial chunks ' || $1, 0))", [shopId.toString()]);
}

async function areDue(connection: PoolClient, shopId: ShopId, timeZone: string): Promise<boolean> {
  const { rows } = await connection.query<{ due: boolean }>(
    `select not exists (select from history_chunk where shop_id = $1) or exists (select from history_chunk where shop_id = $1 and made_with <> $2)
       or (select count(*) from (select from history_mark where shop_id = $1 limit $3) marks) = $3 as due`,
    [shopId.toString(), madeWith(timeZone), MOST_MARKS + 1],
  );
  return rows[0]?.due === true;
}

async function hasRight(connection: PoolClient, shopId: ShopId, right: string): Promise<boolean> {
  const { rowCount } = await connection.query('select 1 from history_chunk where shop_id = $1 and first_key = $2 and made_with = $3', [shopId.toString(), FIRST_KEY.toString(), right]);
  return rowCount === 1;
}
