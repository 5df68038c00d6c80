// Two records of one person become one: orders, tags and metafields move to the one that is kept.
import type { Customer, Metafield, ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';
import { gid, nextId } from '../state/ids.ts';
import { customerPayload, purchasingSummary } from '../webhooks/payloads/customer.ts';
import { requireCustomer } from './customers.ts';
import { MOST_TAGS, sortedTags, splitTags } from './tags.ts';

export type MergeOutcome = { outcome: 'merged'; kept: Customer } | { outcome: 'refused'; message: string };

/** @throws where one of the two is not there. */
export function mergeCustomers(store: SimulatedStore, state: ShopState, keptId: number, mergedId: number): MergeOutcome {
  if (keptId === mergedId) return { outcome: 'refused', message: 'Customers IDs should not match' };
  const kept = requireCustomer(state, keptId);
  const merged = requireCustomer(state, mergedId);
  const tags = sortedTags(splitTags([...kept.tags, ...merged.tags]));
  if (tags.length > MOST_TAGS) {
    emitMerge(store, state, keptId, mergedId, 'failed', ['Customers must have 250 tags or less.']);
    return { outcome: 'refused', message: 'Customers must have 250 tags or less.' };
  }
  const now = store.now();
  store.lagSearch(state, kept);
  for (const id of merged.orderIds) {
    const order = state.orders.get(id);
    if (!order) continue;
    order.customerId = keptId;
    order.email = kept.email;
    order.updatedAt = now;
  }
  kept.orderIds = [...kept.orderIds, ...merged.orderIds].sort((a, b) => processed(state, a) - processed(state, b));
  kept.tags = tags;
  kept.note = [kept.note, merged.note].filter(Boolean).join(' ') || null;
  kept.email ??= merged.email;
  kept.phone ??= merged.phone;
  kept.updatedAt = now;
  copyMetafields(state, keptId, mergedId);
  state.customers.delete(mergedId);
  state.mergedCustomers.set(mergedId, keptId);
  store.record(state, 'customer-merged', { keptId, mergedId });
  emitMerge(store, state, keptId, mergedId, 'success', []);
  store.emit(state, 'customers/update', customerPayload(state, kept));
  store.emit(state, 'customers/purchasing_summary', purchasingSummary(state, kept, now));
  return { outcome: 'merged', kept };
}

function processed(state: ShopState, orderId: number): number {
  return state.orders.get(orderId)?.processedAt ?? 0;
}

function emitMerge(store: SimulatedStore, state: ShopState, keptId: number, mergedId: number, status: string, errors: string[]): void {
  store.emit(state, 'customers/merge', {
    admin_graphql_api_customer_kept_id: gid('Customer', keptId),
    admin_graphql_api_customer_deleted_id: gid('Customer', mergedId),
    admin_graphql_api_job_id: gid('Job', `${keptId}-${mergedId}`),
    status,
    errors,
  });
}

/** Copies get new ids; where both have one, the kept customer's stays (recorded). */
function copyMetafields(state: ShopState, keptId: number, mergedId: number): void {
  const own = state.metafields.get(gid('Customer', keptId)) ?? [];
  const other = state.metafields.get(gid('Customer', mergedId)) ?? [];
  const fresh: Metafield[] = other
    .filter((field) => !own.some((present) => present.namespace === field.namespace && present.key === field.key))
    .map((field) => ({ ...field, id: nextId(state, 'Metafield') }));
  if (fresh.length > 0) state.metafields.set(gid('Customer', keptId), [...own, ...fresh]);
  state.metafields.delete(gid('Customer', mergedId));
}
