// Brings the packed purchase history of a shop up to date with the rows: whoever is marked is read anew and put in place of what
// was known of them. Where there are no chunks yet, or where they were packed otherwise, everything is read anew: mostly before,
// and without the lock, by build-chunks.ts.
//
// Why it is exact. What a chunk says of a buyer depends on rows of that buyer and of who was merged with them, and on nothing
// else. Marks commit together with the rows they are for. Here the marks are taken first and the rows read after: what is
// committed in between is in the rows, and its mark stays for the next time. Whoever writes the inbound tables holds the lock
// that is held here, so an erased person is never put back from rows read before the erasure.
import type { PoolClient } from 'pg';
import { type Buyers, sliceBuyers } from '../../domain/history/buyers.ts';
import { chunkGroups } from '../../domain/history/chunk-groups.ts';
import { FIRST_KEY } from '../../domain/history/chunk-starts.ts';
import { unpackBuyers } from '../../domain/history/pack-buyers.ts';
import { packChunks } from '../../domain/history/pack-chunks.ts';
import { joinBuyers, spliceBuyers } from '../../domain/history/splice-buyers.ts';
import type { ShopId } from '../db.ts';
import { lockInboundBulk } from '../inbound/lock.ts';
import { MOST_MARKS } from './build-chunks.ts';
import { deleteChunks, madeWith, putChunk, readChunks } from './chunks.ts';
import { readAllBuyers, readBuyers, withKin } from './read-buyers.ts';

/** Whether the chunks are those of the rows as far as they are committed. */
async function areFresh(connection: PoolClient, shopId: ShopId, timeZone: string): Promise<boolean> {
  const { rows } = await connection.query<{ fresh: boolean }>(
    `select not exists (select from history_mark where shop_id = $1) and exists (select from history_chunk where shop_id = $1)
       and not exists (select from history_chunk where shop_id = $1 and made_with <> $2) as fresh`,
    [shopId.toString(), madeWith(timeZone)],
  );
  return rows[0]?.fresh === true;
}

/** @returns how many buyers were read anew; null for all of them. */
export async function refreshChunks(connection: PoolClient, shopId: ShopId, timeZone: string): Promise<number | null> {
  if (await areFresh(connection, shopId, timeZone)) return 0;
  await lockInboundBulk(connection, shopId);
  const shop = shopId.toString();
  const { rows: marks } = await connection.query<{ key: string }>('with taken as (delete from history_mark where shop_id = $1 returning buyer_key) select distinct buyer_key::text as key from taken', [shop]);
  const { rows: stored } = await connection.query<{ key: string; made: boolean }>('select first_key::text as key, made_with = $2 as made from history_chunk where shop_id = $1 order by first_key', [shop, madeWith(timeZone)]);
  if (stored.length === 0 || stored.some(({ made }) => !made) || marks.length > MOST_MARKS) {
    await deleteChunks(connection, shopId, stored.map(({ key }) => BigInt(key)));
    await putBuyers(connection, shopId, timeZone, FIRST_KEY, await readAllBuyers(connection, shopId, timeZone));
    return null;
  }
  const changed = await withKin(connection, shopId, BigInt64Array.from(marks, ({ key }) => BigInt(key)).sort());
  const news = await readBuyers(connection, shopId, timeZone, changed);
  const here = new Set(news.keys);
  for (const { firstKeys, from, to } of chunkGroups(stored.map(({ key }) => BigInt(key)), changed, (key) => here.has(key))) {
    const known = await readChunks(connection, shopId, firstKeys);
    const some = changed.subarray(from, to);
    const buyers = spliceBuyers(joinBuyers(known.map(unpackBuyers)), some, within(news, some));
    const written = await putBuyers(connection, shopId, timeZone, firstKeys[0] ?? FIRST_KEY, buyers);
    await deleteChunks(connection, shopId, firstKeys.filter((key) => !written.has(key)));
  }
  return changed.length;
}

/** Of `buyers` those whose keys lie from the first of `changed` up to its last. */
function within(buyers: Buyers, changed: BigInt64Array): Buyers {
  const from = buyers.keys.findIndex((key) => key >= changed[0]!);
  if (from < 0) return sliceBuyers(buyers, 0, 0);
  const beyond = buyers.keys.findIndex((key) => key > changed[changed.length - 1]!);
  return sliceBuyers(buyers, from, beyond < 0 ? buyers.keys.length : beyond);
}

/** Writes buyers from the chunk `from` on as the chunks that they make. @returns the chunks' first keys */
async function putBuyers(connection: PoolClient, shopId: ShopId, timeZone: string, from: bigint, buyers: Buyers): Promise<Set<bigint>> {
  const written = new Set<bigint>();
  for (const chunk of packChunks(buyers, from)) {
    await putChunk(connection, shopId, { ...chunk, madeWith: madeWith(timeZone) });
    written.add(chunk.firstKey);
  }
  return written;
}
