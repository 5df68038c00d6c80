import { describe, expect, it } from 'vitest';
import type { Buyers } from '../../../app/domain/history/buyers.ts';
import { unpackBuyers } from '../../../app/domain/history/pack-buyers.ts';
import { joinBuyers } from '../../../app/domain/history/splice-buyers.ts';
import { setOwnTags } from '../../../app/records/customers.ts';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { readPackedHistory } from '../../../app/records/history/read-packed.ts';
import { readPurchaseOrders } from '../../../app/records/purchase-orders.ts';
import { useDatabase } from '../../support/database.ts';
import { customerGid, mergeBody, orderBody } from '../support/bodies.ts';
import { happen } from '../support/inbox.ts';
import { stateOf } from '../support/state.ts';

const db = useDatabase();
const at = (second: number) => `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`;
const read = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId));
const order = (id: number, customerId: number, second = 0) => ({ topic: 'orders/create', body: orderBody({ id, customerId, updatedAt: at(second) }), triggeredAt: at(second) });
const merge = (keptId: number, mergedId: number, second: number) => ({ topic: 'customers/merge', body: mergeBody(keptId, mergedId), triggeredAt: at(second) });
const deletion = (id: number, second: number) => ({ topic: 'customers/delete', body: { id }, triggeredAt: at(second) });
const tags = (topic: string, id: number, names: string[], second: number) => ({ topic, body: { customerId: customerGid(id), tags: names, occurredAt: at(second) }, triggeredAt: at(second) });

const buyers = async (shopId: ShopId, timeZone = 'UTC'): Promise<Buyers> => joinBuyers((await readPackedHistory(shopId, timeZone)).map(unpackBuyers));

/** For each order who bought it, those of nobody first. */
async function survivors(shopId: ShopId): Promise<(bigint | null)[]> {
  const { keys, scored, orderStart } = await buyers(shopId);
  const each = [...keys].flatMap((key, i) => Array.from({ length: orderStart[i + 1]! - orderStart[i]! }, () => (scored[i] === 1 ? key : null)));
  return [...each.filter((key) => key === null), ...each.filter((key) => key !== null)];
}

describe('merged customers', () => {
  it('count as one: orders are read under the survivor and kept under their own', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, order(1, 7), order(2, 8), merge(8, 7, 5), order(3, 8, 6));
    expect(await survivors(shopId)).toEqual([8n, 8n, 8n]);
    expect((await read(shopId)).orders.map((row) => row['customer_id'])).toEqual(['7', '8', '8']);
    expect([...(await buyers(shopId)).keys]).toEqual([8n]);
    expect((await readPurchaseOrders(shopId, 'UTC', [8n])).orders).toHaveLength(3);
  });

  it('merged again are followed to the last survivor, in either order of arrival', async () => {
    for (const events of [[merge(8, 7, 5), merge(9, 8, 6)], [merge(9, 8, 6), merge(8, 7, 5)]]) {
      const { shopId } = await db.newShop();
      await happen(shopId, order(1, 7), order(2, 8), ...events);
      expect(await survivors(shopId)).toEqual([9n, 9n]);
      expect((await read(shopId)).customers.map((row) => [row['customer_id'], row['merged_into_id']])).toEqual([['7', '9'], ['8', '9'], ['9', null]]);
    }
  });

  it('never go in a circle', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, merge(8, 7, 5), merge(7, 8, 6), merge(7, 7, 7), merge(9, 8, 8), merge(7, 9, 9));
    expect((await read(shopId)).customers.map((row) => [row['customer_id'], row['merged_into_id']])).toEqual([['7', '9'], ['8', '9'], ['9', null]]);
  });

  it('stay apart when the merge failed', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, order(1, 7), { topic: 'customers/merge', body: mergeBody(8, 7, 'failed'), triggeredAt: at(5) });
    expect(await survivors(shopId)).toEqual([7n]);
  });

  it('whose rest is then deleted in Shopify keep their history with the survivor, in either order', async () => {
    const states = [];
    for (const events of [[merge(8, 7, 5), deletion(7, 6)], [deletion(7, 6), merge(8, 7, 5)]]) {
      const { shopId } = await db.newShop();
      await happen(shopId, order(1, 7), order(2, 8), ...events);
      expect(await survivors(shopId)).toEqual([8n, 8n]);
      states.push(await read(shopId));
    }
    expect(states[1]).toEqual(states[0]);
  });

  it('an opt-out of one is the opt-out of the person', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, order(1, 7), order(2, 8));
    await db.asOwner('update customer set scoring_opt_out = true where shop_id = $1 and customer_id = 7', [shopId]);
    await happen(shopId, merge(8, 7, 5));
    expect(await buyers(shopId)).toMatchObject({ keys: { length: 0 }, day: { length: 0 } });
  });
});

describe('a deleted customer', () => {
  it('is gone, and comes back neither by an order nor by an update', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, order(1, 7), deletion(7, 3), { topic: 'customers/update', body: { id: 7, created_at: at(0), updated_at: at(9) }, triggeredAt: at(9) }, order(2, 7, 9), tags('customer.tags_added', 7, ['perennial:alert'], 9));
    expect((await read(shopId)).customers).toEqual([]);
    expect(await survivors(shopId)).toEqual([null, null]);
  });

  it('is not deleted by an update under another topic', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, order(1, 7), { topic: 'customers/delete', body: { id: 7, created_at: at(0), updated_at: at(0) }, triggeredAt: at(1) });
    expect((await read(shopId)).customers).toHaveLength(1);
  });
});

describe('tags', () => {
  it('of our namespace are followed, all others are not looked at', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, tags('customer.tags_added', 7, ['vip', 'perennial:stage:at-risk', 'perennial:alert'], 1), tags('customer.tags_removed', 7, ['perennial:alert', 'vip'], 2));
    expect((await read(shopId)).customers[0]).toMatchObject({ own_tags: ['perennial:stage:at-risk'] });
  });

  it('added and removed end alike in either order', async () => {
    for (const events of [[tags('customer.tags_added', 7, ['perennial:alert'], 1), tags('customer.tags_removed', 7, ['perennial:alert'], 2)]]) {
      for (const order of [events, [...events].reverse()]) {
        const { shopId } = await db.newShop();
        await happen(shopId, ...order);
        expect((await read(shopId)).customers[0]).toMatchObject({ own_tags: [] });
      }
    }
  });

  it('that we wrote are known at once, and an older removal does not undo them', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, order(1, 7));
    await inShop(shopId, (tx) => setOwnTags(tx, shopId, 7n, ['perennial:stage:active', 'perennial:alert']));
    await happen(shopId, tags('customer.tags_removed', 7, ['perennial:alert'], 3));
    expect((await read(shopId)).customers[0]).toMatchObject({ own_tags: ['perennial:alert', 'perennial:stage:active'] });
    const later = new Date(Date.now() + 60_000).toISOString();
    await happen(shopId, { topic: 'customer.tags_removed', body: { customerId: customerGid(7), tags: ['perennial:alert'], occurredAt: later }, triggeredAt: later });
    expect((await read(shopId)).customers[0]).toMatchObject({ own_tags: ['perennial:stage:active'] });
  });
});

it('Shopify\'s own count of orders is kept by its own time', async () => {
  const { shopId } = await db.newShop();
  const summary = (count: number, second: number) => ({ topic: 'customers/purchasing_summary', body: { customerId: customerGid(7), numberOfOrders: String(count), amountSpent: { amount: '1.0', currencyCode: 'USD' }, lastOrderId: null, occurredAt: at(second) }, triggeredAt: at(second) });
  await happen(shopId, summary(5, 5), summary(4, 4));
  expect((await read(shopId)).customers[0]).toMatchObject({ shopify_order_count: 5 });
});

it('the day of an order is the day in the shop\'s time zone', async () => {
  const { shopId } = await db.newShop();
  await happen(shopId, { topic: 'orders/create', body: orderBody({ id: 1, updatedAt: at(0), createdAt: '2026-03-08T06:59:59Z' }), triggeredAt: at(0) });
  const dayIn = async (zone: string) => (await buyers(shopId, zone)).day[0];
  const march7 = Date.UTC(2026, 2, 7) / 86_400_000;
  // Clocks go forward in New York at 07:00 UTC on that day.
  const days: unknown[] = [];
  for (const zone of ['UTC', 'America/New_York', 'America/Los_Angeles', 'Asia/Shanghai']) days.push(await dayIn(zone));
  expect(days).toEqual([march7 + 1, march7 + 1, march7, march7 + 1]);
});
