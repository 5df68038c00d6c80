// The same promise against the whole simulated store, judged from its ledger.
import { beforeEach, describe, expect, test } from 'vitest';
import { settleCode } from '../../../app/write-back/discount-codes/settle-code.ts';
import { revokeCode } from '../../../app/write-back/discount-codes/revoke-code.ts';
import { useDatabase } from '../../support/database.ts';
import type { Fault } from '../../store/http/faults.ts';
import { type StoreShop, useSimulatedStore } from '../simulated-store.ts';
import { plan, read, settleThrough } from './intents.ts';

const db = useDatabase();
const store = useSimulatedStore(db);

let shop: StoreShop;
let customerId: bigint;
beforeEach(async () => {
  shop = await store.newShop();
  const [id = 0] = await store.newCustomers(shop, 1);
  customerId = BigInt(id);
  store.running.runtime.plan.length = 0;
});

const settle = (intentKey: string) => settleCode({ shopId: shop.shopId.toString(), intentKey });

async function expectOneCode(intentKey: string): Promise<void> {
  const intent = await read(shop.shopId, intentKey);
  const made = [...shop.state.discounts.values()].filter(({ title }) => title === `Perennial ${intentKey}`);
  expect(made).toHaveLength(1);
  expect(intent).toMatchObject({ state: 'created', discountGid: `gid://shopify/DiscountCodeNode/${made[0]?.id}` });
  expect(store.running.store.ledger.of('discount-created', shop.domain).filter(({ detail }) => JSON.stringify(detail).includes(`${made[0]?.id}`))).toHaveLength(1);
}

test('a hundred plans and a hundred settlings at once are one discount in the ledger', { timeout: 60_000 }, async () => {
  await Promise.all(Array.from({ length: 100 }, () => plan(shop.shopId, 'alert:1', { customerId })));
  await Promise.allSettled(Array.from({ length: 100 }, () => settle('alert:1')));
  await settleThrough(db, shop.shopId, 'alert:1');
  await expectOneCode('alert:1');
  expect(shop.ledger('discount-created')).toBe(1);
});

describe('faults of the creation and of the look-up', () => {
  test.each<[string, Fault]>([
    ['the answer is lost after the effect', { kind: 'answer-lost' }],
    ['HTTP 503', { kind: 'status', status: 503 }],
    ['the connection is cut', { kind: 'timeout', afterMs: 20 }],
  ])('%s', { timeout: 60_000 }, async (_name, fault) => {
    store.running.runtime.plan.push({ where: 'graphql', operationName: 'createDiscount', times: 2, fault: { ...fault } }, { where: 'graphql', operationName: 'discountByCode', times: 3, fault: { ...fault } });
    await plan(shop.shopId, 'alert:2', { customerId });
    await settleThrough(db, shop.shopId, 'alert:2');
    await expectOneCode('alert:2');
    expect(shop.ledger('discount-created')).toBe(1);
  });
});

test('a revoked code is no longer active', async () => {
  await plan(shop.shopId, 'alert:3', { customerId });
  await settleThrough(db, shop.shopId, 'alert:3');
  await revokeCode(shop.shopId, 'alert:3');
  await settleThrough(db, shop.shopId, 'alert:3');
  const [made] = [...shop.state.discounts.values()];
  expect(made?.endsAt).not.toBeNull();
  expect(made?.endsAt ?? Infinity).toBeLessThanOrEqual(Date.now() + 1_000);
});

test('a customer who is gone fails the intent, and the page can tell why', async () => {
  await plan(shop.shopId, 'alert:4', { customerId: 999_999_999n });
  await settleThrough(db, shop.shopId, 'alert:4');
  expect((await read(shop.shopId, 'alert:4')).state).toBe('failed');
  expect(['customer-gone', 'refused']).toContain((await read(shop.shopId, 'alert:4')).error);
  expect(shop.ledger('discount-created')).toBe(0);
});
