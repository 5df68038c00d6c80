// A shop's life by seed: everything that changes what a purchase history is made of, late, twice and in any order, by the
// functions that the app itself changes it with.
import { chunkStarts } from '../../../../app/domain/history/chunk-starts.ts';
import { seededRandom } from '../../../../app/domain/numerics/random.ts';
import { inShop, inShopBulk, type ShopId } from '../../../../app/records/db.ts';
import { addBareCustomers } from '../../../../app/records/inbound/export/after-import.ts';
import { mergeCustomersOfExport } from '../../../../app/records/inbound/export/merge-customers-export.ts';
import { mergeOrders } from '../../../../app/records/inbound/export/merge-orders.ts';
import { Batch } from '../../../../app/records/inbound/export/staged-rows.ts';
import { lockInbound, lockInboundBulk } from '../../../../app/records/inbound/lock.ts';
import { setScoringOptOut } from '../../../../app/records/scoring-opt-out.ts';
import { applyEvent } from '../../../../app/sync/webhooks/apply-event.ts';
import { mergeBody, orderBody } from '../../../sync/support/bodies.ts';

/** Numbers of which every third begins a chunk: so few buyers would not fill one otherwise. */
function numbers(count: number, from: number, sign: 1n | -1n): number[] {
  const found: number[] = [];
  for (let id = from; found.length < count; id += 1) {
    const begins = chunkStarts(BigInt64Array.of(sign * BigInt(id))).length > 0;
    if (begins || (found.length % 3 !== 0 && id % 7 === 0)) found.push(id);
  }
  return found;
}

export const CUSTOMERS = numbers(15, 5_000, 1n);
const ORDERS = numbers(45, 900_000, -1n);
const BEGAN_MS = Date.UTC(2026, 1, 1);
const HOUR_MS = 3_600_000;
/** The day after everything. */
export const TODAY = Math.floor(BEGAN_MS / 86_400_000) + 60;

export interface Life {
  /** Lets the next thing happen, and says what it was. */
  next(): Promise<string>;
}

class TakenBack extends Error {}

export function lifeOf(shopId: ShopId, shopDomain: string, seed: number): Life {
  const random = seededRandom(seed);
  const pick = <T>(of: readonly T[]): T => of[random.integer(of.length)]!;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const someMs = (): number => BEGAN_MS + random.integer(50 * 24) * HOUR_MS;
  const past: { topic: string; body: object; atMs: number }[] = [];

  const webhook = async (topic: string, body: object, atMs: number): Promise<void> => {
    past.push({ topic, body, atMs });
    const apply = () =>
      inShop(shopId, async (tx) => {
        await lockInbound(tx, shopId);
        await applyEvent(topic, { tx, shopId, shopDomain, body: Buffer.from(JSON.stringify(body)), triggeredAt: new Date(atMs) });
        if (random.uniform() < 0.1) throw new TakenBack();
      });
    // What is taken back takes its marks with it.
    await apply().catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error;
    });
  };

  const order = (): Promise<void> => {
    const id = pick(ORDERS);
    const total = 1_000 + random.integer(9_000);
    const refund = random.uniform() < 0.3 ? random.integer(total + 1) : 0;
    const money = (minor: number) => (minor / 100).toFixed(2);
    const atMs = someMs();
    const body = orderBody({
      id,
      customerId: random.uniform() < 0.25 ? null : pick(CUSTOMERS),
      createdAt: iso(BEGAN_MS + (id % 50) * 12 * HOUR_MS + (id % 3) * 17),
      updatedAt: iso(atMs),
      total: money(total),
      current: money(total - refund),
      refunds: refund > 0 ? [{ amount: money(refund) }] : [],
      status: pick(['paid', 'paid', 'paid', 'pending', 'voided', 'partially_refunded', 'authorized']),
      cancelledAt: random.uniform() < 0.1 ? iso(atMs) : null,
    });
    return webhook('orders/updated', body, atMs);
  };

  const orderExport = async (): Promise<void> => {
    const batch = new Batch();
    for (const orderId of [...new Set([pick(ORDERS), pick(ORDERS), pick(ORDERS), pick(ORDERS)])].sort()) {
      const updatedAtMs = someMs();
      const netMinor = BigInt(random.integer(5_000));
      batch.addOrder({
        orderId: BigInt(orderId), name: `#${orderId}`, customerId: random.uniform() < 0.2 ? null : BigInt(pick(CUSTOMERS)), processedAtMs: BEGAN_MS + (orderId % 50) * 12 * HOUR_MS,
        createdAtMs: BEGAN_MS, updatedAtMs, cancelledAtMs: null, test: random.uniform() < 0.1, financialStatus: pick(['PAID', 'PAID', 'EXPIRED', null]), currencyCode: 'USD', grossMinor: netMinor + 7n,
        refundedMinor: 7n, netMinor, presentmentCurrency: null, presentmentMinor: null, sourceName: 'web', discountCodes: [], seenAtMs: updatedAtMs,
      });
    }
    await inShopBulk(shopId, async (connection) => {
      await lockInboundBulk(connection, shopId);
      await mergeOrders(connection, shopId, batch);
    });
  };

  const customerExport = async (): Promise<void> => {
    const batch = new Batch();
    for (const id of [...new Set([pick(CUSTOMERS), pick(CUSTOMERS)])].sort()) batch.addCustomer({ customerId: BigInt(id), createdAtMs: BEGAN_MS, updatedAtMs: someMs(), shopifyOrderCount: random.integer(9), shopifyRfmGroup: null, ownTags: [] });
    await inShopBulk(shopId, async (connection) => {
      await lockInboundBulk(connection, shopId);
      await mergeCustomersOfExport(connection, shopId, batch, new Date(someMs()));
    });
  };

  const happenings: readonly [share: number, what: string, happen: () => Promise<unknown>][] = [
    [40, 'order', order],
    [8, 'again', () => (past.length > 0 ? ((one) => webhook(one.topic, one.body, one.atMs))(pick(past)) : order())],
    [8, 'order deleted', () => webhook('orders/delete', { id: pick(ORDERS) }, someMs())],
    [10, 'customer', () => webhook('customers/update', { id: pick(CUSTOMERS), created_at: iso(BEGAN_MS), updated_at: iso(someMs()) }, someMs())],
    [8, 'merge', () => webhook('customers/merge', mergeBody(pick(CUSTOMERS), pick(CUSTOMERS)), someMs())],
    [5, 'customer deleted', () => webhook('customers/delete', { id: pick(CUSTOMERS) }, someMs())],
    [2, 'erasure', () => webhook('customers/redact', { shop_domain: shopDomain, customer: { id: pick(CUSTOMERS) }, orders_to_redact: [pick(ORDERS)] }, someMs())],
    [7, 'opt-out', () => inShop(shopId, (tx) => setScoringOptOut(tx, shopId, BigInt(pick(CUSTOMERS)), random.uniform() < 0.6))],
    [6, 'export of orders', orderExport],
    [4, 'export of customers', customerExport],
    [2, 'end of an import', () => inShop(shopId, async (tx) => (await lockInbound(tx, shopId), addBareCustomers(tx, shopId)))],
  ];
  const all = happenings.reduce((sum, [share]) => sum + share, 0);

  return {
    async next() {
      let at = random.integer(all);
      const [, what, happen] = happenings.find(([share]) => (at -= share) < 0)!;
      await happen();
      return what;
    },
  };
}
