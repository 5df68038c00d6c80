// Holds rows as Shopify showed them against the stored ones, and repairs what differs by the very functions that apply
// webhooks: the newer version wins, what was deleted stays deleted. What is the same is not written.
import { enqueue } from '../../queue/enqueue.ts';
import { setOwnTags } from '../../records/customers.ts';
import type { ShopId, ShopTx } from '../../records/db.ts';
import { applyCustomerVersions, applyOrderCounts } from '../../records/inbound/customer-events.ts';
import { mergeCustomers } from '../../records/inbound/merge-customers.ts';
import { applyOrderVersion } from '../../records/inbound/orders.ts';
import { type Difference, recordDrift } from '../../records/reconcile/drift.ts';
import { readStoredCustomers } from '../../records/reconcile/stored-customers.ts';
import { findBuriedCustomers, findBuriedOrders, readStoredOrders } from '../../records/reconcile/stored-orders.ts';
import { findNamedInWaiting } from '../../records/reconcile/waiting-news.ts';
import { redeemCodes } from '../redeem-codes.ts';
import type { ShownOrder } from './changed-rows.ts';
import { compareCustomer, type ShownCustomer } from './compare-customer.ts';
import { compareOrder, isOnlyMerge } from './compare-order.ts';
import type { Merge } from './find-merged.ts';

/** A webhook comes within seconds; one whose change is younger than this may be on its way. */
const ON_ITS_WAY_MS = 2 * 60_000;
const MOST_CUSTOMERS_A_JOB = 500;

export interface ShownRows {
  readonly askedAtMs: number;
  readonly customers: readonly ShownCustomer[];
  readonly orders: readonly ShownOrder[];
  readonly merges: readonly Merge[];
}

interface Found extends Omit<Difference, 'inFlight'> {
  readonly changedAtMs: number;
  /** We are writing to it ourselves. */
  readonly ownWrite?: boolean;
}

/** Repairs and records within `tx`; whoever is touched is scored anew. The caller holds the inbound lock. */
export async function settleRows(tx: ShopTx, shopId: ShopId, passId: bigint, rows: ShownRows): Promise<void> {
  const touched = new Set<bigint>();
  const found = [...(await settleMerges(tx, shopId, rows, touched)), ...(await settleCustomers(tx, shopId, rows, touched)), ...(await settleOrders(tx, shopId, rows, touched))];
  const waiting = await findNamedInWaiting(tx, shopId, found.map(({ subjectId }) => subjectId));
  const differences = found.map(({ changedAtMs, ownWrite, ...one }) => ({
    ...one,
    inFlight: ownWrite === true || waiting.has(one.subjectId) || rows.askedAtMs - changedAtMs < ON_ITS_WAY_MS,
  }));
  await recordDrift(tx, shopId, passId, rows.askedAtMs, differences);
  const ids = [...touched];
  for (let at = 0; at < ids.length; at += MOST_CUSTOMERS_A_JOB) {
    await enqueue(tx, 'score-customers', { shopId: shopId.toString(), customerIds: ids.slice(at, at + MOST_CUSTOMERS_A_JOB).map(String) });
  }
}

async function settleMerges(tx: ShopTx, shopId: ShopId, { merges }: ShownRows, touched: Set<bigint>): Promise<Found[]> {
  const found: Found[] = [];
  for (const { keptId, mergedId, atMs } of merges) {
    const result = await mergeCustomers(tx, shopId, keptId, mergedId, new Date(atMs));
    if (result.outcome !== 'applied' || 'erased' in result) continue;
    touched.add(result.survivorId).add(mergedId);
    found.push({ subject: 'customer', subjectId: mergedId, was: 'merged', fields: [], differedSinceMs: atMs, changedAtMs: atMs });
  }
  return found;
}

async function settleCustomers(tx: ShopTx, shopId: ShopId, { askedAtMs, customers }: ShownRows, touched: Set<bigint>): Promise<Found[]> {
  const shown = [...new Map(customers.map((customer) => [customer.customerId, customer])).values()];
  const ids = shown.map(({ customerId }) => customerId);
  const [stored, { gone }] = [await readStoredCustomers(tx, shopId, ids), await findBuriedCustomers(tx, shopId, ids)];
  const found: Found[] = [];
  const differing: { customer: ShownCustomer; at: Date }[] = [];
  for (const customer of shown) {
    const { customerId, createdAtMs, updatedAtMs, changedAtMs } = customer;
    const before = stored.get(customerId);
    if (gone.has(customerId) || before?.mergedIntoId) continue;
    // Shopify's clock may be ahead of ours.
    const at = new Date(Math.max(askedAtMs, changedAtMs + 1));
    const result = compareCustomer(before, customer, at);
    if (result.length === 0) continue;
    const missing = result === 'missing';
    differing.push({ customer, at });
    // A tag of ours that we did not put there came with a merge, or from somebody: whether it fits is told by the next plan.
    if (missing || (!before?.tagsOnTheirWay && customer.ownTags.some((tag) => !before?.ownTags.includes(tag)))) touched.add(customerId);
    const differedSinceMs = missing ? createdAtMs : result.includes('updatedAtMs') ? updatedAtMs : changedAtMs;
    found.push({ subject: 'customer', subjectId: customerId, was: missing ? 'missing' : 'stale', fields: missing ? [] : result, differedSinceMs, changedAtMs, ownWrite: before?.tagsOnTheirWay ?? false });
  }
  if (differing.length === 0) return found;
  await applyCustomerVersions(tx, shopId, differing.map(({ customer }) => customer));
  await applyOrderCounts(tx, shopId, differing.map(({ customer: { customerId, orderCount }, at }) => ({ customerId, orderCount, at })));
  for (const { customer, at } of differing) await setOwnTags(tx, shopId, customer.customerId, customer.ownTags, at);
  return found;
}

async function settleOrders(tx: ShopTx, shopId: ShopId, { orders }: ShownRows, touched: Set<bigint>): Promise<Found[]> {
  const ids = orders.map(({ version }) => version.orderId);
  const stored = await readStoredOrders(tx, shopId, ids);
  const buried = await findBuriedOrders(tx, shopId, ids);
  const { erased } = await findBuriedCustomers(tx, shopId, orders.flatMap(({ version }) => version.customerId ?? []));
  const found: Found[] = [];
  for (const { version, lines } of orders) {
    const { orderId, customerId, createdAtMs, updatedAtMs } = version;
    const before = stored.get(orderId);
    const differing = before ? compareOrder(before, version, lines) : [];
    if (buried.has(orderId) || (before && differing.length === 0)) continue;
    const result = await applyOrderVersion(tx, shopId, version, lines);
    if (result.outcome !== 'applied') continue;
    await redeemCodes(tx, shopId, version);
    for (const id of result.touched) touched.add(id);
    if ((before && isOnlyMerge(before, version, differing)) || (customerId && erased.has(customerId))) continue;
    found.push({ subject: 'order', subjectId: orderId, was: before ? 'stale' : 'missing', fields: differing, differedSinceMs: before ? updatedAtMs : createdAtMs, changedAtMs: updatedAtMs });
  }
  return found;
}
