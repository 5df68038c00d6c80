import type { CustomerId, Day, PurchaseHistory } from '../domain/glossary.ts';
import { buildPurchaseHistory } from '../domain/purchase-history.ts';
import type { ShopId } from '../records/db.ts';
import { readPurchaseHistory } from '../records/history/read-packed.ts';
import { readPurchaseOrders } from '../records/purchase-orders.ts';

export interface HistoryOf {
  readonly shopId: ShopId;
  /** IANA name. */
  readonly timeZone: string;
  readonly unpaidAfterDays: number;
  /** In the shop's zone. */
  readonly today: Day;
}

/** What was bought in the shop, or by the named customers, as the database has it now. */
export async function readHistory({ shopId, timeZone, unpaidAfterDays, today }: HistoryOf, customerIds?: CustomerId[]): Promise<PurchaseHistory> {
  if (!customerIds) return readPurchaseHistory(shopId, timeZone, { unpaidAfterDays, today });
  return buildPurchaseHistory({ ...(await readPurchaseOrders(shopId, timeZone, customerIds)), unpaidAfterDays, today });
}
