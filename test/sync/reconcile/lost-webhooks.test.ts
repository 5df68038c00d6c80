// Whatever share of the webhooks is lost: after two passes what is stored is what Shopify holds, row by row, and what
// differed was said. Another pass then finds nothing and writes nothing.
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { importAll } from '../support/run-import.ts';
import { useSimulatedStore } from '../../write-back/simulated-store.ts';
import { driftOf, inShopify, stored, writtenRows } from './support/both-sides.ts';
import { lossyShop } from './support/lossy-shop.ts';
import { deepPass, hotPass } from './support/passes.ts';
import { live } from './support/story.ts';

const HOUR_MS = 3_600_000;
const db = useDatabase();
const store = useSimulatedStore(db, { bulk: { delayMs: 0, scatterSeed: 3 } });

describe.each([0, 0.1, 0.5, 1])('a share of %d of the webhooks is lost', (share) => {
  it('and is repaired by a hot and a deep pass', { timeout: 60_000 }, async () => {
    const shop = await lossyShop(db, store.running, () => share, { shoppers: 40, seed: 100 + share * 10 });
    shop.ago(6 * HOUR_MS);
    await importAll(db, shop.shopId);
    live(store.running, shop, { steps: 90, seed: 7 + share * 10, span: [5 * HOUR_MS, HOUR_MS] });
    const lost = await shop.deliver();
    shop.ago(0);
    if (share === 0) expect(lost).toBe(0);

    await hotPass(shop.shopId);
    // Shopify says of an export in which second it began, and what the hot pass learnt in that second stays.
    shop.ago(-2_000);
    await deepPass(db, shop.shopId);
    expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state));
    const drift = await driftOf(db, shop.shopId);
    expect(drift.filter(({ inFlight }) => inFlight)).toEqual([]);
    if (share === 0) expect(drift).toEqual([]);
    else expect(drift.length).toBeGreaterThan(share === 1 ? 40 : 3);

    const before = await writtenRows(db, shop.shopId);
    await hotPass(shop.shopId);
    await deepPass(db, shop.shopId);
    expect(await driftOf(db, shop.shopId)).toEqual(drift);
    expect(await writtenRows(db, shop.shopId)).toEqual(before);
  });
});
