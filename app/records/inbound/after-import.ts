// What is tidied up when a file has come to its end.
import type { ShopId, ShopTx } from '../db.ts';

/** Lines that came before their order, and whose order never came. Looks at the table only when there were such. */
export async function removeEarlyLines(tx: ShopTx, shopId: ShopId, importId: bigint): Promise<void> {
  const row = await tx.bulkImport.findUnique({ where: { shopId_importId: { shopId, importId } }, select: { earlyLines: true } });
  if (!row || row.earlyLines === 0n) return;
  await tx.$executeRaw`
    delete from order_line l where shop_id = ${shopId} and not exists (select from "order" o where o.shop_id = ${shopId} and o.order_id = l.order_id)`;
}

export interface OpenRedemption {
  readonly orderId: bigint;
  readonly discountCodes: string[];
  readonly createdAtMs: number;
}

/** Orders that used a code of ours which is not noted as redeemed. */
export async function findOpenRedemptions(tx: ShopTx, shopId: ShopId): Promise<OpenRedemption[]> {
  const rows = await tx.$queryRaw<{ orderId: bigint; codes: string[]; createdAt: Date }[]>`
    select o.order_id as "orderId", o.discount_codes as codes, o.created_at as "createdAt" from "order" o
    where o.shop_id = ${shopId} and cardinality(o.discount_codes) > 0
      and exists (select from unnest(o.discount_codes) c join code_intent i on i.shop_id = ${shopId} and i.code = upper(c) and i.redeemed_order_id is null)
    order by o.created_at, o.order_id`;
  return rows.map(({ orderId, codes, createdAt }) => ({ orderId, discountCodes: codes, createdAtMs: createdAt.getTime() }));
}
