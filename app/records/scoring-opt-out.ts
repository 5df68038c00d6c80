// The merchant's or the shopper's wish not to be scored.
import type { ShopId, ShopTx } from './db.ts';
import { forgetMovements } from './movement/segment-movements.ts';

/** @returns false when this shop has no such customer (or Shopify merged it away). */
export async function setScoringOptOut(tx: ShopTx, shopId: ShopId, customerId: bigint, optOut: boolean): Promise<boolean> {
  const { count } = await tx.customer.updateMany({ where: { shopId, customerId, mergedIntoId: null }, data: { scoringOptOut: optOut } });
  await forgetMovements(tx, shopId);
  return count > 0;
}
