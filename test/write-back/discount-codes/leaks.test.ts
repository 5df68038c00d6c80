// A code that leaked is ended before another takes its place; a reward goes with the order that used it.
import { beforeEach, describe, expect, test } from 'vitest';
import { codeOfIntent } from '../../../app/records/code-intents.ts';
import { erasePersons } from '../../../app/records/erase.ts';
import { inShop } from '../../../app/records/db.ts';
import { noteCodeTry } from '../../../app/records/write-back/code-tries.ts';
import { settleCode } from '../../../app/write-back/discount-codes/settle-code.ts';
import { useDatabase } from '../../support/database.ts';
import { type StoreShop, useSimulatedStore } from '../simulated-store.ts';
import { letTimePass, plan, read, settleThrough, use } from './intents.ts';
import { redeemableCodes, watchRedeemable } from './redeemable.ts';

const db = useDatabase();
const store = useSimulatedStore(db);

let shop: StoreShop;
let owner: bigint;
let stranger: bigint;
beforeEach(async () => {
  shop = await store.newShop();
  const [a = 0, b = 0] = await store.newCustomers(shop, 2);
  [owner, stranger] = [BigInt(a), BigInt(b)];
});

const redeemable = () => redeemableCodes(store.running.store, shop);
const codeOf = (key: string, salt = 0) => codeOfIntent(shop.shopId, key, salt);
const incidents = () => db.asOwner<{ kind: string; code: string; intent_key: string; order_id: string }>('select kind, code, intent_key, order_id from code_incident where shop_id = $1 order by incident_id', [shop.shopId]);
const jobs = () => db.asOwner("select 1 from pgboss.job where name = 'settle-code' and data ->> 'shopId' = $1", [shop.shopId.toString()]);

async function ready(key: string, customerId = owner): Promise<string> {
  const { code } = await plan(shop.shopId, key, { customerId });
  await settleThrough(db, shop.shopId, key);
  return code;
}

/** Shopify counts a use. */
function countUse(code: string, customerId: bigint | null): void {
  const discount = [...shop.state.discounts.values()].find(({ codes }) => codes.some((one) => one.code === code));
  const redeemCode = discount?.codes.find((one) => one.code === code);
  if (!discount || !redeemCode) throw new Error(`no such code: ${code}`);
  redeemCode.usageCount += 1;
  discount.redemptions.push({ codeId: redeemCode.id, code, orderId: 1, customerId: customerId === null ? null : Number(customerId), at: Date.now() });
}

describe('a code that somebody else used', () => {
  test.each<[string, () => bigint | null, string]>([
    ['another customer', () => stranger, 'used-by-another'],
    ['a guest', () => null, 'used-by-guest'],
  ])('%s: it is ended, recorded, and the owner has a new one', async (_name, buyer, kind) => {
    const code = await ready('alert:1');
    const watch = watchRedeemable(store.running.store, shop, (one) => ([codeOf('alert:1'), codeOf('alert:1', 1)].includes(one) ? 'alert:1' : undefined));
    countUse(code, buyer());
    expect(await use(shop.shopId, code, 71n, { customerId: buyer() })).toEqual(['alert:1']);
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'reissuing', redeemedOrderId: 71n });
    await settleThrough(db, shop.shopId, 'alert:1');
    watch.stop();
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'created', code: codeOf('alert:1', 1), reissues: 1, redeemedOrderId: null, error: null });
    expect(redeemable()).toEqual([codeOf('alert:1', 1)]);
    expect(watch.doubled).toEqual([]);
    expect(await incidents()).toEqual([{ kind, code, intent_key: 'alert:1', order_id: '71' }]);
    // The same order once more, in whatever version, is no second leak.
    expect(await use(shop.shopId, code, 71n, { customerId: buyer() })).toEqual([]);
    expect(await incidents()).toHaveLength(1);
  });

  test('tried by another customer it is ended too, once; a try by its owner, of an ended code, or after the last reissue changes nothing', async () => {
    const tried = (customerId: bigint, code: string) => inShop(shop.shopId, (tx) => noteCodeTry(tx, shop.shopId, { customerId, code }, new Date()));
    let code = await ready('alert:1');
    expect(await tried(owner, code)).toBeNull();
    expect(await tried(stranger, 'PRN-NOBODYSCODE')).toBeNull();
    for (const reissue of [1, 2]) {
      const leaked = code;
      expect(await tried(stranger, leaked.toLowerCase())).toBe('alert:1');
      expect(await tried(stranger, leaked)).toBeNull();
      await settleThrough(db, shop.shopId, 'alert:1');
      ({ code } = await read(shop.shopId, 'alert:1'));
      expect(code).toBe(codeOf('alert:1', reissue));
      expect(redeemable()).toEqual([code]);
      expect(await tried(stranger, leaked)).toBeNull();
    }
    // The reward stays, whoever tries: only a use can end it.
    expect(await tried(stranger, code)).toBeNull();
    expect(redeemable()).toEqual([code]);
    expect((await incidents()).map(({ kind }) => kind)).toEqual(['tried-by-another', 'tried-by-another', 'tried-by-another']);
  });

  test('an order with codes of several customers is a leak in bulk: each gets another', async () => {
    const codes = [await ready('alert:1'), await ready('alert:2')];
    expect(await use(shop.shopId, codes[0] ?? '', 72n, { customerId: stranger, codes })).toEqual(['alert:1', 'alert:2']);
    for (const key of ['alert:1', 'alert:2']) await settleThrough(db, shop.shopId, key);
    expect((await incidents()).map(({ kind }) => kind)).toEqual(['seen-in-bulk', 'seen-in-bulk']);
    expect(redeemable()).toEqual([codeOf('alert:1', 1), codeOf('alert:2', 1)].sort());
  });

  test('that leaks again and again is not made once more', async () => {
    let code = await ready('alert:1');
    for (const order of [81n, 82n, 83n]) {
      await use(shop.shopId, code, order, { customerId: stranger });
      await settleThrough(db, shop.shopId, 'alert:1');
      ({ code } = await read(shop.shopId, 'alert:1'));
    }
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'revoked', error: 'leaked', reissues: 2 });
    expect(redeemable()).toEqual([]);
    expect(await incidents()).toHaveLength(3);
  });

  test('whose owner used it in the same minute: nobody gets a second reward', async () => {
    const code = await ready('alert:1');
    await use(shop.shopId, code, 91n, { customerId: stranger });
    countUse(code, stranger);
    countUse(code, owner);
    // Shopify has counted a use whose order has not come to us.
    await expect(settleCode({ shopId: shop.shopId.toString(), intentKey: 'alert:1' })).rejects.toMatchObject({ name: 'RetryLater' });
    expect(redeemable()).toEqual([]);
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'reissuing', salt: 0 });
  });

  test("whose owner's own order comes after the new code was made: the new one is ended", async () => {
    const code = await ready('alert:1');
    await use(shop.shopId, code, 91n, { customerId: stranger });
    await settleThrough(db, shop.shopId, 'alert:1');
    expect(await use(shop.shopId, code, 92n, { customerId: owner })).toEqual(['alert:1']);
    await settleThrough(db, shop.shopId, 'alert:1');
    expect(redeemable()).toEqual([]);
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'redeemed', redeemedOrderId: 92n });
  });

  test('turns out to be its owner: the order was a guest’s only at first', async () => {
    const code = await ready('alert:1');
    await use(shop.shopId, code, 93n, { customerId: null });
    await use(shop.shopId, code, 93n, { customerId: owner });
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'redeemed', redeemedOrderId: 93n });
  });

  test('or by the customer that its owner was merged into: no leak', async () => {
    const code = await ready('alert:1');
    await db.asOwner('update customer set merged_into_id = $3 where shop_id = $1 and customer_id = $2', [shop.shopId, stranger, owner]);
    expect(await use(shop.shopId, code, 94n, { customerId: stranger })).toEqual([]);
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'redeemed' });
    // The order may come before the news of the merge: the one who was merged is not there any more.
    const second = await ready('alert:2');
    await use(shop.shopId, second, 95n, { customerId: stranger + 1000n });
    shop.state.customers.delete(Number(owner));
    await settleThrough(db, shop.shopId, 'alert:2');
    expect(await read(shop.shopId, 'alert:2')).toMatchObject({ state: 'redeemed', redeemedOrderId: 95n });
    expect(await incidents()).toEqual([]);
  });
});

describe('a reward and the order that used it', () => {
  test('paid back or cancelled, the order takes the reward along', async () => {
    const code = await ready('alert:1');
    expect(await use(shop.shopId, code, 61n, { customerId: owner })).toEqual([]);
    const before = await jobs();
    expect(await use(shop.shopId, code, 61n, { customerId: owner, undone: true })).toEqual(['alert:1']);
    expect(before).toHaveLength(1);
    await settleThrough(db, shop.shopId, 'alert:1');
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'revoked', error: 'refunded', redeemedOrderId: 61n });
    expect(redeemable()).toEqual([]);
    expect(await use(shop.shopId, code, 61n, { customerId: owner, undone: true })).toEqual([]);
  });

  test('used by two orders, since somebody raised its limit: it is ended and recorded', async () => {
    const code = await ready('alert:1');
    for (const discount of shop.state.discounts.values()) discount.usageLimit = 100;
    await use(shop.shopId, code, 62n, { customerId: owner });
    expect(await use(shop.shopId, code, 63n, { customerId: owner })).toEqual(['alert:1']);
    await settleThrough(db, shop.shopId, 'alert:1');
    expect(redeemable()).toEqual([]);
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'redeemed', redeemedOrderId: 62n });
    expect(await incidents()).toEqual([{ kind: 'used-twice', code, intent_key: 'alert:1', order_id: '63' }]);
  });
});

test('what is recorded of a person goes with them', async () => {
  const code = await ready('alert:1');
  await use(shop.shopId, code, 71n, { customerId: stranger });
  await letTimePass(db, shop.shopId, 'alert:1');
  await inShop(shop.shopId, (tx) => erasePersons(tx, shop.shopId, { customerIds: [stranger], orderIds: [71n] }, new Date()));
  expect(await incidents()).toEqual([]);
});
