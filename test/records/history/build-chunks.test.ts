// All chunks of a shop are made while its life goes on: what came meanwhile is in them with the next reading, and an erased
// person is not.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { unpackKeys } from '../../../app/domain/history/pack-buyers.ts';
import { packChunks } from '../../../app/domain/history/pack-chunks.ts';
import { inShop, inShopBulk, type ShopId } from '../../../app/records/db.ts';
import { erasePersons } from '../../../app/records/erase.ts';
import { beginBuilding, finishBuilding } from '../../../app/records/history/build-chunks.ts';
import { readAllBuyers } from '../../../app/records/history/read-buyers.ts';
import { readPackedHistory } from '../../../app/records/history/read-packed.ts';
import { lockInbound } from '../../../app/records/inbound/lock.ts';
import { useDatabase } from '../../support/database.ts';
import { CUSTOMERS, lifeOf } from './support/random-events.ts';

const db = useDatabase();
const ZONE = 'America/New_York';

interface Chunk {
  readonly buyers: Uint8Array;
  readonly orders: Uint8Array;
}

const plain = (chunks: readonly Chunk[]): string[] => chunks.map(({ buyers, orders }) => `${Buffer.from(buyers).toString('hex')} ${Buffer.from(orders).toString('hex')}`);

async function ofAllRows(shopId: ShopId): Promise<string[]> {
  return plain([...packChunks(await inShopBulk(shopId, (connection) => readAllBuyers(connection, shopId, ZONE)))]);
}

async function begin(shopId: ShopId): Promise<string> {
  const right = await beginBuilding(shopId, ZONE);
  if (right === null) throw new Error('nothing to build');
  return right;
}

it.each([1, 2, 3])('takes up what came while they were made: seed %i', async (seed) => {
  const { shopId, domain } = await db.newShop({ timeZone: ZONE });
  const life = lifeOf(shopId, domain, seed);
  for (let event = 0; event < 25; event += 1) await life.next();
  for (let round = 0; round < 3; round += 1) {
    const right = await begin(shopId);
    for (let event = 0; event < 6; event += 1) await life.next();
    await finishBuilding(shopId, ZONE, right);
    for (let event = 0; event < 3; event += 1) await life.next();
    expect(plain(await readPackedHistory(shopId, ZONE))).toEqual(await ofAllRows(shopId));
    expect(await beginBuilding(shopId, ZONE)).toBeNull();
    await db.asOwner("update history_chunk set made_with = '0 UTC' where shop_id = $1", [shopId]);
  }
});

it('a person who is erased after they were read is not in them', async () => {
  const { shopId, domain } = await db.newShop({ timeZone: ZONE });
  const life = lifeOf(shopId, domain, 4);
  for (let event = 0; event < 25; event += 1) await life.next();
  const [{ id } = { id: '' }] = await db.asOwner<{ id: string }>('select customer_id::text as id from "order" where shop_id = $1 and customer_id is not null group by 1 order by count(*) desc, 1 limit 1', [shopId]);
  expect(CUSTOMERS.map(String)).toContain(id);
  const right = await begin(shopId);
  let finished: Promise<boolean> | undefined;
  await inShop(shopId, async (tx) => {
    await lockInbound(tx, shopId);
    finished = finishBuilding(shopId, ZONE, right);
    // They have read everything, and wait for the lock that is held here.
    for (;;) {
      const waiting = await db.asOwner("select 1 from pg_locks where locktype = 'advisory' and not granted and objid = $1", [shopId]);
      if (waiting.length > 0) break;
      await sleep(10);
    }
    await erasePersons(tx, shopId, { customerIds: [BigInt(id)], orderIds: [] }, new Date());
  });
  expect(await finished).toBe(false);
  const packed = await readPackedHistory(shopId, ZONE);
  expect(packed.flatMap(({ buyers }) => [...unpackKeys(buyers)])).not.toContain(BigInt(id));
  expect(plain(packed)).toEqual(await ofAllRows(shopId));
});

it('of two who make them at once one makes them', async () => {
  const { shopId, domain } = await db.newShop({ timeZone: ZONE });
  const life = lifeOf(shopId, domain, 5);
  for (let event = 0; event < 25; event += 1) await life.next();
  const [one, other] = await Promise.all([readPackedHistory(shopId, ZONE), readPackedHistory(shopId, ZONE)]);
  expect(plain(one)).toEqual(plain(other));
  expect(plain(one)).toEqual(await ofAllRows(shopId));
  const early = await begin(shopId).catch(() => null);
  expect(early).toBeNull();
});
