// Undoes a dismissal.
import { enqueue } from '../../queue/enqueue.ts';
import { lockAlerts, reopenDismissedAlert } from '../../records/churn-alerts.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';

/** `not-dismissed`: there is no such alert, it is open, or the customer has a newer one. */
export async function reopenAlert(shopId: ShopId, alertId: bigint): Promise<{ outcome: 'reopened' } | { outcome: 'not-dismissed' }> {
  return inShopBulk(shopId, async (connection) => {
    await lockAlerts(connection, shopId);
    const customerId = await reopenDismissedAlert(connection, shopId, alertId, new Date());
    if (customerId === null) return { outcome: 'not-dismissed' };
    const customerIds = [customerId.toString()];
    // The score may have fallen meanwhile: the review closes it again where that is so, and writes the tags.
    await enqueue(connection, 'review-alerts', { shopId: shopId.toString(), customerIds });
    return { outcome: 'reopened' };
  });
}
