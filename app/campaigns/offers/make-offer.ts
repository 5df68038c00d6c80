// The merchant makes an offer for an alert: one alert, one intent, one code, however often the button is pressed.
import { discountTerms } from '../../domain/offers/discount-terms.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { lockAlert } from '../../records/churn-alerts.ts';
import { planCodeIntent, replanFailedIntent } from '../../records/code-intents.ts';
import { inShop, type ShopId } from '../../records/db.ts';
import { wantsScoring } from '../../records/scoring-opt-out.ts';
import { endOfShopDay } from '../../records/shop/shop-calendar.ts';
import { getShopSettings } from '../../records/shop-settings.ts';
import { requireShopById } from '../../records/shops.ts';

export type OfferMade = { readonly outcome: 'planned' | 'already'; readonly intentKey: string; readonly code: string } | { readonly outcome: 'no-alert' };

/**
 * Commits the intent and the job that settles it in one transaction: a code is asked of Shopify exactly when it is wanted.
 * The alert is locked meanwhile, so of two presses the second finds what the first did. `no-alert`: it is closed, or not there.
 */
export async function makeOffer(shopId: ShopId, alertId: bigint): Promise<OfferMade> {
  const [{ offer }, { timeZone }] = await Promise.all([getShopSettings(shopId), requireShopById(shopId)]);
  return inShop(shopId, async (tx) => {
    const alert = await lockAlert(tx, shopId, alertId);
    if (alert?.state !== 'open') return { outcome: 'no-alert' };
    // Who has opted out a moment ago still has the alert until the scoring has seen it.
    if (!(await wantsScoring(tx, shopId, alert.customerId))) return { outcome: 'no-alert' };
    const now = Date.now();
    const terms = discountTerms({ cause: alert.cause, percentage: offer.percentage, validDays: offer.validDays });
    const { intentKey, code, fresh, state } = await planCodeIntent(tx, {
      shopId,
      intentKey: `alert:${alertId}`,
      customerId: alert.customerId,
      alertId,
      percentage: terms.percentage,
      startsAt: new Date(now),
      endsAt: endOfShopDay(now, terms.validDays, timeZone),
    });
    // Pressed again after Shopify refused: the same code is asked for once more.
    const again = state === 'failed' && (await replanFailedIntent(tx, shopId, intentKey));
    if (fresh || again) await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey });
    return { outcome: fresh ? 'planned' : 'already', intentKey, code };
  });
}
