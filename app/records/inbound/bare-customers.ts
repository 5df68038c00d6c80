// Somebody whom an order or an event names before Shopify told us of them. The row holds no more than "since when at the
// latest", and any real version of the customer replaces it (its updated_at is 1970). So every customer with an order has
// a row, and pages, scores and exports need to look in one place only.
import type { ShopId, ShopTx } from '../db.ts';
import { findTombstones } from './tombstones.ts';

interface Seen {
  readonly customerId: bigint;
  /** The customer existed at this time. */
  readonly seenAtMs: number;
}

/** @returns those who have a row now; the others were deleted or erased: there is none, and there will be none. */
export async function ensureCustomers(tx: ShopTx, shopId: ShopId, seen: readonly Seen[]): Promise<Set<bigint>> {
  const gone = new Set((await findTombstones(tx, shopId, { customerIds: seen.map(({ customerId }) => customerId) })).map(({ subjectId }) => subjectId));
  const earliest = new Map<bigint, number>();
  for (const { customerId, seenAtMs } of seen) if (!gone.has(customerId)) earliest.set(customerId, Math.min(seenAtMs, earliest.get(customerId) ?? seenAtMs));
  await addBareCustomers(tx, shopId, earliest);
  return new Set(earliest.keys());
}

/**
 * As ensureCustomers, for customers who are known not to be deleted or erased. Whoever has a row that stays as it is is not even
 * locked: almost everybody. Each is looked up by itself, for a join would go through all customers of the shop.
 *
 * @param earliest customer → seen at, milliseconds.
 */
export async function addBareCustomers(tx: ShopTx, shopId: ShopId, earliest: ReadonlyMap<bigint, number>): Promise<void> {
  if (earliest.size === 0) return;
  await tx.$executeRaw`
    with seen as (
    insert into customer as c (shop_id, customer_id, created_at, updated_at)
    select ${shopId}, v.id, v.seen_at::timestamptz, 'epoch'
    from unnest(${[...earliest.keys()]}::bigint[], ${[...earliest.values()].map((ms) => new Date(ms).toISOString())}::text[]) v (id, seen_at)
    where coalesce((select known.updated_at = 'epoch' and known.created_at > v.seen_at::timestamptz from customer known where known.shop_id = ${shopId} and known.customer_id = v.id), true)
    order by v.id
    on conflict (shop_id, customer_id) do update set created_at = excluded.created_at
    where c.updated_at = 'epoch' and excluded.created_at < c.created_at
    returning c.customer_id, xmax = 0 as added)
    insert into history_mark (shop_id, buyer_key) select ${shopId}, customer_id from seen where added`;
}
