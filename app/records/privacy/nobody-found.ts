// Orders to erase somebody of whom Shopify gave neither a customer's number nor orders: there is nothing to find them by, and the
// merchant is told instead of it passing in silence.
import type { ShopId, ShopTx } from '../db.ts';

/** What is noted of such a webhook in the inbox; it stays as long as the inbox keeps its notes (retention.ts). */
export const NOBODY_FOUND = 'applied: nobody-found';

export interface UnmatchedRedactions {
  readonly redactions: number;
  readonly lastAtMs: number;
}

/** Null where there was none. */
export async function findUnmatchedRedactions(tx: ShopTx, shopId: ShopId): Promise<UnmatchedRedactions | null> {
  const { _count: redactions, _max: last } = await tx.webhookInbox.aggregate({ where: { shopId, topic: 'customers/redact', outcome: NOBODY_FOUND }, _count: true, _max: { receivedAt: true } });
  return last.receivedAt ? { redactions, lastAtMs: last.receivedAt.getTime() } : null;
}
