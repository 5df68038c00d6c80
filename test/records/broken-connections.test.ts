import { expect, test } from 'vitest';
import { inShop, inShopBulk } from '../../app/records/db.ts';
import { useDatabase } from '../support/database.ts';

const db = useDatabase({ queue: false });

const breakAll = () => db.asOwner("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'perennial'");

test('connections that break in the midst of work fail that work, and nothing after it', { timeout: 60_000 }, async () => {
  const { shopId } = await db.newShop();
  // More often than the pool has connections: one that were lost each time would be missed.
  for (let round = 0; round < 12; round += 1) {
    await expect(
      inShopBulk(shopId, async (connection) => {
        await breakAll();
        await connection.query('select 1');
      }),
    ).rejects.toThrow();
    await expect(
      inShop(shopId, async (tx) => {
        await breakAll();
        await tx.tagRun.count();
      }),
    ).rejects.toThrow();
  }
  expect(await inShop(shopId, (tx) => tx.tagRun.count())).toBe(0);
});
