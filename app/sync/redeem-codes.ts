import { enqueue } from '../queue/enqueue.ts';
import type { ShopId, ShopTx } from '../records/db.ts';
import type { OrderVersion } from '../records/inbound/order-version.ts';
import { noteCodeUses } from '../records/write-back/code-uses.ts';

/** Codes of ours begin so (domain/offers/code-from-digest.ts); no other is looked up. */
const OUR_CODE = /^PRN-/i;

type Order = Pick<OrderVersion, 'orderId' | 'customerId' | 'discountCodes' | 'createdAtMs' | 'cancelledAtMs' | 'financialStatus'>;

/** An order that used codes of ours redeems the intents behind them; what has to be done about a code in Shopify follows as a job. */
export async function redeemCodes(tx: ShopTx, shopId: ShopId, order: Order): Promise<void> {
  const codes = order.discountCodes.filter((one) => OUR_CODE.test(one));
  if (codes.length === 0) return;
  const undone = order.cancelledAtMs !== null || order.financialStatus === 'REFUNDED' || order.financialStatus === 'VOIDED';
  for (const intentKey of await noteCodeUses(tx, shopId, { ...order, codes, undone })) await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey });
}
