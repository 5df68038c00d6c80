// What events say of customers: their version, Shopify's count of their orders, our tags. Each is newer-wins by itself, so
// the order of arrival does not matter. All at once or one alone is the same: Shopify sends thousands after a sweep of tags.
import type { ShopId, ShopTx } from '../db.ts';
import { ensureCustomers } from './bare-customers.ts';
import { changeTag, readTagStates, writeTagStates } from './own-tag-state.ts';
import { findTombstones } from './tombstones.ts';
import { markHistory } from '../history/mark-history.ts';

/** "new": applied, and there was no row before. "gone": deleted or erased. */
export type CustomerOutcome = 'new' | 'applied' | 'stale' | 'gone';

interface OfCustomer {
  readonly customerId: bigint;
}

export interface CustomerVersion extends OfCustomer {
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface OrderCount extends OfCustomer {
  readonly orderCount: number;
  readonly at: Date;
}

export interface TagEvent extends OfCustomer {
  /** Of our namespace only. */
  readonly tags: readonly string[];
  readonly present: boolean;
  readonly at: Date;
}

/** The one event of each customer that no other of them is newer than. */
function newestOf<T extends OfCustomer>(events: readonly T[], isNewer: (one: T, other: T) => boolean): T[] {
  const newest = new Map<bigint, T>();
  for (const event of events) {
    const known = newest.get(event.customerId);
    if (!known || isNewer(event, known)) newest.set(event.customerId, event);
  }
  return [...newest.values()];
}

const iso = (ms: number) => new Date(ms).toISOString();

/** customers/create and customers/update. @returns an outcome for each. */
export async function applyCustomerVersions(tx: ShopTx, shopId: ShopId, versions: readonly CustomerVersion[]): Promise<CustomerOutcome[]> {
  const gone = new Set((await findTombstones(tx, shopId, { customerIds: versions.map(({ customerId }) => customerId) })).map(({ subjectId }) => subjectId));
  const newest = newestOf(versions.filter(({ customerId }) => !gone.has(customerId)), (one, other) => one.updatedAtMs > other.updatedAtMs);
  const written = await tx.$queryRaw<{ customerId: bigint; added: boolean }[]>`
    insert into customer as c (shop_id, customer_id, created_at, updated_at)
    select ${shopId}, v.id, v.created_at::timestamptz, v.updated_at::timestamptz
    from unnest(${newest.map(({ customerId }) => customerId)}::bigint[], ${newest.map(({ createdAtMs }) => iso(createdAtMs))}::text[], ${newest.map(({ updatedAtMs }) => iso(updatedAtMs))}::text[]) v (id, created_at, updated_at)
    order by v.id
    on conflict (shop_id, customer_id) do update set created_at = excluded.created_at, updated_at = excluded.updated_at
    where excluded.updated_at > c.updated_at
    returning customer_id as "customerId", xmax = 0 as added`;
  const added = new Map(written.map((row) => [row.customerId, row.added]));
  await markHistory(tx, shopId, written.filter((row) => row.added).map(({ customerId }) => customerId));
  const winners = new Set(newest);
  return versions.map((version) => {
    if (gone.has(version.customerId)) return 'gone';
    const isNew = winners.has(version) ? added.get(version.customerId) : undefined;
    return isNew === undefined ? 'stale' : isNew ? 'new' : 'applied';
  });
}

/** customers/purchasing_summary: Shopify's own count of orders. @returns an outcome for each. */
export async function applyOrderCounts(tx: ShopTx, shopId: ShopId, counts: readonly OrderCount[]): Promise<CustomerOutcome[]> {
  const here = await ensureCustomers(tx, shopId, counts.map(({ customerId, at }) => ({ customerId, seenAtMs: at.getTime() })));
  const newest = newestOf(
    counts.filter(({ customerId }) => here.has(customerId)),
    (one, other) => one.at.getTime() > other.at.getTime() || (one.at.getTime() === other.at.getTime() && one.orderCount > other.orderCount),
  );
  const written = await tx.$queryRaw<OfCustomer[]>`
    update customer c set shopify_order_count = v.orders, figures_at = v.at::timestamptz
    from unnest(${newest.map(({ customerId }) => customerId)}::bigint[], ${newest.map(({ orderCount }) => orderCount)}::int[], ${newest.map(({ at }) => at.toISOString())}::text[]) v (id, orders, at)
    where c.shop_id = ${shopId} and c.customer_id = v.id and (c.figures_at, c.shopify_order_count) < (v.at::timestamptz, v.orders)
    returning c.customer_id as "customerId"`;
  const changed = new Set(written.map(({ customerId }) => customerId));
  const winners = new Set(newest);
  return counts.map((count) => (!here.has(count.customerId) ? 'gone' : winners.has(count) && changed.has(count.customerId) ? 'applied' : 'stale'));
}

/** customer.tags_added and customer.tags_removed. @returns an outcome for each. */
export async function applyTagEvents(tx: ShopTx, shopId: ShopId, events: readonly TagEvent[]): Promise<CustomerOutcome[]> {
  const here = await ensureCustomers(tx, shopId, events.map(({ customerId, at }) => ({ customerId, seenAtMs: at.getTime() })));
  const states = await readTagStates(tx, shopId, [...here]);
  const changed = new Set<bigint>();
  const outcomes = events.map(({ customerId, tags, present, at }): CustomerOutcome => {
    const state = states.get(customerId);
    if (!state) return 'gone';
    const changes = tags.filter((tag) => changeTag(state, tag, present, at));
    if (changes.length === 0) return 'stale';
    changed.add(customerId);
    return 'applied';
  });
  await writeTagStates(tx, shopId, [...states].filter(([customerId]) => changed.has(customerId)));
  return outcomes;
}
