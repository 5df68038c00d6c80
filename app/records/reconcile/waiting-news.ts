// Whether what differs is not news at all, but only waits to be applied.
import type { ShopId, ShopTx } from '../db.ts';

/** With more waiting than that, any row's news may be among it. */
const MOST_SEARCHED = 2_000;

/** @returns those of the numbers that a waiting webhook names; all of them where too many wait to look. */
export async function findNamedInWaiting(tx: ShopTx, shopId: ShopId, ids: readonly bigint[]): Promise<Set<bigint>> {
  if (ids.length === 0) return new Set();
  const [count] = await tx.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from (select from webhook_inbox where shop_id = ${shopId} and applied_at is null limit ${MOST_SEARCHED + 1}) waiting`;
  const waiting = count?.n ?? 0;
  if (waiting === 0) return new Set();
  if (waiting > MOST_SEARCHED) return new Set(ids);
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    select id from unnest(${[...ids]}::bigint[]) id
    where exists (select from webhook_inbox w where w.shop_id = ${shopId} and w.applied_at is null and w.body is not null and position(convert_to(id::text, 'UTF8') in w.body) > 0)`;
  return new Set(rows.map(({ id }) => id));
}
