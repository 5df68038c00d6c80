import { markRedeemed } from '../records/code-intents.ts';
import type { ShopId, ShopTx } from '../records/db.ts';
import type { OrderVersion } from '../records/inbound/order-version.ts';

/** Codes of ours begin so (domain/offers/code-from-digest.ts); no other is looked up. */
const OUR_CODE = /^PRN-/i;

/** An order that used a code of ours redeems the intent behind it. */
export async function redeemCodes(tx: ShopTx, shopId: ShopId, order: Pick<OrderVersion, 'orderId' | 'discountCodes' | 'createdAtMs'>): Promise<void> {
  for (const code of order.discountCodes.filter((one) => OUR_CODE.test(one))) await markRedeemed(tx, shopId, code, order.orderId, new Date(order.createdAtMs));
}
