import { describe, expect, it } from 'vitest';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { useDatabase } from '../../support/database.ts';
import { orderBody } from '../support/bodies.ts';
import { applyAll, deposit, happen } from '../support/inbox.ts';
import { stateOf } from '../support/state.ts';

const db = useDatabase();
const at = (second: number) => `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`;
const orderAt = (second: number, more: Partial<Parameters<typeof orderBody>[0]> = {}) => orderBody({ id: 1, updatedAt: at(second), ...more });
const read = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId));

describe('an order', () => {
  it('is stored in minor units, with its lines and every decimal of their prices', async () => {
    const { shopId } = await db.newShop();
    const body = orderBody({ id: 11, customerId: 7, updatedAt: at(0), total: '80.10', current: '60.05', status: 'partially_refunded', codes: ['SPRING'], refunds: [{ amount: '20.05' }], lines: [{ id: 1, quantity: 3, price: '26.7' }, { id: 2, price: '0.123456' }] });
    await happen(shopId, { topic: 'orders/create', body, triggeredAt: at(1) });
    const state = await read(shopId);
    expect(state.orders).toEqual([
      {
        order_id: '11', name: '#11', customer_id: '7', processed_at: '2026-03-01T15:00:00.000Z', created_at: '2026-03-01T15:00:00.000Z', updated_at: '2026-03-02T10:00:00.000Z', cancelled_at: null, test: false,
        financial_status: 'PARTIALLY_REFUNDED', currency_code: 'USD', gross_minor: '8010', refunded_minor: '2005', net_minor: '6005', presentment_currency: null, presentment_minor: null, source_name: 'web', discount_codes: ['SPRING'],
      },
    ]);
    expect(state.lines.map((line) => [line['line_id'], line['quantity'], line['unit_price'], line['product_id']])).toEqual([['1', 3, '26.700000', '5'], ['2', 1, '0.123456', '5']]);
  });

  it('in the shopper\'s currency keeps both amounts, and turns refunds at the order\'s own rate', async () => {
    const { shopId } = await db.newShop({ currencyCode: 'USD' });
    const body = orderBody({ id: 12, updatedAt: at(0), total: '100.00', current: '66.67', presentment: { currency: 'JPY', amount: '15000' }, refunds: [{ amount: '5000', currency: 'JPY' }] });
    await happen(shopId, { topic: 'orders/create', body, triggeredAt: at(1) });
    expect((await read(shopId)).orders[0]).toMatchObject({ gross_minor: '10000', presentment_currency: 'JPY', presentment_minor: '15000', refunded_minor: '3333', net_minor: '6667' });
  });

  it('brings a row for its customer, dated from the order, which the customer\'s own data replaces', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, { topic: 'orders/create', body: orderAt(0, { customerId: 7 }), triggeredAt: at(1) });
    expect((await read(shopId)).customers[0]).toMatchObject({ customer_id: '7', created_at: '2026-03-01T15:00:00.000Z', updated_at: '1970-01-01T00:00:00.000Z' });
    await happen(shopId, { topic: 'customers/create', body: { id: 7, created_at: '2026-02-01T00:00:00Z', updated_at: '2026-02-01T00:00:00Z' }, triggeredAt: at(2) });
    expect((await read(shopId)).customers[0]).toMatchObject({ created_at: '2026-02-01T00:00:00.000Z', updated_at: '2026-02-01T00:00:00.000Z' });
  });

  it('of an older version changes nothing, and says so', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, { topic: 'orders/updated', body: orderAt(5, { current: '40.00' }), triggeredAt: at(5) }, { topic: 'orders/create', body: orderAt(1), triggeredAt: at(1) });
    expect((await read(shopId)).orders[0]).toMatchObject({ net_minor: '4000' });
    const outcomes = await db.asOwner('select outcome, body from webhook_inbox where shop_id = $1 order by inbox_id', [shopId]);
    expect(outcomes).toEqual([{ outcome: 'applied', body: null }, { outcome: 'stale: newer-version', body: null }]);
  });

  it('changed twice within a second ends as the later event says', async () => {
    for (const order of [[0, 1], [1, 0]]) {
      const { shopId } = await db.newShop();
      const events = [
        { topic: 'orders/updated', body: orderAt(3, { status: 'pending' }), triggeredAt: '2026-03-02T10:00:03.100Z' },
        { topic: 'orders/updated', body: orderAt(3, { status: 'paid' }), triggeredAt: '2026-03-02T10:00:03.900Z' },
      ];
      for (const index of order) await happen(shopId, events[index] as never);
      expect((await read(shopId)).orders[0]).toMatchObject({ financial_status: 'PAID' });
    }
  });

  it('without lines in the body keeps the lines it has', async () => {
    const { shopId } = await db.newShop();
    const { line_items: _lines, ...bare } = orderAt(9);
    await happen(shopId, { topic: 'orders/create', body: orderAt(1), triggeredAt: at(1) }, { topic: 'orders/updated', body: bare, triggeredAt: at(9) });
    const state = await read(shopId);
    expect(state.lines).toHaveLength(1);
    expect(state.orders[0]).toMatchObject({ updated_at: '2026-03-02T10:00:09.000Z' });
  });

  it('that moves to another customer has both scored again', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, { topic: 'orders/create', body: orderAt(1, { customerId: 7 }), triggeredAt: at(1) }, { topic: 'orders/updated', body: orderAt(2, { customerId: 8 }), triggeredAt: at(2) });
    const jobs = await db.asOwner<{ data: { customerIds: string[] } }>("select data from pgboss.job where name = 'score-customers' and data->>'shopId' = $1 order by created_on", [shopId.toString()]);
    expect(jobs.map(({ data }) => data.customerIds)).toEqual([['7'], ['7', '8']]);
  });

  it('deleted stays deleted, whatever comes late', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, { topic: 'orders/create', body: orderAt(1), triggeredAt: at(1) }, { topic: 'orders/delete', body: { id: 1 }, triggeredAt: at(2) }, { topic: 'orders/updated', body: orderAt(9), triggeredAt: at(9) });
    const state = await read(shopId);
    expect([state.orders, state.lines]).toEqual([[], []]);
    expect(state.tombstones).toMatchObject([{ kind: 'order', subject_id: '1' }]);
  });

  it('is not deleted by an update that somebody calls a deletion: the topic is not signed', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, { topic: 'orders/create', body: orderAt(1), triggeredAt: at(1) }, { topic: 'orders/delete', body: orderAt(1), triggeredAt: at(2) });
    expect((await read(shopId)).orders).toHaveLength(1);
  });
});

describe('a refund', () => {
  const refund = { topic: 'refunds/create', body: { id: 5, order_id: 1, created_at: at(4), processed_at: at(4) }, triggeredAt: at(4) };
  const update = { topic: 'orders/updated', body: orderAt(4, { current: '70.00', refunds: [{ amount: '30.00' }], status: 'partially_refunded' }), triggeredAt: at(5) };

  it('and the order\'s own update end alike in either order, and nothing is left to ask', async () => {
    for (const events of [[refund, update], [update, refund]]) {
      const { shopId } = await db.newShop();
      await happen(shopId, { topic: 'orders/create', body: orderAt(1), triggeredAt: at(1) }, ...events);
      const state = await read(shopId);
      expect(state.orders[0]).toMatchObject({ net_minor: '7000', refunded_minor: '3000' });
      expect(state.rechecks).toEqual([]);
    }
  });

  it('alone marks the order as out of date, and a look at it is set for later', async () => {
    const { shopId } = await db.newShop();
    await happen(shopId, { topic: 'orders/create', body: orderAt(1), triggeredAt: at(1) }, refund);
    expect((await read(shopId)).rechecks).toEqual([{ order_id: '1', stale_since: '2026-03-02T10:00:04.000Z' }]);
    const jobs = await db.asOwner("select 1 from pgboss.job where name = 'apply-webhooks' and singleton_key = $1 and start_after > now() + interval '20 seconds'", [`recheck:${shopId}`]);
    expect(jobs).toHaveLength(1);
  });
});

describe('an event that fails', () => {
  it('is tried again a bounded number of times, holds nobody up, and keeps its body', async () => {
    const { shopId } = await db.newShop();
    await deposit(shopId, [
      { topic: 'orders/create', body: '{"id": 1, "name": ', triggeredAt: at(1) },
      { topic: 'orders/create', body: { id: 2 }, triggeredAt: at(2) },
      { topic: 'orders/create', body: orderAt(3), triggeredAt: at(3) },
    ]);
    await applyAll(shopId);
    expect((await read(shopId)).orders).toHaveLength(1);
    const [again] = await db.asOwner("select 1 from pgboss.job where singleton_key = $1 and state = 'created'", [`retry:${shopId}`]);
    expect(again).toBeDefined();
    for (let round = 0; round < 6; round += 1) {
      await db.asOwner('update webhook_inbox set retry_at = now() where shop_id = $1 and retry_at is not null', [shopId]);
      await applyAll(shopId);
    }
    const failed = await db.asOwner('select attempts, outcome, applied_at is not null as aside, body is not null as kept from webhook_inbox where shop_id = $1 order by inbox_id limit 2', [shopId]);
    expect(failed).toEqual([
      { attempts: 6, outcome: 'failed: not JSON', aside: true, kept: true },
      { attempts: 6, outcome: expect.stringContaining('created_at') as string, aside: true, kept: true },
    ]);
  });
});

it('who is touched is scored once it is committed, also after a crash in between', async () => {
  const { shopId } = await db.newShop();
  await deposit(shopId, [{ topic: 'orders/create', body: orderAt(1, { customerId: 77 }), triggeredAt: at(1) }]);
  // As if the process had died between applying and asking.
  await db.asOwner('update webhook_inbox set touched_customer_ids = $2, applied_at = now() where shop_id = $1', [shopId, [78]]);
  await applyAll(shopId);
  const jobs = await db.asOwner<{ data: unknown }>("select data from pgboss.job where name = 'score-customers' and data->>'shopId' = $1", [shopId.toString()]);
  expect(jobs).toEqual([{ data: { shopId: shopId.toString(), customerIds: ['78'] } }]);
  await applyAll(shopId);
  expect(await db.asOwner("select 1 from pgboss.job where name = 'score-customers' and data->>'shopId' = $1", [shopId.toString()])).toHaveLength(1);
});
