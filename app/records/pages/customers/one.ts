// Everything that is known of one customer, as the page shows it. Null for a customer that this shop does not have,
// whether it never was or belongs to another shop.
import type { ExclusionRule, LifecycleStage, RfmGroup, RiskReason, ValueTier } from '../../../domain/glossary.ts';
import { inShop, type ShopId, type ShopTx } from '../../db.ts';
import { type AlertRow, parseReasons, readAlertsOfCustomer } from '../alerts.ts';
import { type Freshness, readFreshness } from '../freshness.ts';
import { shopDay } from '../../shop/shop-calendar.ts';
import { type OrderRow, readOrdersOfCustomer } from './orders.ts';
import { type CustomerOutlook, readOutlook } from './outlook.ts';

export interface Scores {
  readonly computedAtMs: number;
  readonly orders: number;
  readonly purchaseDays: number;
  readonly valueMinor: number;
  readonly firstOrderOn: string | null;
  readonly lastOrderOn: string | null;
  readonly recencyScore: number;
  readonly frequencyScore: number;
  readonly monetaryScore: number;
  readonly rfmGroup: RfmGroup;
  readonly valueTier: ValueTier;
  readonly lifecycleStage: LifecycleStage;
  readonly riskScore: number | null;
  readonly lapseChance: number | null;
  readonly expectedOrders: number | null;
  readonly expectedValueMinor: number | null;
  readonly reasons: readonly RiskReason[];
}

export interface TagLine {
  readonly tag: string;
  /** Why we wrote it, a code of the locales; null when we do not know (written before a reinstall, or by hand). */
  readonly reason: string | null;
  readonly sinceMs: number | null;
}

/** The app's metafields, as Shopify is known to hold them. */
export interface FieldsOfCustomer {
  readonly stage: LifecycleStage | null;
  readonly riskScore: number | null;
  readonly offerCode: string | null;
  readonly writtenAtMs: number | null;
  /** Something else is about to be written. */
  readonly waiting: boolean;
  /** Why Shopify refused what was to be written: a code of the locales. */
  readonly error: string | null;
}

export interface CodeLine {
  readonly code: string;
  readonly state: string;
  readonly percentage: number;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly redeemedAtMs: number | null;
  readonly error: string | null;
}

export interface CustomerPage {
  readonly customerId: string;
  /** Set when Shopify merged this customer into another. */
  readonly mergedIntoId: string | null;
  readonly mergedIds: readonly string[];
  readonly optedOut: boolean;
  readonly shopifyGroup: RfmGroup | null;
  readonly scores: Scores | null;
  /** Null without scores or without an order that counts. */
  readonly outlook: CustomerOutlook | null;
  /** The newest; the counts below are over all. */
  readonly orders: readonly OrderRow[];
  readonly ordersCounted: number;
  readonly ordersLeftOut: Partial<Record<ExclusionRule, number>>;
  readonly tags: readonly TagLine[];
  /** Null for a customer who was never written. */
  readonly fields: FieldsOfCustomer | null;
  readonly codes: readonly CodeLine[];
  readonly alerts: readonly AlertRow[];
  readonly freshness: Freshness;
}

async function readScores(tx: ShopTx, shopId: ShopId, customerId: bigint): Promise<Scores | null> {
  const row = await tx.customerScore.findUnique({ where: { shopId_customerId: { shopId, customerId } } });
  if (!row) return null;
  const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
  const { orders, purchaseDays, recencyScore, frequencyScore, monetaryScore, riskScore, lapseChance, expectedOrders } = row;
  return {
    orders,
    purchaseDays,
    recencyScore,
    frequencyScore,
    monetaryScore,
    riskScore,
    lapseChance,
    expectedOrders,
    computedAtMs: row.computedAt.getTime(),
    valueMinor: Number(row.valueMinor),
    firstOrderOn: day(row.firstOrderOn),
    lastOrderOn: day(row.lastOrderOn),
    rfmGroup: row.rfmGroup as RfmGroup,
    valueTier: row.valueTier as ValueTier,
    lifecycleStage: row.lifecycleStage as LifecycleStage,
    expectedValueMinor: row.expectedValueMinor === null ? null : Number(row.expectedValueMinor),
    reasons: parseReasons(row.reasons),
  };
}

/** The tags that Shopify holds, each with the newest change of ours that added it. */
async function readTags(tx: ShopTx, customerId: bigint): Promise<TagLine[]> {
  const rows = await tx.$queryRaw<{ tag: string; reason: string | null; appliedAt: Date | null }[]>`
    select tag, t.reason, t.applied_at as "appliedAt"
    from customer c cross join unnest(c.own_tags) as tag
    left join lateral (
      select reason, applied_at from tag_change
      where shop_id = c.shop_id and customer_id = c.customer_id and state = 'applied' and tag = any(add)
      order by tag_run_id desc limit 1) t on true
    where c.customer_id = ${customerId} order by tag`;
  return rows.map(({ tag, reason, appliedAt }) => ({ tag, reason, sinceMs: appliedAt?.getTime() ?? null }));
}

async function readFields(tx: ShopTx, shopId: ShopId, customerId: bigint): Promise<FieldsOfCustomer | null> {
  const row = await tx.customerMetafield.findUnique({ where: { shopId_customerId: { shopId, customerId } } });
  if (!row) return null;
  const { riskScore, offerCode, state, error } = row;
  return { stage: row.stage as LifecycleStage | null, riskScore, offerCode, writtenAtMs: row.writtenAt?.getTime() ?? null, waiting: state === 'planned' || state === 'sending', error };
}

async function readCodes(tx: ShopTx, customerId: bigint): Promise<CodeLine[]> {
  const rows = await tx.codeIntent.findMany({ where: { customerId }, orderBy: { createdAt: 'desc' }, take: 50 });
  return rows.map((row) => ({
    code: row.code,
    state: row.state,
    percentage: Number(row.percentage),
    startsAtMs: row.startsAt.getTime(),
    endsAtMs: row.endsAt.getTime(),
    redeemedAtMs: row.redeemedAt?.getTime() ?? null,
    error: row.error,
  }));
}

/** @param unpaidAfterDays the shop's setting, for naming the rule by which an order is left out */
export async function getCustomerPage(shopId: ShopId, customerId: bigint, shop: { timeZone: string; unpaidAfterDays: number; nowMs: number }): Promise<CustomerPage | null> {
  return inShop(shopId, async (tx) => {
    const customer = await tx.customer.findUnique({ where: { shopId_customerId: { shopId, customerId } } });
    if (!customer) return null;
    const merged = await tx.customer.findMany({ where: { mergedIntoId: customerId }, select: { customerId: true } });
    const { orders, counted, leftOut } = await readOrdersOfCustomer(tx, customerId, shop);
    const scores = await readScores(tx, shopId, customerId);
    return {
      customerId: String(customerId),
      mergedIntoId: customer.mergedIntoId === null ? null : String(customer.mergedIntoId),
      mergedIds: merged.map((other) => String(other.customerId)),
      optedOut: customer.scoringOptOut,
      shopifyGroup: (customer.shopifyRfmGroup?.toLowerCase().replaceAll('_', '-') as RfmGroup | undefined) ?? null,
      scores,
      outlook: scores && (await readOutlook(tx, scores, shopDay(shop.nowMs, shop.timeZone))),
      orders,
      ordersCounted: counted,
      ordersLeftOut: leftOut,
      tags: await readTags(tx, customerId),
      fields: await readFields(tx, shopId, customerId),
      codes: await readCodes(tx, customerId),
      alerts: await readAlertsOfCustomer(tx, customerId),
      freshness: await readFreshness(tx),
    };
  });
}
