// Somebody whom an order or an event names before Shopify told us of them. The row holds no more than "since when at the
// latest", and any real version of the customer replaces it (its updated_at is 1970). So every customer with an order has
// a row, and pages, scores and exports need to look in one place only.
import type { ShopId, ShopTx } from '../db.ts';
import { findTombstones } from './tombstones.ts';

/**
 * @param seenAtMs the customer existed at this time.
 * @returns false when the customer was deleted or erased: there is no row, and there will be none.
 */
export async function ensureCustomer(tx: ShopTx, shopId: ShopId, customerId: bigint, seenAtMs: number): Promise<boolean> {
  const gone = await findTombstones(tx, shopId, { customerIds: [customerId] });
  if (gone.length > 0) return false;
  await addBareCustomer(tx, shopId, customerId, seenAtMs);
  return true;
}

/** As ensureCustomer, for a customer who is known not to be deleted or erased. */
export async function addBareCustomer(tx: ShopTx, shopId: ShopId, customerId: bigint, seenAtMs: number): Promise<void> {
  await tx.$executeRaw`
    insert into customer as c (shop_id, customer_id, created_at, updated_at) values (${shopId}, ${customerId}, ${new Date(seenAtMs)}, 'epoch')
    on conflict (shop_id, customer_id) do update set created_at = excluded.created_at
    where c.updated_at = 'epoch' and excluded.created_at < c.created_at`;
}
