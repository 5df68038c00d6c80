// The numbers of what is stored, to be held against a list of Shopify's.
import { inShopBulk, type ShopId } from '../db.ts';
import type { ImportKind } from '../bulk-imports.ts';

const AT_ONCE = 50_000;

// A customer merged into another is only a mark here, and nothing in Shopify.
const QUERIES: Readonly<Record<ImportKind, string>> = {
  customers: `select customer_id::text as id from customer where shop_id = $1 and customer_id > $2 and created_at >= $3 and created_at < $4 and merged_into_id is null order by customer_id limit ${AT_ONCE}`,
  orders: `select order_id::text as id from "order" where shop_id = $1 and order_id > $2 and created_at >= $3 and created_at < $4 order by order_id limit ${AT_ONCE}`,
};

/**
 * What is stored and not on the list.
 *
 * @param listed ascending.
 * @param created only what was created from `from` and before `before`: the list says nothing of other times.
 */
export async function findUnlisted(shopId: ShopId, kind: ImportKind, listed: BigInt64Array, created: { from: Date; before: Date }): Promise<bigint[]> {
  const unlisted: bigint[] = [];
  let at = 0;
  let last = 0n;
  for (;;) {
    const after = last;
    const rows = await inShopBulk(shopId, async (connection) => (await connection.query<{ id: string }>(QUERIES[kind], [shopId.toString(), after.toString(), created.from, created.before])).rows);
    for (const row of rows) {
      last = BigInt(row.id);
      while (at < listed.length && (listed[at] ?? 0n) < last) at += 1;
      if (listed[at] !== last) unlisted.push(last);
    }
    if (rows.length < AT_ONCE) return unlisted;
  }
}
