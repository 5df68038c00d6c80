// The merchant's or the shopper's wish not to be scored.
import type { ShopId, ShopTx } from './db.ts';
import { markHistory } from './history/mark-history.ts';
import { forgetMovements } from './movement/segment-movements.ts';
import { forgetPreviews } from './segments/definition-previews.ts';

/** @returns false when this shop has no such customer (or Shopify merged it away). */
export async function setScoringOptOut(tx: ShopTx, shopId: ShopId, customerId: bigint, optOut: boolean): Promise<boolean> {
  const { count } = await tx.customer.updateMany({ where: { shopId, customerId, mergedIntoId: null }, data: { scoringOptOut: optOut } });
  await markHistory(tx, shopId, [customerId]);
  await forgetMovements(tx, shopId);
  await forgetPreviews(tx, shopId);
  return count > 0;
}

/** Read under a lock: a wish that is being committed is waited for. */
export async function wantsScoring(tx: ShopTx, shopId: ShopId, customerId: bigint): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ optedOut: boolean }[]>`select scoring_opt_out as "optedOut" from customer where shop_id = ${shopId} and customer_id = ${customerId} for share`;
  return row !== undefined && !row.optedOut;
}
