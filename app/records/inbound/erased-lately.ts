import type { ShopId, ShopTx } from '../db.ts';

/** Customers erased since `since`, by the time the erasure was asked for. */
export async function findErasedSince(tx: ShopTx, shopId: ShopId, since: Date): Promise<bigint[]> {
  const rows = await tx.tombstone.findMany({ where: { shopId, kind: 'erased', deletedAt: { gt: since } }, select: { subjectId: true } });
  return rows.map(({ subjectId }) => subjectId);
}
