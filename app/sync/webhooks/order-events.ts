import { z } from 'zod';
import { lockInbound } from '../../records/inbound/lock.ts';
import { noteStaleOrder } from '../../records/inbound/order-rechecks.ts';
import { applyOrderVersion, removeOrders } from '../../records/inbound/orders.ts';
import { redeemCodes } from '../redeem-codes.ts';
import { bodyId, bodyOf, bodyTimeMs, parseBody } from './body.ts';
import { APPLIED, type Applied, type Event } from './event.ts';
import { parseOrderBody } from './order-body.ts';

/** orders/create, updated, paid, cancelled. */
export async function applyOrder({ tx, shopId, body, triggeredAt }: Event): Promise<Applied> {
  const { version, lines } = parseOrderBody(body, triggeredAt);
  await lockInbound(tx, shopId);
  const result = await applyOrderVersion(tx, shopId, version, lines);
  if (result.outcome !== 'applied') return { outcome: `${result.outcome}: ${result.why}`, touched: [] };
  await redeemCodes(tx, shopId, version);
  return { ...APPLIED, touched: result.touched };
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
export async function applyRefund({ tx, shopId, body }: Event): Promise<Applied> {
  const { order_id: orderId, created_at: createdAtMs } = parseBody(refund, body);
  await lockInbound(tx, shopId);
  const noted = await noteStaleOrder(tx, shopId, orderId, new Date(createdAtMs));
  return noted ? { ...APPLIED, recheck: true } : { outcome: 'stale: newer-version', touched: [] };
}
