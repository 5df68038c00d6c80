// Up to which change of a shop the hot pass has compared.
import type { ShopId, ShopTx } from '../db.ts';
import type { ImportKind } from '../bulk-imports.ts';

export interface Mark {
  /** updated_at of the last row that was compared. */
  readonly changedUntil: Date;
  /** Set while a pass is under way: where its list goes on, and from which time it lists. */
  readonly cursor: string | null;
  readonly cursorFrom: Date | null;
}

/** Null before the first import has come to its end: there is nothing yet to compare with. */
export async function getMark(tx: ShopTx, shopId: ShopId, subject: ImportKind): Promise<Mark | null> {
  const mark = await tx.reconcileMark.findUnique({ where: { shopId_subject: { shopId, subject } }, select: { changedUntil: true, cursor: true, cursorFrom: true } });
  if (mark) return mark;
  const done = await tx.bulkImport.findFirst({ where: { shopId, kind: subject, state: 'done' }, orderBy: { importId: 'asc' }, select: { operationCreatedAt: true, startedAt: true } });
  return done && { changedUntil: done.operationCreatedAt ?? done.startedAt, cursor: null, cursorFrom: null };
}

/**
 * Together with the rows of a page.
 *
 * @param before as the page was asked for.
 * @returns false when another process has come further in the meantime: this page must not be written.
 */
export async function moveMark(tx: ShopTx, shopId: ShopId, subject: ImportKind, before: Mark, after: Mark): Promise<boolean> {
  const moved = await tx.$executeRaw`
    insert into reconcile_mark as m (shop_id, subject, changed_until, cursor, cursor_from)
    values (${shopId}, ${subject}, ${after.changedUntil}, ${after.cursor}::text, ${after.cursorFrom}::timestamptz)
    on conflict (shop_id, subject) do update set changed_until = excluded.changed_until, cursor = excluded.cursor, cursor_from = excluded.cursor_from
    where m.changed_until = ${before.changedUntil} and m.cursor is not distinct from ${before.cursor}::text`;
  return moved > 0;
}

/** Shopify no longer knows the cursor: the pass goes on from the last row that was compared. */
export async function dropCursor(tx: ShopTx, shopId: ShopId, subject: ImportKind): Promise<void> {
  await tx.reconcileMark.updateMany({ where: { shopId, subject }, data: { cursor: null, cursorFrom: null } });
}

/** A person is erased: a cursor of Shopify's names the row at which it stands. What is under way goes on from the last row that was compared. */
export async function forgetCursors(tx: ShopTx, shopId: ShopId): Promise<void> {
  await tx.reconcileMark.updateMany({ where: { shopId, cursor: { not: null } }, data: { cursor: null, cursorFrom: null } });
}
