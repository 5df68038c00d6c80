// Orders as webhooks and single reads bring them, one or some hundred at a time. Exports come through export/merge-orders.ts.
import type { ShopId, ShopTx } from '../db.ts';
import { buyerKey, markHistory } from '../history/mark-history.ts';
import { addBareCustomers } from './bare-customers.ts';
import { holdShop } from './lock.ts';
import { linesText, productsText } from './order-lines.ts';
import { clearRechecks } from './order-rechecks.ts';
import type { OrderLineVersion, OrderVersion } from './order-version.ts';
import { bury, findTombstones } from './tombstones.ts';

export type OrderOutcome =
  | { outcome: 'applied'; touched: bigint[] }
  /** We hold a newer version, or the order was deleted. */
  | { outcome: 'stale'; why: 'newer-version' | 'deleted' }
  /** The customer was erased: the order is not kept. */
  | { outcome: 'ignored'; why: 'erased-customer' };

/** A version of an order, with its lines: null where they are not known, then the stored ones stay. */
export interface ArrivedOrder {
  readonly version: OrderVersion;
  readonly lines: readonly OrderLineVersion[] | null;
}

/**
 * Stores versions of orders where no newer one is there. Two versions are compared by updatedAt, then by when they were seen,
 * then by their content, so that the last state never depends on the order of arrival. All at once or one after the other is the
 * same. The caller holds the inbound lock.
 *
 * @returns an outcome for each.
 */
export async function applyOrderVersions(tx: ShopTx, shopId: ShopId, arrived: readonly ArrivedOrder[]): Promise<OrderOutcome[]> {
  const outcomes = new Map<ArrivedOrder, OrderOutcome>();
  for (const turn of inTurns(arrived)) await applyTurn(tx, shopId, turn, outcomes);
  return arrived.map((one) => outcomes.get(one) ?? STALE);
}

const STALE: OrderOutcome = { outcome: 'stale', why: 'newer-version' };

/** As applyOrderVersions, one alone. */
export async function applyOrderVersion(tx: ShopTx, shopId: ShopId, version: OrderVersion, lines: ArrivedOrder['lines']): Promise<OrderOutcome> {
  const [outcome = STALE] = await applyOrderVersions(tx, shopId, [{ version, lines }]);
  return outcome;
}

/** In the first turn the first version of every order, in the second the second …: within a turn no order comes twice. */
function inTurns(arrived: readonly ArrivedOrder[]): ArrivedOrder[][] {
  const turns: ArrivedOrder[][] = [];
  const comeBefore = new Map<bigint, number>();
  for (const one of arrived) {
    const turn = comeBefore.get(one.version.orderId) ?? 0;
    comeBefore.set(one.version.orderId, turn + 1);
    (turns[turn] ??= []).push(one);
  }
  return turns;
}

async function applyTurn(tx: ShopTx, shopId: ShopId, turn: readonly ArrivedOrder[], outcomes: Map<ArrivedOrder, OrderOutcome>): Promise<void> {
  const tombstones = await findTombstones(tx, shopId, { orderIds: turn.map(({ version }) => version.orderId), customerIds: turn.flatMap(({ version }) => version.customerId ?? []) });
  const deleted = new Set(tombstones.flatMap(({ kind, subjectId }) => (kind === 'order' ? [subjectId] : [])));
  const gone = new Set(tombstones.flatMap(({ kind, subjectId }) => (kind === 'order' ? [] : [subjectId])));
  const erasedAt = new Map(tombstones.flatMap(({ kind, subjectId, deletedAt }) => (kind === 'erased' ? [[subjectId, deletedAt] as const] : [])));
  const kept: ArrivedOrder[] = [];
  for (const one of turn) {
    const { orderId, customerId } = one.version;
    const erased = customerId === null ? undefined : erasedAt.get(customerId);
    if (deleted.has(orderId)) outcomes.set(one, { outcome: 'stale', why: 'deleted' });
    else if (erased) {
      await removeOrders(tx, shopId, [orderId], erased);
      outcomes.set(one, { outcome: 'ignored', why: 'erased-customer' });
    } else kept.push(one);
  }
  if (kept.length === 0) return;
  await holdShop(tx, shopId);
  const before = await readBefore(tx, shopId, kept.map(({ version }) => version.orderId));
  const written = new Set([...(await upsert(tx, shopId, kept.filter(({ lines }) => lines), before)), ...(await upsert(tx, shopId, kept.filter(({ lines }) => !lines), before))]);
  const applied = kept.filter(({ version }) => written.has(version.orderId));
  if (applied.length === 0) return;
  const earliest = new Map<bigint, number>();
  for (const { version: { customerId, createdAtMs } } of applied) if (customerId !== null && !gone.has(customerId)) earliest.set(customerId, Math.min(createdAtMs, earliest.get(customerId) ?? createdAtMs));
  await addBareCustomers(tx, shopId, earliest);
  await clearRechecks(tx, shopId, applied.map(({ version }) => version));
  const owners = applied.flatMap(({ version: { customerId, orderId } }) => [buyerKey(customerId, orderId), ...(before.has(orderId) ? [buyerKey(before.get(orderId)?.customerId ?? null, orderId)] : [])]);
  await markHistory(tx, shopId, owners);
  for (const one of applied) {
    const { customerId, orderId } = one.version;
    outcomes.set(one, { outcome: 'applied', touched: [...new Set([customerId, before.get(orderId)?.customerId ?? null].filter((id) => id !== null))] });
  }
}

interface Before {
  readonly customerId: bigint | null;
  readonly lineProducts: string | null;
}

async function readBefore(tx: ShopTx, shopId: ShopId, orderIds: readonly bigint[]): Promise<Map<bigint, Before>> {
  const rows = await tx.$queryRaw<(Before & { orderId: bigint })[]>`
    select order_id as "orderId", customer_id as "customerId", line_products as "lineProducts" from "order" where shop_id = ${shopId} and order_id = any(${[...orderIds]}::bigint[])`;
  return new Map(rows.map(({ orderId, ...row }) => [orderId, row]));
}

/** @param arrived all with their lines, or all without. @returns those that were written. */
async function upsert(tx: ShopTx, shopId: ShopId, arrived: readonly ArrivedOrder[], before: ReadonlyMap<bigint, Before>): Promise<bigint[]> {
  if (arrived.length === 0) return [];
  const withLines = arrived.every(({ lines }) => lines !== null);
  const rows = await tx.$queryRaw<{ orderId: bigint }[]>`
    insert into "order" as o (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, cancelled_at, test, financial_status, currency_code,
      gross_minor, refunded_minor, net_minor, presentment_currency, presentment_minor, source_name, discount_codes, seen_at, lines, line_products)
    select ${shopId}::bigint, v.order_id, v.name, v.customer_id, v.processed_at, v.created_at, v.updated_at, v.cancelled_at, v.test, v.financial_status, v.currency_code,
      v.gross_minor, v.refunded_minor, v.net_minor, v.presentment_currency, v.presentment_minor, v.source_name, v.discount_codes, v.seen_at, v.lines, v.line_products
    from json_to_recordset(${JSON.stringify(arrived.map((one) => rowOf(one, before)))}::json) v (order_id bigint, name text, customer_id bigint, processed_at timestamptz, created_at timestamptz,
      updated_at timestamptz, cancelled_at timestamptz, test boolean, financial_status text, currency_code text, gross_minor bigint, refunded_minor bigint, net_minor bigint,
      presentment_currency text, presentment_minor bigint, source_name text, discount_codes text[], seen_at timestamptz, lines text, line_products text)
    order by v.order_id
    on conflict (shop_id, order_id) do update set
      name = excluded.name, customer_id = excluded.customer_id, processed_at = excluded.processed_at, created_at = excluded.created_at, updated_at = excluded.updated_at,
      cancelled_at = excluded.cancelled_at, test = excluded.test, financial_status = excluded.financial_status, currency_code = excluded.currency_code,
      gross_minor = excluded.gross_minor, refunded_minor = excluded.refunded_minor, net_minor = excluded.net_minor,
      presentment_currency = excluded.presentment_currency, presentment_minor = excluded.presentment_minor,
      source_name = excluded.source_name, discount_codes = excluded.discount_codes, seen_at = excluded.seen_at,
      lines = case when ${withLines} then excluded.lines else o.lines end, line_products = case when ${withLines} then excluded.line_products else o.line_products end
    where (excluded.updated_at, excluded.seen_at, excluded.cancelled_at is not null, excluded.refunded_minor, -excluded.net_minor, coalesce(excluded.financial_status, ''), coalesce(excluded.customer_id, 0))
        > (o.updated_at, o.seen_at, o.cancelled_at is not null, o.refunded_minor, -o.net_minor, coalesce(o.financial_status, ''), coalesce(o.customer_id, 0))
    returning o.order_id as "orderId"`;
  return rows.map(({ orderId }) => orderId);
}

/** Numbers go as text: JSON's own are doubles. */
function rowOf({ version: v, lines }: ArrivedOrder, before: ReadonlyMap<bigint, Before>): Record<string, unknown> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    order_id: v.orderId.toString(),
    name: v.name,
    customer_id: v.customerId?.toString() ?? null,
    processed_at: at(v.processedAtMs),
    created_at: at(v.createdAtMs),
    updated_at: at(v.updatedAtMs),
    cancelled_at: at(v.cancelledAtMs),
    test: v.test,
    financial_status: v.financialStatus,
    currency_code: v.currencyCode,
    gross_minor: v.grossMinor.toString(),
    refunded_minor: v.refundedMinor.toString(),
    net_minor: v.netMinor.toString(),
    presentment_currency: v.presentmentCurrency,
    presentment_minor: v.presentmentMinor?.toString() ?? null,
    source_name: v.sourceName,
    discount_codes: v.discountCodes,
    seen_at: at(v.seenAtMs),
    lines: lines ? linesText(lines) : '[]',
    line_products: lines && productsText(lines, before.get(v.orderId)?.lineProducts ?? null),
  };
}

/** Removes orders for good. @returns whose they were. */
export async function removeOrders(tx: ShopTx, shopId: ShopId, orderIds: readonly bigint[], at: Date): Promise<bigint[]> {
  if (orderIds.length === 0) return [];
  const ids = [...orderIds];
  await bury(tx, shopId, 'order', ids, at);
  await tx.$executeRaw`delete from early_order_line where shop_id = ${shopId} and order_id = any(${ids}::bigint[])`;
  await tx.$executeRaw`delete from order_recheck where shop_id = ${shopId} and order_id = any(${ids}::bigint[])`;
  const gone = await tx.$queryRaw<{ orderId: bigint; customerId: bigint | null }[]>`
    delete from "order" where shop_id = ${shopId} and order_id = any(${ids}::bigint[]) returning order_id as "orderId", customer_id as "customerId"`;
  await markHistory(tx, shopId, gone.map(({ orderId, customerId }) => buyerKey(customerId, orderId)));
  return [...new Set(gone.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])))];
}
