import { z } from 'zod';
import type { ShopId, ShopTx } from '../../records/db.ts';
import { lockInbound } from '../../records/inbound/lock.ts';
import { noteStaleOrder } from '../../records/inbound/order-rechecks.ts';
import { applyOrderVersions, removeOrders } from '../../records/inbound/orders.ts';
import { redeemCodes } from '../redeem-codes.ts';
import { bodyId, bodyOf, bodyTimeMs, parseBody } from './body.ts';
import { APPLIED, type Applied, type Event } from './event.ts';
import { parseOrderBody } from './order-body.ts';

/** orders/create, updated, paid, cancelled. */
export async function applyOrder(event: Event): Promise<Applied> {
  const [applied = APPLIED] = await applyOrders(event.tx, event.shopId, [event]);
  return applied;
}

/**
 * As applyOrder, many at once.
 *
 * @returns what became of each, in their order.
 * @throws MalformedBody when one of them cannot be understood.
 */
export async function applyOrders(tx: ShopTx, shopId: ShopId, events: readonly Pick<Event, 'body' | 'triggeredAt'>[]): Promise<Applied[]> {
  const orders = events.map(({ body, triggeredAt }) => parseOrderBody(body, triggeredAt));
  await lockInbound(tx, shopId);
  const results = await applyOrderVersions(tx, shopId, orders);
  for (const [place, { version }] of orders.entries()) {
    if (results[place]?.outcome !== 'applied') continue;
    await redeemCodes(tx, shopId, version);
  }
  return results.map((result) => (result.outcome === 'applied' ? { ...APPLIED, touched: result.touched } : { outcome: `${result.outcome}: ${result.why}`, touched: [] }));
}

// A body with more than its id is that of another topic: the topic header is not signed.
const deleted = z.strictObject({ id: bodyId, admin_graphql_api_id: bodyOf('Order') });

/** orders/delete. */
export async function applyOrderDeletion({ tx, shopId, body, triggeredAt }: Event): Promise<Applied> {
  const { id } = parseBody(deleted, body);
  await lockInbound(tx, shopId);
  return { ...APPLIED, touched: await removeOrders(tx, shopId, [id], triggeredAt) };
}

const refund = z.object({ admin_graphql_api_id: bodyOf('Refund'), order_id: bodyId, created_at: bodyTimeMs });

/**
 * refunds/create. What the order is worth now comes with the order's own update; until then the order is known to be out
 * of date, and it is asked for by id when that update does not come.
 */
export async function applyRefund({ tx, shopId, body }: Pick<Event, 'tx' | 'shopId' | 'body'>): Promise<Applied> {
  const { order_id: orderId, created_at: createdAtMs } = parseBody(refund, body);
  await lockInbound(tx, shopId);
  const noted = await noteStaleOrder(tx, shopId, orderId, new Date(createdAtMs));
  return noted ? { ...APPLIED, recheck: true } : { outcome: 'stale: newer-version', touched: [] };
}
