// Shopify's own number for a customer (`statistics.rfmGroup`), worked out in a plain way: quintiles of recency, and of
// the mean of frequency and money. It is Shopify's, not the app's, so the two may differ; that is the point of showing it.
import type { Customer, ShopState } from '../model.ts';
import { amountSpent } from '../commerce/build-order.ts';

export type ShopifyRfmGroup = 'ACTIVE' | 'ALMOST_LOST' | 'AT_RISK' | 'CHAMPIONS' | 'DORMANT' | 'LOYAL' | 'NEEDS_ATTENTION' | 'NEW' | 'PREVIOUSLY_LOYAL' | 'PROMISING' | 'PROSPECTS';

interface Standing {
  group: ShopifyRfmGroup | null;
  spendTier: 'HIGH' | 'MEDIUM' | 'LOW' | null;
}

const FRESH_MS = 3_600_000;
const held = new WeakMap<ShopState, { at: number; standings: Map<number, Standing> }>();

/** Rows: recency 1 to 5; columns: mean of frequency and money 1 to 5. */
const GROUPS: ShopifyRfmGroup[][] = [
  ['DORMANT', 'DORMANT', 'AT_RISK', 'PREVIOUSLY_LOYAL', 'PREVIOUSLY_LOYAL'],
  ['ALMOST_LOST', 'ALMOST_LOST', 'AT_RISK', 'AT_RISK', 'PREVIOUSLY_LOYAL'],
  ['ALMOST_LOST', 'NEEDS_ATTENTION', 'NEEDS_ATTENTION', 'LOYAL', 'LOYAL'],
  ['PROMISING', 'PROMISING', 'ACTIVE', 'LOYAL', 'LOYAL'],
  ['NEW', 'NEW', 'ACTIVE', 'CHAMPIONS', 'CHAMPIONS'],
];

/** Counted anew at most once an hour, as Shopify's own lags too. */
export function rfmGroupOf(state: ShopState, customer: Customer, now: number): Standing {
  let known = held.get(state);
  if (!known || known.at + FRESH_MS < now) held.set(state, (known = { at: now, standings: count(state) }));
  return known.standings.get(customer.id) ?? (customer.orderIds.length === 0 ? { group: 'PROSPECTS', spendTier: null } : { group: null, spendTier: null });
}

function count(state: ShopState): Map<number, Standing> {
  const rows: { id: number; lastAt: number; orders: number; spent: number }[] = [];
  for (const customer of state.customers.values()) {
    const orders = customer.orderIds.flatMap((id) => state.orders.get(id) ?? []).filter((order) => !order.test && order.cancelledAt === null);
    if (orders.length === 0) continue;
    const lastAt = Math.max(...orders.map((order) => order.processedAt));
    rows.push({ id: customer.id, lastAt, orders: orders.length, spent: Number(amountSpent(state, customer.orderIds)) });
  }
  const recency = quintiles(rows, (row) => row.lastAt);
  const frequency = quintiles(rows, (row) => row.orders);
  const spending = quintiles(rows, (row) => row.spent);
  const standings = new Map<number, Standing>();
  for (const { id } of rows) {
    const [r, f, m] = [recency.get(id) ?? 1, frequency.get(id) ?? 1, spending.get(id) ?? 1];
    const column = Math.round((f + m) / 2);
    standings.set(id, { group: GROUPS[r - 1]?.[column - 1] ?? null, spendTier: m >= 4 ? 'HIGH' : m >= 2 ? 'MEDIUM' : 'LOW' });
  }
  return standings;
}

function quintiles<T extends { id: number }>(rows: readonly T[], value: (row: T) => number): Map<number, number> {
  const sorted = [...rows].sort((a, b) => value(a) - value(b));
  return new Map(sorted.map((row, place) => [row.id, Math.min(5, Math.floor((place * 5) / sorted.length) + 1)]));
}
