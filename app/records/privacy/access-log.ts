// Who of the merchant's staff looked at personal fields, when, and of how many customers. Of the customers themselves nothing.
import type { ShopId, ShopTx } from '../db.ts';

/** "names": a page showed names from Shopify. "search": a search by name, e-mail address or phone number. "export": a person's data was downloaded. */
export type AccessKind = 'names' | 'search' | 'export';

export interface AccessEntry {
  readonly entryId: string;
  readonly atMs: number;
  /** Shopify's number of the staff member. */
  readonly staff: string;
  readonly kind: AccessKind;
  readonly customers: number;
}

/** Before anything is shown: what cannot be recorded is not shown. */
export async function recordAccess(tx: ShopTx, shopId: ShopId, staff: string, kind: AccessKind, customers: number): Promise<void> {
  await tx.accessLog.create({ data: { shopId, staff, kind, customers }, select: { entryId: true } });
}

/** The newest first. */
export async function readAccessLog(tx: ShopTx, shopId: ShopId, page: number, rowsOfPage: number): Promise<{ entries: AccessEntry[]; rows: number }> {
  const rows = await tx.accessLog.count({ where: { shopId } });
  const entries = await tx.accessLog.findMany({ where: { shopId }, orderBy: { entryId: 'desc' }, skip: (page - 1) * rowsOfPage, take: rowsOfPage });
  return { rows, entries: entries.map(({ entryId, at, staff, kind, customers }) => ({ entryId: entryId.toString(), atMs: at.getTime(), staff, kind: kind as AccessKind, customers })) };
}
