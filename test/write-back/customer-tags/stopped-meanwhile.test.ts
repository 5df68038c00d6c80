import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inShop } from '../../../app/records/db.ts';
import { putBackChanges, takeChanges } from '../../../app/records/write-back/tag-changes.ts';
import { useDatabase } from '../../support/database.ts';
import { score, useSimulatedStore } from '../simulated-store.ts';
import { changeStates, lastRun, plan } from './runs.ts';

const db = useDatabase();
const store = useSimulatedStore(db);

test('changes put back while the merchant stops their run do not wait in it', async () => {
  const shop = await store.newShop();
  const ids = await store.newCustomers(shop, 30);
  await score(db, shop.shopId, ids, 'champions');
  await plan(shop.shopId);
  const { tagRunId } = await lastRun(shop.shopId);
  expect(await takeChanges(shop.shopId, tagRunId, 50)).toHaveLength(30);
  let putting: Promise<void> | undefined;
  await inShop(shop.shopId, async (tx) => {
    await tx.tagRun.updateMany({ where: { shopId: shop.shopId, tagRunId }, data: { state: 'stopped', stoppedAt: new Date() } });
    putting = putBackChanges(shop.shopId, tagRunId);
    // Long enough to have read the run as it still is for everybody else.
    await sleep(200);
  });
  await putting;
  expect(await changeStates(shop.shopId, tagRunId)).toEqual({ stopped: 30 });
});
