// Customers as they are stored, to be held against Shopify's.
import type { ShopId, ShopTx } from '../db.ts';

export interface StoredCustomer {
  readonly customerId: bigint;
  /** 1970 where only an order or an event has named the customer so far. */
  readonly updatedAt: Date;
  readonly shopifyOrderCount: number;
  readonly figuresAt: Date;
  readonly ownTags: readonly string[];
  readonly ownTagsAt: Date;
  /** Tag → when it was added or removed last (ISO 8601). */
  readonly ownTagTimes: Readonly<Record<string, string>>;
  readonly mergedIntoId: bigint | null;
  /** Tags are being written to Shopify at this moment. */
  readonly tagsOnTheirWay: boolean;
}

export async function readStoredCustomers(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<Map<bigint, StoredCustomer>> {
  const rows = await tx.$queryRaw<StoredCustomer[]>`
    select customer_id as "customerId", updated_at as "updatedAt", shopify_order_count as "shopifyOrderCount", figures_at as "figuresAt", own_tags as "ownTags",
      own_tags_at as "ownTagsAt", own_tag_times as "ownTagTimes", merged_into_id as "mergedIntoId",
      exists (select from tag_change t where t.shop_id = c.shop_id and t.customer_id = c.customer_id and t.state in ('planned', 'sending')) as "tagsOnTheirWay"
    from customer c where shop_id = ${shopId} and customer_id = any(${[...customerIds]}::bigint[])`;
  return new Map(rows.map((row) => [row.customerId, row]));
}
