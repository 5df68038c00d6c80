// Opens, updates and closes churn alerts from the current scores.
import { planAlerts } from '../../domain/churn/plan-alerts.ts';
import type { CustomerId } from '../../domain/glossary.ts';
import { log } from '../../log.server.ts';
import { enqueue } from '../../queue/enqueue.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import { closeAlerts, closeAlertsOfUnscored, lockAlerts, raiseAlerts, readLastClosedAlerts, readOpenAlerts, updateAlerts } from '../../records/churn-alerts.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';
import { readScoredAtRisk } from '../../records/scoring/read-scored.ts';
import { shopDay } from '../../records/shop/shop-calendar.ts';
import { getShopSettings } from '../../records/shop-settings.ts';
import { findShopById, requireShopById } from '../../records/shops.ts';

export interface AlertsReviewed {
  readonly raised: number;
  readonly updated: number;
  readonly closed: number;
}

/** The job. All customers where none are named. */
export async function reviewAlerts({ shopId, customerIds }: JobContracts['review-alerts']): Promise<void> {
  const shop = await findShopById(BigInt(shopId));
  if (!shop || shop.uninstalledAt) return;
  const reviewed = await reviewAlertsAt(shop.shopId, customerIds?.map(BigInt), Date.now());
  log().info({ shopId, ...(customerIds ? { customers: customerIds.length } : {}), ...reviewed }, 'alerts reviewed');
}

/**
 * One transaction, ending with the jobs that write metafields and tags: they follow the scores, so they are told of everybody
 * who was scored, also where no alert changed.
 *
 * @param nowMs when alerts are raised and closed.
 */
export async function reviewAlertsAt(shopId: ShopId, customerIds: readonly CustomerId[] | undefined, nowMs: number): Promise<AlertsReviewed> {
  const [{ churn }, { timeZone }] = await Promise.all([getShopSettings(shopId), requireShopById(shopId)]);
  const now = new Date(nowMs);
  return inShopBulk(shopId, async (connection) => {
    await lockAlerts(connection, shopId);
    const gone = await closeAlertsOfUnscored(connection, shopId, now, customerIds);
    const scored = await readScoredAtRisk(connection, shopId, churn.threshold, customerIds);
    const ids = scored.map(({ customerId }) => customerId);
    // In this order: an alert that is dismissed between the two is seen open or dismissed, never neither.
    const open = await readOpenAlerts(connection, shopId, timeZone, ids);
    const lastClosed = await readLastClosedAlerts(connection, shopId, timeZone, ids);
    const plan = planAlerts({ scored, open, lastClosed, threshold: churn.threshold, today: shopDay(nowMs, timeZone) });
    const closed = await closeAlerts(connection, shopId, now, plan.close);
    const updated = await updateAlerts(connection, shopId, now, plan.update);
    const raised = await raiseAlerts(connection, shopId, now, plan.raise);
    const written = { shopId: shopId.toString(), reason: 'scored', ...(customerIds ? { customerIds: customerIds.map(String) } : {}) };
    await enqueue(connection, 'write-metafields', written);
    await enqueue(connection, 'write-tags', written);
    return { raised: raised.length, updated, closed: closed.length + gone.length };
  });
}
