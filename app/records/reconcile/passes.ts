// Passes of reconciliation: one unfinished one of a kind at a time. Whoever comes to an unfinished one goes on with it.
import type { ShopId, ShopTx } from '../db.ts';

export type PassKind = 'hot' | 'deep';

export interface Pass {
  readonly passId: bigint;
  readonly kind: PassKind;
  readonly startedAt: Date;
  readonly state: unknown;
}

const KEPT_DAYS = 90;

/** The unfinished pass of this kind, or a new one. */
export async function beginPass(tx: ShopTx, shopId: ShopId, kind: PassKind): Promise<Pass> {
  await tx.$executeRaw`
    insert into reconcile_pass (shop_id, kind) values (${shopId}, ${kind}) on conflict (shop_id, kind) where finished_at is null do nothing`;
  const pass = await tx.reconcilePass.findFirstOrThrow({ where: { shopId, kind, finishedAt: null }, select: { passId: true, startedAt: true, state: true } });
  return { ...pass, kind };
}

/** @param state what the pass must know to go on. @returns false when it has ended in the meantime. */
export async function savePassState(tx: ShopTx, shopId: ShopId, passId: bigint, state: object): Promise<boolean> {
  const { count } = await tx.reconcilePass.updateMany({ where: { shopId, passId, finishedAt: null }, data: { state } });
  return count > 0;
}

export async function addCompared(tx: ShopTx, shopId: ShopId, passId: bigint, rows: number): Promise<void> {
  if (rows > 0) await tx.reconcilePass.updateMany({ where: { shopId, passId }, data: { rowsCompared: { increment: rows } } });
}

/**
 * @param error why it ended early; null when it came to its end. Of what was found long ago nothing is kept, nor of hot
 * passes; the few deep ones stay, for they tell their imports from those of an install.
 */
export async function endPass(tx: ShopTx, shopId: ShopId, passId: bigint, error: string | null): Promise<void> {
  await tx.reconcilePass.updateMany({ where: { shopId, passId, finishedAt: null }, data: { finishedAt: new Date(), error: error?.slice(0, 500) ?? null } });
  const keptSince = new Date(Date.now() - KEPT_DAYS * 86_400_000);
  await tx.reconcilePass.deleteMany({ where: { shopId, kind: 'hot', finishedAt: { lt: keptSince } } });
  await tx.drift.deleteMany({ where: { shopId, foundAt: { lt: keptSince } } });
}

/** When a pass of each kind last came to its end; null before the first. */
export async function lastEnds(tx: ShopTx): Promise<Record<PassKind, Date | null>> {
  // Read with every page: one step into the index, however many passes there were.
  const of = async (kind: PassKind) => (await tx.reconcilePass.findFirst({ where: { kind, finishedAt: { not: null }, error: null }, orderBy: { finishedAt: 'desc' }, select: { finishedAt: true } }))?.finishedAt ?? null;
  return { hot: await of('hot'), deep: await of('deep') };
}
