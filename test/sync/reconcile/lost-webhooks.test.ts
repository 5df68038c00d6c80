// Whatever share of the webhooks is lost: after two passes what is stored is what Shopify holds, row by row, and what
// differed was said. Another pass then finds nothing and writes nothing.
import { describe, expect, it } from 'vitest';
import type { ShopId } from '../../../app/records/db.ts';
import { type TestDatabase, useDatabase } from '../../support/database.ts';
import { importAll } from '../support/run-import.ts';
import { useSimulatedStore } from '../../write-back/simulated-store.ts';
import { driftOf, inShopify, stored, writtenRows } from './support/both-sides.ts';
import { type LossyShop, lossyShop } from './support/lossy-shop.ts';
import { deepPass, hotPass } from './support/passes.ts';
import { live } from './support/story.ts';

const HOUR_MS = 3_600_000;
const db = useDatabase();
const store = useSimulatedStore(db, { bulk: { delayMs: 0, scatterSeed: 3 } });

/** Who is stored as merged, and into whom. */
async function mergesOf(testDb: TestDatabase, shopId: ShopId): Promise<unknown> {
  return testDb.asOwner('select customer_id::float8 as merged, merged_into_id::float8 as kept from customer where shop_id = $1 and merged_into_id is not null order by 1', [shopId]);
}

/** Of the merges in the store those that can be known: that somebody without orders was merged, and not just deleted, only its webhook says. */
async function mergesKnown(testDb: TestDatabase, { shopId, state }: LossyShop): Promise<unknown> {
  const buried = new Set((await testDb.asOwner<{ id: number }>("select subject_id::float8 as id from tombstone where shop_id = $1 and kind = 'customer'", [shopId])).map(({ id }) => id));
  const survivor = (id: number): number => (state.mergedCustomers.has(id) ? survivor(state.mergedCustomers.get(id) ?? 0) : id);
  return [...state.mergedCustomers.keys()].filter((id) => !buried.has(id)).sort((a, b) => a - b).map((merged) => ({ merged, kept: survivor(merged) }));
}

describe.each([0, 0.1, 0.5, 1])('a share of %d of the webhooks is lost', (share) => {
  it('and is repaired by a hot and a deep pass', { timeout: 60_000 }, async () => {
    const shop = await lossyShop(db, store.running, () => share, { shoppers: 10, seed: 100 + share * 10 });
    shop.ago(6 * HOUR_MS);
    await importAll(db, shop.shopId);
    live(store.running, shop, { steps: 44, seed: 7 + share * 10, span: [5 * HOUR_MS, HOUR_MS] });
    const lost = await shop.deliver();
    shop.ago(0);
    if (share === 0) expect(lost).toBe(0);

    await hotPass(shop.shopId);
    // Shopify says of an export in which second it began, and what the hot pass learnt in that second stays.
    shop.ago(-2_000);
    await deepPass(db, shop.shopId);
    expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state));
    expect(await mergesOf(db, shop.shopId)).toEqual(await mergesKnown(db, shop));
    const drift = await driftOf(db, shop.shopId);
    expect(drift.filter(({ inFlight }) => inFlight)).toEqual([]);
    // A survivor gets the tags of whom it took in, and no webhook says so.
    const survivors = new Set(shop.state.mergedCustomers.values());
    if (share === 0) expect(drift.filter(({ id, fields }) => !(survivors.has(id) && fields.join() === 'ownTags'))).toEqual([]);
    else expect(drift.length).toBeGreaterThan(share === 1 ? 20 : 1);

    const before = await writtenRows(db, shop.shopId);
    await hotPass(shop.shopId);
    await deepPass(db, shop.shopId);
    expect(await driftOf(db, shop.shopId)).toEqual(drift);
    expect(await writtenRows(db, shop.shopId)).toEqual(before);
  });
});

describe.each(['orders/', 'customers/', 'customer.tags_'])('all webhooks of %s are lost', (lostTopic) => {
  it('and two passes repair it', { timeout: 60_000 }, async () => {
    const shop = await lossyShop(db, store.running, (topic) => (topic.startsWith(lostTopic) ? 1 : 0), { shoppers: 8, seed: 31 });
    shop.ago(6 * HOUR_MS);
    await importAll(db, shop.shopId);
    live(store.running, shop, { steps: 26, seed: 5, span: [5 * HOUR_MS, HOUR_MS] });
    await shop.deliver();
    shop.ago(0);
    await hotPass(shop.shopId);
    await deepPass(db, shop.shopId);
    expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state));
  });
});
