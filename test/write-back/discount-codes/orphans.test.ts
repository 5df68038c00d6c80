// What Shopify holds is compared with the intents, and put right.
import { beforeEach, describe, expect, test } from 'vitest';
import { codeOfIntent } from '../../../app/records/code-intents.ts';
import { findAllOrphanCodes } from '../../../app/write-back/discount-codes/orphans/find-all-orphan-codes.ts';
import { compareCodes } from '../../../app/write-back/discount-codes/orphans/find-orphan-codes.ts';
import { revokeCode } from '../../../app/write-back/discount-codes/revoke-code.ts';
import { useDatabase } from '../../support/database.ts';
import { createDiscount, deactivateDiscount, deleteDiscount } from '../../store/discounts/manage-discounts.ts';
import type { Discount } from '../../store/model.ts';
import { type StoreShop, useSimulatedStore } from '../simulated-store.ts';
import { letTimePass, plan, read, settleThrough } from './intents.ts';
import { redeemableCodes } from './redeemable.ts';

const db = useDatabase();
const store = useSimulatedStore(db);

let shop: StoreShop;
let customerId: bigint;
beforeEach(async () => {
  shop = await store.newShop();
  const [id = 0] = await store.newCustomers(shop, 1);
  customerId = BigInt(id);
});

const HOUR_MS = 3_600_000;
const incidents = () => db.asOwner<{ kind: string; code: string; intent_key: string }>('select kind, code, intent_key from code_incident where shop_id = $1 order by incident_id', [shop.shopId]);
const redeemable = () => redeemableCodes(store.running.store, shop);
const made = (code: string): Discount => {
  const found = [...shop.state.discounts.values()].find(({ codes }) => codes.some((one) => one.code === code));
  if (!found) throw new Error(`no such code: ${code}`);
  return found;
};

/** A discount as the app, or somebody, made it an hour ago. */
function put(title: string, code: string): Discount {
  const discount = createDiscount(store.running.store, shop.state, { title, code, usageLimit: 1, startsAt: Date.now() - HOUR_MS, endsAt: Date.now() + HOUR_MS, context: { kind: 'customers', customerIds: [Number(customerId)] } }, 'app');
  discount.createdAt -= HOUR_MS;
  return discount;
}

async function ready(key: string): Promise<string> {
  const { code } = await plan(shop.shopId, key, { customerId });
  await settleThrough(db, shop.shopId, key);
  made(code).createdAt -= HOUR_MS;
  await db.asOwner("update code_intent set settled_at = settled_at - interval '1 hour' where shop_id = $1 and intent_key = $2", [shop.shopId, key]);
  return code;
}

describe('a code in Shopify that should not be there', () => {
  test('without an intent it is ended and recorded; what is right, and what is not ours, stays', async () => {
    const right = await ready('alert:1');
    const orphan = codeOfIntent(shop.shopId, 'alert:99', 0);
    put('Perennial alert:99', orphan);
    const plants = [put('Perennial plants, 10 % off', 'PLANTS10'), put('Perennial', 'PRN-SHORT'), put('Summer', codeOfIntent(shop.shopId, 'x', 0))];
    expect(await compareCodes(shop.shopId)).toEqual({ compared: 2, ended: 1, remade: 0 });
    expect(made(orphan).endsAt ?? Infinity).toBeLessThanOrEqual(Date.now());
    expect(plants.every(({ endsAt }) => (endsAt ?? 0) > Date.now())).toBe(true);
    expect(redeemable()).toContain(right);
    expect(await incidents()).toEqual([{ kind: 'orphan', code: orphan, intent_key: 'alert:99' }]);
    expect(await compareCodes(shop.shopId)).toEqual({ compared: 1, ended: 0, remade: 0 });
  });

  test('of a reward that was taken back, and was made active again by hand', async () => {
    const code = await ready('alert:1');
    await revokeCode(shop.shopId, 'alert:1');
    await settleThrough(db, shop.shopId, 'alert:1');
    made(code).endsAt = null;
    expect((await compareCodes(shop.shopId)).ended).toBe(1);
    expect(redeemable()).toEqual([]);
    expect((await incidents()).map(({ kind }) => kind)).toEqual(['still-active']);
  });

  test('that is younger than ten minutes waits for the next time', async () => {
    put('Perennial alert:99', codeOfIntent(shop.shopId, 'alert:99', 0)).createdAt = Date.now();
    expect((await compareCodes(shop.shopId)).ended).toBe(0);
  });

  test('over several pages', { timeout: 60_000 }, async () => {
    const codes = Array.from({ length: 120 }, (_, each) => put(`Perennial alert:${each}`, codeOfIntent(shop.shopId, `alert:${each}`, 0)));
    expect(await compareCodes(shop.shopId)).toEqual({ compared: 120, ended: 120, remade: 0 });
    expect(codes.every(({ endsAt }) => (endsAt ?? Infinity) <= Date.now())).toBe(true);
  });

  test('of an intent that was given up, and came to be after all: it is what the merchant asked for', async () => {
    const { code } = await plan(shop.shopId, 'alert:1', { customerId });
    await db.asOwner("update code_intent set state = 'failed', error = 'unreachable', attempted_at = now() - interval '1 hour' where shop_id = $1", [shop.shopId]);
    put('Perennial alert:1', code);
    expect((await compareCodes(shop.shopId)).ended).toBe(0);
    await settleThrough(db, shop.shopId, 'alert:1');
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'created', code });
    expect(redeemable()).toEqual([code]);
  });
});

describe('a code that should be there', () => {
  test('and is not is made again, the same; deleted once more, it stays so', async () => {
    const code = await ready('alert:1');
    deleteDiscount(store.running.store, shop.state, made(code), 'merchant');
    expect((await compareCodes(shop.shopId)).remade).toBe(1);
    await letTimePass(db, shop.shopId, 'alert:1');
    await settleThrough(db, shop.shopId, 'alert:1');
    expect(redeemable()).toEqual([code]);
    deleteDiscount(store.running.store, shop.state, made(code), 'merchant');
    await db.asOwner("update code_intent set settled_at = settled_at - interval '1 hour' where shop_id = $1", [shop.shopId]);
    expect((await compareCodes(shop.shopId)).remade).toBe(0);
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'revoked', error: 'ended-by-hand' });
    expect((await incidents()).map(({ kind }) => kind)).toEqual(['missing', 'ended-by-hand']);
  });

  test('and was ended by hand is shown as withdrawn', async () => {
    const code = await ready('alert:1');
    deactivateDiscount(store.running.store, shop.state, made(code));
    expect((await compareCodes(shop.shopId)).remade).toBe(0);
    expect(await read(shop.shopId, 'alert:1')).toMatchObject({ state: 'revoked', error: 'ended-by-hand' });
  });
});

test('every installed shop is compared once a day', async () => {
  await db.asOwner('delete from pgboss.job');
  const hour = Math.floor(Date.now() / HOUR_MS) % 24;
  await findAllOrphanCodes();
  const jobs = await db.asOwner<{ data: { shopId: string } }>("select data from pgboss.job where name = 'find-orphan-codes'");
  const due = await db.asOwner<{ shop_id: string }>('select shop_id from shop where uninstalled_at is null and shop_id % 24 = $1', [hour]);
  expect(jobs.map(({ data }) => data.shopId).sort()).toEqual(due.map(({ shop_id }) => shop_id).sort());
});
