// A merge that nobody told us of shows in the orders: they are under another customer, and the former one is no more.
import { inShop, type ShopId } from '../../records/db.ts';
import { readStoredOrders } from '../../records/reconcile/stored-orders.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { findExisting } from './find-existing.ts';
import type { ShownOrder } from './changed-rows.ts';

export interface Merge {
  readonly keptId: bigint;
  readonly mergedId: bigint;
  /** The order's own change: the merge happened then. */
  readonly atMs: number;
}

export async function findMerged(admin: AdminClient, shopId: ShopId, orders: readonly ShownOrder[], signal: AbortSignal): Promise<Merge[]> {
  const stored = await inShop(shopId, (tx) => readStoredOrders(tx, shopId, orders.map(({ version }) => version.orderId)));
  const moved = new Map<bigint, Merge>();
  for (const { version } of orders) {
    const before = stored.get(version.orderId);
    // A known merge has a survivor; an order that was moved by hand leaves its former customer where they were.
    if (!before?.customerId || before.survivorId !== null || !version.customerId || before.customerId === version.customerId) continue;
    if (before.updatedAtMs <= version.updatedAtMs) moved.set(before.customerId, { keptId: version.customerId, mergedId: before.customerId, atMs: version.updatedAtMs });
  }
  if (moved.size === 0) return [];
  const existing = await findExisting(admin, 'Customer', [...moved.keys()], signal);
  return [...moved.values()].filter(({ mergedId }) => !existing.has(mergedId));
}
