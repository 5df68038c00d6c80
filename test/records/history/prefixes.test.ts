// The packed history that follows the events, one after the other, is the one that all the rows give at once: to the byte,
// after any prefix of the events. So are the codes of where everybody stands.
import { describe, expect, it } from 'vitest';
import { historyOfBuyers } from '../../../app/domain/history/history-of-buyers.ts';
import { packChunks } from '../../../app/domain/history/pack-chunks.ts';
import { packCodes } from '../../../app/domain/segments/codes/pack-codes.ts';
import { segmentCodes } from '../../../app/domain/segments/codes/segment-codes.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { inShopBulk, type ShopId } from '../../../app/records/db.ts';
import { readAllBuyers } from '../../../app/records/history/read-buyers.ts';
import { readPackedHistory } from '../../../app/records/history/read-packed.ts';
import { getLastRun } from '../../../app/records/scoring/scoring-runs.ts';
import { scoreNamedCustomers } from '../../../app/scoring/score-customers.ts';
import { scoreWholeShop } from '../../../app/scoring/score-shop.ts';
import { refreshChunks } from '../../../app/records/history/refresh-chunks.ts';
import { useDatabase } from '../../support/database.ts';
import { codesOfRows, storedCodes } from '../../scoring/support/read-back.ts';
import { CUSTOMERS, lifeOf, TODAY } from './support/random-events.ts';
import { historyOfRows } from './support/rows-of-shop.ts';

const db = useDatabase();
const ZONE = 'America/New_York';
/** A sample every day; more on demand. */
const SEEDS = Number(process.env['PREFIX_SEEDS'] ?? 2);
const EVENTS = 45;
/** After so many events the whole shop is scored, once. */
const SCORED_AT = 15;
const NOW_MS = (TODAY + 0.7) * 86_400_000;

interface StoredChunk {
  readonly firstKey: string;
  readonly buyers: string;
  readonly orders: string;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const stored = (shopId: ShopId) =>
  db.asOwner<StoredChunk & Record<string, unknown>>(`select first_key::text as "firstKey", encode(buyers, 'hex') as buyers, encode(orders, 'hex') as orders from history_chunk where shop_id = $1 order by first_key`, [shopId]);

async function ofAllRows(shopId: ShopId): Promise<StoredChunk[]> {
  const buyers = await inShopBulk(shopId, (connection) => readAllBuyers(connection, shopId, ZONE));
  return Array.from(packChunks(buyers), (chunk) => ({ firstKey: chunk.firstKey.toString(), buyers: hex(chunk.buyers), orders: hex(chunk.orders) }));
}

/** Everybody who may be touched is scored one by one, as after a webhook, with the model of the one full run. */
async function codesAsScored(shopId: ShopId): Promise<unknown> {
  expect(await scoreNamedCustomers(shopId, CUSTOMERS.map(BigInt), NOW_MS)).toMatchObject({ outcome: 'scored' });
  expect(await storedCodes(db, shopId)).toEqual(await codesOfRows(db, shopId));
  return storedCodes(db, shopId);
}

/** The codes of everybody at once, from all rows, by the same model. */
async function codesOfAllRows(shopId: ShopId): Promise<unknown> {
  const run = await getLastRun(shopId);
  if (!run) throw new Error('no run');
  const codes = segmentCodes(await historyOfRows(db, shopId, ZONE, TODAY, run.settings.unpaidAfterDays), run.model);
  return Array.from(packCodes(codes), (chunk) => ({ firstKey: chunk.firstKey.toString(), customerIds: hex(chunk.customerIds), codes: hex(chunk.codes) }));
}

describe('the packed history', () => {
  it.each(Array.from({ length: SEEDS }, (_, i) => i + 1))('is that of all rows after any prefix of events: seed %i', { timeout: 240_000 }, async (seed) => {
    const { shopId, domain } = await db.newShop({ timeZone: ZONE });
    const life = lifeOf(shopId, domain, seed);
    const random = seededRandom(1_000 + seed);
    const happened: string[] = [];
    let patches = 0;
    let most = 0;
    for (let event = 0; event < EVENTS; event += 1) {
      happened.push(await life.next());
      if (event === SCORED_AT) await scoreWholeShop(shopId, NOW_MS);
      // Scores that were taken away are taken from the codes too, before anybody scores again.
      if (event > SCORED_AT) expect(await storedCodes(db, shopId), `${event}: ${happened.at(-1)}`).toEqual(await codesOfRows(db, shopId));
      if (random.uniform() < 0.4) continue;
      // Whoever reads may die before it is committed.
      if (random.uniform() < 0.2) await expect(inShopBulk(shopId, async (connection) => Promise.reject(new Error(`gone ${await refreshChunks(connection, shopId, ZONE)}`)))).rejects.toThrow('gone');
      const before = await stored(shopId);
      const packed = await readPackedHistory(shopId, ZONE);
      const chunks = await stored(shopId);
      expect(chunks, `${event}: ${happened.at(-1)}`).toEqual(await ofAllRows(shopId));
      const unpaidAfterDays = random.integer(60);
      expect(plain(historyOfBuyers(packed, { today: TODAY, unpaidAfterDays }))).toEqual(plain(await historyOfRows(db, shopId, ZONE, TODAY, unpaidAfterDays)));
      if (event >= SCORED_AT) expect(await codesAsScored(shopId), `${event}: ${happened.at(-1)}`).toEqual(await codesOfAllRows(shopId));
      if (before.length > 0 && JSON.stringify(before) !== JSON.stringify(chunks)) patches += 1;
      most = Math.max(most, chunks.length);
    }
    // The events did reach chunks that were there, and there was more than one.
    expect(patches).toBeGreaterThan(10);
    expect(most).toBeGreaterThan(4);
  });

  it('would not be, if one mark were forgotten', async () => {
    const { shopId, domain } = await db.newShop({ timeZone: ZONE });
    const life = lifeOf(shopId, domain, 99);
    for (let event = 0; event < 30; event += 1) await life.next();
    await readPackedHistory(shopId, ZONE);
    let seen = 0;
    let forgotten = 0;
    for (let event = 0; event < 12; event += 1) {
      await life.next();
      forgotten += (await db.asOwner('delete from history_mark where shop_id = $1 returning 1', [shopId])).length;
      await readPackedHistory(shopId, ZONE);
      if (JSON.stringify(await stored(shopId)) !== JSON.stringify(await ofAllRows(shopId))) seen += 1;
    }
    expect(forgotten).toBeGreaterThan(0);
    expect(seen).toBeGreaterThan(0);
  });

  it('is made anew for another time zone, and where it was packed by another version', async () => {
    const { shopId, domain } = await db.newShop({ timeZone: ZONE });
    const life = lifeOf(shopId, domain, 5);
    for (let event = 0; event < 20; event += 1) await life.next();
    const refresh = (zone: string) => inShopBulk(shopId, (connection) => refreshChunks(connection, shopId, zone));
    expect([await refresh(ZONE), await refresh(ZONE), await refresh('Asia/Shanghai'), await refresh('Asia/Shanghai')]).toEqual([null, 0, null, 0]);
    await db.asOwner("update history_chunk set made_with = '0 Asia/Shanghai' where shop_id = $1", [shopId]);
    expect([await refresh('Asia/Shanghai'), await refresh('Asia/Shanghai')]).toEqual([null, 0]);
  });
});

function plain<T extends { orderStart: Uint32Array; orderDay: Int32Array; orderValueMinor: Float64Array; customerIds: BigInt64Array }>(history: T): object {
  return { ...history, customerIds: [...history.customerIds].map(String), orderStart: [...history.orderStart], orderDay: [...history.orderDay], orderValueMinor: [...history.orderValueMinor] };
}
