// Who and what must not come back, whatever late webhook or export still names it.
//   "order"     the order was deleted in Shopify, or erased here
//   "customer"  the customer was deleted in Shopify, or erased here
//   "erased"    the customer asked to be forgotten: everything that is theirs goes, and nothing new of theirs is kept
import { Prisma } from '@prisma/client';
import type { ShopId, ShopTx } from '../db.ts';

export type TombstoneKind = 'order' | 'customer' | 'erased';

export async function bury(tx: ShopTx, shopId: ShopId, kind: TombstoneKind, ids: readonly bigint[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`
    insert into tombstone (shop_id, kind, subject_id, deleted_at)
    select ${shopId}, ${kind}, id, ${at} from unnest(${[...ids]}::bigint[]) id
    on conflict (shop_id, kind, subject_id) do update set deleted_at = excluded.deleted_at where tombstone.deleted_at > excluded.deleted_at`;
}

export interface Buried {
  readonly kind: TombstoneKind;
  readonly subjectId: bigint;
  readonly deletedAt: Date;
}

/** The tombstones of orders, of customers, or of both. */
export async function findTombstones(tx: ShopTx, shopId: ShopId, of: { orderIds?: readonly bigint[]; customerIds?: readonly bigint[] }): Promise<Buried[]> {
  const clauses: Prisma.Sql[] = [];
  if (of.orderIds?.length) clauses.push(Prisma.sql`(kind = 'order' and subject_id = any(${[...of.orderIds]}::bigint[]))`);
  if (of.customerIds?.length) clauses.push(Prisma.sql`(kind in ('customer', 'erased') and subject_id = any(${[...of.customerIds]}::bigint[]))`);
  if (clauses.length === 0) return [];
  return tx.$queryRaw<Buried[]>`
    select kind, subject_id as "subjectId", deleted_at as "deletedAt" from tombstone
    where shop_id = ${shopId} and (${Prisma.join(clauses, ' or ')})`;
}

/** Customers erased since `since`, by the time the erasure was asked for. */
export async function findErasedSince(tx: ShopTx, shopId: ShopId, since: Date): Promise<bigint[]> {
  const rows = await tx.tombstone.findMany({ where: { shopId, kind: 'erased', deletedAt: { gt: since } }, select: { subjectId: true } });
  return rows.map(({ subjectId }) => subjectId);
}
