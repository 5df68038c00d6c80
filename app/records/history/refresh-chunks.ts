// Brings the packed purchase history of a shop up to date with the rows: whoever is marked is read anew and put in place of what
// was known of them; everything is read anew where there are no chunks yet, or where they were packed otherwise.
//
// Why it is exact. What a chunk says of a buyer depends on rows of that buyer and of who was merged with them, and on nothing
// else. Marks commit together with the rows they are for. Here the marks are taken first and the rows read after: what is
// committed in between is in the rows, and its mark stays for the next time. Whoever writes the inbound tables holds the lock
// that is held here, so an erased person is never put back from rows read before the erasure.
import type { PoolClient } from 'pg';
import { type Buyers, sliceBuyers } from '../../domain/history/buyers.ts';
import { chunkStarts, FIRST_KEY } from '../../domain/history/chunk-starts.ts';
import { packBuyers, PACKING_VERSION, unpackBuyers } from '../../domain/history/pack-buyers.ts';
import { joinBuyers, spliceBuyers } from '../../domain/history/splice-buyers.ts';
import type { ShopId } from '../db.ts';
import { lockInboundBulk } from '../inbound/lock.ts';
import { deleteChunks, putChunk, readChunks } from './chunks.ts';
import { readAllBuyers, readBuyers, withKin } from './read-buyers.ts';

/** Above so many marks, reading them one by one takes as long as reading everything. */
const MOST_MARKS = 100_000;

const madeWith = (timeZone: string) => `${PACKING_VERSION} ${timeZone}`;

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
  for (const group of groupsOf(stored.map(({ key }) => BigInt(key)), changed, news)) {
    const known = await readChunks(connection, shopId, group.firstKeys);
    const buyers = spliceBuyers(joinBuyers(known.map(unpackBuyers)), group.changed, group.news);
    const written = await putBuyers(connection, shopId, timeZone, group.firstKeys[0] ?? FIRST_KEY, buyers);
    await deleteChunks(connection, shopId, group.firstKeys.filter((key) => !written.has(key)));
  }
  return changed.length;
}

interface Group {
  /** Of neighbouring chunks. */
  readonly firstKeys: bigint[];
  readonly changed: BigInt64Array;
  readonly news: Buyers;
}

/**
 * The chunks in which somebody changed, each with who that is. A chunk whose first buyer is gone goes into the one before it:
 * so do both belong together.
 */
function* groupsOf(firsts: readonly bigint[], changed: BigInt64Array, news: Buyers): Generator<Group> {
  const alive = new Set(news.keys);
  let from = 0;
  let fromNews = 0;
  let open: { firstKeys: bigint[]; from: number; fromNews: number } | null = null;
  const close = (): Group => ({ firstKeys: open?.firstKeys ?? [], changed: changed.subarray(open?.from, from), news: sliceBuyers(news, open?.fromNews ?? 0, fromNews) });
  for (let i = 0; i < firsts.length; i += 1) {
    const first = firsts[i]!;
    const next = firsts[i + 1] ?? null;
    const isGone = first !== FIRST_KEY && changed[from] === first && !alive.has(first);
    if (open && !isGone) {
      yield close();
      open = null;
    }
    // The chunk before had no change of its own, and is needed for the buyers that come to it.
    if (isGone && !open) open = { firstKeys: [firsts[i - 1]!], from, fromNews };
    const begin = { from, fromNews };
    while (from < changed.length && (next === null || changed[from]! < next)) from += 1;
    while (fromNews < news.keys.length && (next === null || news.keys[fromNews]! < next)) fromNews += 1;
    if (isGone) open?.firstKeys.push(first);
    else if (from > begin.from) open = { firstKeys: [first], ...begin };
  }
  if (open) yield close();
}

/** Packs buyers from `first` on into the chunks that they make. @returns the chunks' first keys */
async function putBuyers(connection: PoolClient, shopId: ShopId, timeZone: string, first: bigint, buyers: Buyers): Promise<Set<bigint>> {
  const written = new Set<bigint>();
  const starts = chunkStarts(buyers.keys);
  const put = async (firstKey: bigint, from: number, to: number) => {
    written.add(firstKey);
    await putChunk(connection, shopId, { firstKey, madeWith: madeWith(timeZone), ...packBuyers(sliceBuyers(buyers, from, to)) });
  };
  // A chunk begins with its first buyer, but for the shop's first, which is there also when it is empty.
  if (starts[0] !== 0 || first === FIRST_KEY) await put(first, 0, starts[0] ?? buyers.keys.length);
  for (const [i, from] of starts.entries()) await put(buyers.keys[from]!, from, starts[i + 1] ?? buyers.keys.length);
  return written;
}
