import type { ShopId, ShopTx } from '../../records/db.ts';

/** One stored webhook, about to take effect in `tx`. */
export interface Event {
  readonly tx: ShopTx;
  readonly shopId: ShopId;
  readonly shopDomain: string;
  readonly body: Buffer;
  readonly triggeredAt: Date;
}

export interface Applied {
  /** "applied", "stale: why" or "ignored: why". */
  readonly outcome: string;
  /** Customers who must be scored again. */
  readonly touched: readonly bigint[];
  /** An order is out of date: look whether its own update has come. */
  readonly recheck?: boolean;
}

export const APPLIED: Applied = { outcome: 'applied', touched: [] };
