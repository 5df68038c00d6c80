// What a pass found to differ from Shopify, and repaired. Numbers and names of fields only: nothing of what was in them.
import type { ShopId, ShopTx } from '../db.ts';

export type DriftSubject = 'customer' | 'order';
export type Was = 'missing' | 'stale' | 'gone' | 'merged';

export interface Difference {
  readonly subject: DriftSubject;
  readonly subjectId: bigint;
  readonly was: Was;
  /** What differed of a stale row. */
  readonly fields: readonly string[];
  /** When Shopify changed it; null where nobody knows. */
  readonly differedSinceMs: number | null;
  /** Its webhook may only have been on the way. */
  readonly inFlight: boolean;
}

/** Together with the repair. @param foundAtMs when Shopify was asked. */
export async function recordDrift(tx: ShopTx, shopId: ShopId, passId: bigint, foundAtMs: number, found: readonly Difference[]): Promise<void> {
  if (found.length === 0) return;
  const repairedAt = new Date();
  await tx.drift.createMany({
    data: found.map(({ subject, subjectId, was, fields, differedSinceMs, inFlight }) => ({
      shopId,
      passId,
      subject,
      subjectId,
      was,
      fields: [...fields],
      differedSince: differedSinceMs === null ? null : new Date(differedSinceMs),
      foundAt: new Date(foundAtMs),
      repairedAt,
      inFlight,
    })),
  });
}

/** The number of an erased person stands nowhere but on the tombstone. */
export async function forgetDrift(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[], orderIds: readonly bigint[]): Promise<void> {
  await tx.drift.deleteMany({ where: { shopId, OR: [{ subject: 'customer', subjectId: { in: [...customerIds] } }, { subject: 'order', subjectId: { in: [...orderIds] } }] } });
}
