// What is to be expected of one customer beyond the horizon of the risk score: for the customer's page.
import type { Day, Minor } from '../../glossary.ts';
import type { ShopModel } from '../../shop-model.ts';
import { chanceAlive } from '../model.ts';
import { DAYS_PER_WEEK } from '../purchase-patterns.ts';
import { expectedSpend } from '../spend/gamma-gamma.ts';
import { nextPurchase } from './next-purchase.ts';
import { residualPurchases, weeklyDiscountRate } from './residual-purchases.ts';

/** Money of a year ahead is worth a tenth less than money of today: a usual return on a shop's own capital. */
export const YEARLY_DISCOUNT = 0.1;
/** The next purchase is dated among those within a year: later ones are as good as none to a shop. */
export const WITHIN_DAYS = 365;
/** Of the customers who buy within that time, so many do between the two days. */
export const INTERVAL_SHARE = 0.8;

export interface Outlook {
  /** When the next purchase comes, if one comes within a year. */
  readonly nextPurchase: { readonly day: Day; readonly earliestDay: Day; readonly latestDay: Day };
  /** Expected value of all coming purchases, discounted by YEARLY_DISCOUNT, whole minor units. */
  readonly residualValueMinor: Minor;
  /**
   * P(still a customer). Null where the shop's data do not show that customers drop out at all, and for BG/NBD's one-time
   * buyers, whom that model holds alive for ever.
   */
  readonly aliveChance: number | null;
}

/** One buyer as their scores have them. */
export interface BuyerSummary {
  readonly purchaseDays: number;
  readonly firstOrderDay: Day;
  readonly lastOrderDay: Day;
  readonly valueMinor: Minor;
}

export function customerOutlook({ lifetime, monetary }: ShopModel, { purchaseDays, firstOrderDay, lastOrderDay, valueMinor }: BuyerSummary, today: Day): Outlook {
  const x = purchaseDays - 1;
  const tx = (lastOrderDay - firstOrderDay) / DAYS_PER_WEEK;
  const T = (Math.max(today, lastOrderDay) - firstOrderDay) / DAYS_PER_WEEK;
  const next = nextPurchase(lifetime, x, tx, T, WITHIN_DAYS / DAYS_PER_WEEK, INTERVAL_SHARE);
  const dayIn = (weeks: number): Day => today + Math.ceil(weeks * DAYS_PER_WEEK);
  const spendMinor = monetary === null ? 0 : expectedSpend(monetary.parameters, purchaseDays, valueMinor / purchaseDays);
  return {
    nextPurchase: { day: dayIn(next.medianWeeks), earliestDay: dayIn(next.earliestWeeks), latestDay: dayIn(next.latestWeeks) },
    residualValueMinor: Math.round(spendMinor * residualPurchases(lifetime, x, tx, T, weeklyDiscountRate(YEARLY_DISCOUNT))),
    aliveChance: !lifetime.dropOutIdentified || (lifetime.family === 'bg-nbd' && x === 0) ? null : chanceAlive(lifetime, x, tx, T),
  };
}
