// The merchant puts an alert away: the customer is not alerted again before the next purchase.
import { enqueue } from '../../queue/enqueue.ts';
import { closeAlertByHand } from '../../records/churn-alerts.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';

/** `no-alert`: there is none of this number, or it was closed already. */
export async function dismissAlert(shopId: ShopId, alertId: bigint): Promise<{ outcome: 'dismissed' } | { outcome: 'no-alert' }> {
  return inShopBulk(shopId, async (connection) => {
    const customerId = await closeAlertByHand(connection, shopId, alertId, new Date());
    if (customerId === null) return { outcome: 'no-alert' };
    // The tag that says so goes with the alert.
    await enqueue(connection, 'write-tags', { shopId: shopId.toString(), reason: 'alert-closed', customerIds: [customerId.toString()] });
    return { outcome: 'dismissed' };
  });
}
