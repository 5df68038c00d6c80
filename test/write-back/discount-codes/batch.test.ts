// Many codes in one call: whatever is lost, late or half done, each intent ends with its own code and no other.
import { beforeEach, describe, expect, test } from 'vitest';
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { codeOfIntent, planCodeIntent } from '../../../app/records/code-intents.ts';
import { inShop } from '../../../app/records/db.ts';
import { planCodeBatch } from '../../../app/records/write-back/code-batches.ts';
import { settleBatch } from '../../../app/write-back/discount-codes/batch/settle-batch.ts';
import { revokeCode } from '../../../app/write-back/discount-codes/revoke-code.ts';
import { useDatabase } from '../../support/database.ts';
import { createDiscount } from '../../store/discounts/manage-discounts.ts';
import { type StoreShop, useSimulatedStore } from '../simulated-store.ts';
import { letTimePass, read, settleThrough, use } from './intents.ts';
import { redeemableCodes, watchRedeemable } from './redeemable.ts';

const db = useDatabase();
const store = useSimulatedStore(db);

let shop: StoreShop;
let customers: bigint[];
beforeEach(async () => {
  shop = await store.newShop();
  customers = (await store.newCustomers(shop, 6)).map(BigInt);
  store.running.runtime.plan.length = 0;
});

const keys = () => customers.map((_, place) => `alert:${place + 1}`);
const codeOf = (key: string, salt = 0) => codeOfIntent(shop.shopId, key, salt);
const redeemable = () => redeemableCodes(store.running.store, shop);

async function planBatch(): Promise<bigint> {
  const now = Date.now();
  return inShop(shop.shopId, async (tx) => {
    const batchId = await planCodeBatch(tx, shop.shopId);
    for (const [place, customerId] of customers.entries()) {
      await planCodeIntent(tx, { shopId: shop.shopId, intentKey: `alert:${place + 1}`, customerId, alertId: null, batchId, percentage: 0.15, startsAt: new Date(now - 1_000), endsAt: new Date(now + 86_400_000) });
    }
    return batchId;
  });
}

async function settleAll(batchId: bigint): Promise<void> {
  for (let round = 0; ; round += 1) {
    if (round > 40) throw new Error('the batch is not settled');
    try {
      await settleBatch({ shopId: shop.shopId.toString(), batchId: batchId.toString() });
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
    }
    const [batch] = await db.asOwner<{ state: string; creation_gid: string | null }>('select state, creation_gid from code_batch where shop_id = $1 and batch_id = $2', [shop.shopId, batchId]);
    if (batch?.state === 'done') break;
    if (batch?.creation_gid) await new Promise((later) => setTimeout(later, 100));
    await db.asOwner("update code_batch set claimed_until = null, attempted_at = attempted_at - interval '10 minutes', added_at = case when creation_gid is null then added_at - interval '10 minutes' else added_at end where shop_id = $1", [shop.shopId]);
  }
  for (const key of keys()) {
    await letTimePass(db, shop.shopId, key);
    await settleThrough(db, shop.shopId, key);
  }
}

const watch = () => watchRedeemable(store.running.store, shop, (code) => keys().find((key) => [0, 1, 2].some((salt) => codeOf(key, salt) === code)));

test('six codes are one discount, for six customers, each for one use', async () => {
  await settleAll(await planBatch());
  const [discount, ...others] = [...shop.state.discounts.values()];
  expect(others).toEqual([]);
  expect(discount).toMatchObject({ usageLimit: 1, appliesOncePerCustomer: true, context: { kind: 'customers', customerIds: customers.map(Number) } });
  expect(redeemable()).toEqual(keys().map((key) => codeOf(key)).sort());
  for (const key of keys()) expect(await read(shop.shopId, key)).toMatchObject({ state: 'created', discountGid: `gid://shopify/DiscountCodeNode/${discount?.id}`, code: codeOf(key) });
});

describe('half a result', () => {
  test('codes that somebody else has are replaced, the others stay', async () => {
    for (const key of ['alert:1', 'alert:4']) createDiscount(store.running.store, shop.state, { title: 'Summer', code: codeOf(key).toLowerCase(), usageLimit: 1, startsAt: 0, endsAt: null }, 'merchant');
    await settleAll(await planBatch());
    for (const key of keys()) {
      const taken = key === 'alert:1' || key === 'alert:4';
      expect(await read(shop.shopId, key)).toMatchObject({ state: 'created', salt: taken ? 1 : 0, ...(taken ? { batchId: null } : {}) });
    }
    expect(redeemable()).toHaveLength(6);
  });

  test('a customer who is gone: the others get theirs one by one', async () => {
    shop.state.customers.delete(Number(customers[2]));
    await settleAll(await planBatch());
    expect(await read(shop.shopId, 'alert:3')).toMatchObject({ state: 'failed' });
    expect(redeemable()).toEqual(keys().filter((key) => key !== 'alert:3').map((key) => codeOf(key)).sort());
  });
});

describe('one code among many', () => {
  test('taken back, is taken out of the discount; the others stay', async () => {
    await settleAll(await planBatch());
    await letTimePass(db, shop.shopId, 'alert:2');
    await revokeCode(shop.shopId, 'alert:2');
    await settleThrough(db, shop.shopId, 'alert:2');
    expect(await read(shop.shopId, 'alert:2')).toMatchObject({ state: 'revoked' });
    expect(redeemable()).toEqual(keys().filter((key) => key !== 'alert:2').map((key) => codeOf(key)).sort());
  });

  test('taken back before the batch was made, is not there; the first one neither', async () => {
    const batchId = await planBatch();
    for (const key of ['alert:1', 'alert:3']) await revokeCode(shop.shopId, key);
    await settleAll(batchId);
    expect(redeemable()).toEqual(keys().filter((key) => key !== 'alert:1' && key !== 'alert:3').map((key) => codeOf(key)).sort());
  });

  test('used by another of the same batch, is taken out, and its owner has one of their own', async () => {
    await settleAll(await planBatch());
    const watching = watch();
    await letTimePass(db, shop.shopId, 'alert:2');
    await use(shop.shopId, codeOf('alert:2'), 77n, { customerId: customers[4] ?? 0n });
    await settleThrough(db, shop.shopId, 'alert:2');
    watching.stop();
    expect(await read(shop.shopId, 'alert:2')).toMatchObject({ state: 'created', batchId: null, code: codeOf('alert:2', 1), reissues: 1 });
    expect(redeemable()).toEqual([...keys().filter((key) => key !== 'alert:2').map((key) => codeOf(key)), codeOf('alert:2', 1)].sort());
    expect(watching.doubled).toEqual([]);
  });
});
