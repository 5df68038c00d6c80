// A shopper's request for their data that lies for a week is a problem of the shop, until it is handed over.
import { log } from '../../log.server.ts';
import { inShop, type ShopId } from '../../records/db.ts';
import { findWaitingRequests } from '../../records/privacy/data-requests.ts';
import { clearShopProblem, noteShopProblem } from '../../records/shop-problems.ts';

export const REQUEST_WAITS = 'data-request-waits';
export const REQUEST_OVERDUE = 'data-request-overdue';

/** Also called when a request was handed over, so that the alarm ends at once. */
export async function watchRequests(shopId: ShopId, nowMs: number): Promise<void> {
  const waiting = await inShop(shopId, (tx) => findWaitingRequests(tx, shopId, nowMs));
  const overdue = waiting !== null && waiting.dueAtMs < nowMs;
  if (waiting) log().warn({ shopId: shopId.toString(), requests: waiting.requests, dueAt: new Date(waiting.dueAtMs).toISOString() }, 'requests for data are not handed over');
  await (waiting && !overdue ? noteShopProblem(shopId, REQUEST_WAITS) : clearShopProblem(shopId, REQUEST_WAITS));
  await (overdue ? noteShopProblem(shopId, REQUEST_OVERDUE) : clearShopProblem(shopId, REQUEST_OVERDUE));
}
