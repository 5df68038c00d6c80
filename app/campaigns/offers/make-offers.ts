// Offers for all open alerts that have none: one press, one intent an alert, committed together with the jobs that settle them.
import { batchesOf } from '../../domain/offers/batch-size.ts';
import { discountTerms } from '../../domain/offers/discount-terms.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { planCodeIntent } from '../../records/code-intents.ts';
import { inShop, type ShopId, type ShopTx } from '../../records/db.ts';
import { endOfShopDay } from '../../records/shop/shop-calendar.ts';
import { getShopSettings } from '../../records/shop-settings.ts';
import { requireShopById } from '../../records/shops.ts';
import { planCodeBatch } from '../../records/write-back/code-batches.ts';
import { type AlertWithoutOffer, lockAlertsWithoutOffer } from '../../records/write-back/open-offers.ts';

/** Of one press; the next one goes on. */
const MOST_AT_ONCE = 2_000;
const TRANSACTION_MS = 120_000;

interface Terms {
  readonly percentage: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** @param batchFrom from how many offers on the same terms on they share discounts (decision 0016). */
export async function makeOffers(shopId: ShopId, batchFrom?: number): Promise<{ readonly outcome: 'planned'; readonly offers: number }> {
  const [{ offer }, { timeZone }] = await Promise.all([getShopSettings(shopId), requireShopById(shopId)]);
  return inShop(
    shopId,
    async (tx) => {
      const now = Date.now();
      const alerts = await lockAlertsWithoutOffer(tx, shopId, MOST_AT_ONCE);
      const groups = Map.groupBy(alerts, ({ cause }) => JSON.stringify(discountTerms({ cause, percentage: offer.percentage, validDays: offer.validDays })));
      for (const [key, group] of groups) {
        const { percentage, validDays } = JSON.parse(key) as ReturnType<typeof discountTerms>;
        const terms = { percentage, startsAt: new Date(now), endsAt: endOfShopDay(now, validDays, timeZone) };
        const batches = batchesOf(group, batchFrom);
        for (const batch of batches ?? []) await planTogether(tx, shopId, batch, terms);
        if (!batches) await planEach(tx, shopId, group, terms);
      }
      return { outcome: 'planned', offers: alerts.length };
    },
    TRANSACTION_MS,
  );
}

async function planEach(tx: ShopTx, shopId: ShopId, alerts: readonly AlertWithoutOffer[], terms: Terms): Promise<void> {
  for (const { alertId, customerId } of alerts) {
    const { intentKey } = await planCodeIntent(tx, { shopId, intentKey: `alert:${alertId}`, customerId, alertId, ...terms });
    await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey });
  }
}

async function planTogether(tx: ShopTx, shopId: ShopId, alerts: readonly AlertWithoutOffer[], terms: Terms): Promise<void> {
  const batchId = await planCodeBatch(tx, shopId);
  for (const { alertId, customerId } of alerts) await planCodeIntent(tx, { shopId, intentKey: `alert:${alertId}`, customerId, alertId, batchId, ...terms });
  await enqueue(tx, 'settle-code-batch', { shopId: shopId.toString(), batchId: batchId.toString() });
}
