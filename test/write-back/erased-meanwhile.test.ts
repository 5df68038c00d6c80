// A person is erased while something about them is just being planned: whichever commits first, nothing of theirs is left.
import { expect, it, vi } from 'vitest';
import { inShop, inShopBulk, type ShopId } from '../../app/records/db.ts';
import { planCodeIntent } from '../../app/records/code-intents.ts';
import { erasePersons } from '../../app/records/erase.ts';
import { getShopSettings } from '../../app/records/shop-settings.ts';
import { insertTagChanges, insertTagRun } from '../../app/records/write-back/tag-plans.ts';
import { planChanges } from '../../app/write-back/customer-tags/plan-changes.ts';
import { keepClaim } from '../../app/write-back/keep-claim.ts';
import { useDatabase } from '../support/database.ts';

const db = useDatabase();
const erase = (shopId: ShopId) => inShop(shopId, (tx) => erasePersons(tx, shopId, { customerIds: [7n], orderIds: [] }, new Date()));
const placesOf = (shopId: ShopId, tables: readonly string[]) =>
  db.asOwner<{ place: string }>(tables.map((table) => `select '${table}' as place from ${table} where shop_id = $1 and customer_id = 7`).join(' union all '), [shopId]);

async function newShop(): Promise<{ shopId: ShopId; alertId: bigint }> {
  const { shopId } = await db.newShop();
  for (const id of [7, 8]) await db.asOwner("insert into customer (shop_id, customer_id, created_at, updated_at, own_tags) values ($1, $2, '2020-01-01', '2020-01-01', '{perennial:alert}')", [shopId, id]);
  const [alert] = await db.asOwner<{ alert_id: string }>(
    "insert into churn_alert (shop_id, customer_id, raised_at, risk_score, value_at_risk_minor, cause, updated_at) select $1, id, now(), 90, 100, 'drifting', now() from unnest(array[7, 8]) id returning alert_id::text",
    [shopId],
  );
  return { shopId, alertId: BigInt(alert?.alert_id ?? expect.fail()) };
}

it('a plan of tags that was read before the erasure writes nothing of the person', async () => {
  const { shopId } = await newShop();
  const { tags } = await getShopSettings(shopId);
  await inShopBulk(shopId, async (connection) => {
    for await (const { changes } of planChanges(connection, shopId, tags)) {
      expect(changes.map(({ customerId }) => customerId)).toEqual([7n, 8n]);
      await erase(shopId);
      await insertTagChanges(connection, shopId, await insertTagRun(connection, shopId, 'scored'), changes);
    }
  });
  expect(await placesOf(shopId, ['tag_change', 'customer'])).toEqual([]);
  expect(await db.asOwner('select r.planned, r.removals, c.customer_id::int as whose from tag_run r join tag_change c using (shop_id, tag_run_id) where r.shop_id = $1', [shopId])).toEqual([{ planned: 1, removals: 1, whose: 8 }]);
});

it('an erasure waits for a plan of tags that is about to commit, and takes what it wrote', async () => {
  const { shopId } = await newShop();
  const { tags } = await getShopSettings(shopId);
  let erased: Promise<unknown> = Promise.resolve();
  await inShopBulk(shopId, async (connection) => {
    for await (const { changes } of planChanges(connection, shopId, tags)) await insertTagChanges(connection, shopId, await insertTagRun(connection, shopId, 'scored'), changes);
    erased = erase(shopId);
    await expect(Promise.race([erased, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).resolves.toBe('waits');
  });
  await erased;
  expect(await placesOf(shopId, ['tag_change', 'customer'])).toEqual([]);
});

it('an erasure waits for an offer that is about to commit, and takes its code', async () => {
  const { shopId, alertId } = await newShop();
  let erased: Promise<unknown> = Promise.resolve();
  await inShop(shopId, async (tx) => {
    await tx.$queryRaw`select 1 from churn_alert where shop_id = ${shopId} and alert_id = ${alertId} for update`;
    await planCodeIntent(tx, { shopId, intentKey: `alert:${alertId}`, customerId: 7n, alertId, percentage: 0.1, startsAt: new Date(), endsAt: new Date(Date.now() + 1_000) });
    erased = erase(shopId);
    await expect(Promise.race([erased, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).resolves.toBe('waits');
  });
  await erased;
  expect(await placesOf(shopId, ['code_intent', 'churn_alert', 'customer'])).toEqual([]);
});

it('a claim is renewed once at a time, however long the database holds it up', async () => {
  vi.useFakeTimers();
  let over = () => undefined as unknown;
  let renewals = 0;
  const letGo = keepClaim(() => (renewals += 1, new Promise<void>((resolve) => (over = () => resolve()))), 30_000, {});
  await vi.advanceTimersByTimeAsync(100_000);
  expect(renewals).toBe(1);
  over();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(renewals).toBe(2);
  letGo();
  over();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(renewals).toBe(2);
  vi.useRealTimers();
});
