import { enqueue } from '../queue/enqueue.ts';
import type { JobContracts } from '../queue/job-contracts.ts';
import { IMPORT_KINDS, requestImport } from '../records/bulk-imports.ts';
import { inShop } from '../records/db.ts';
import { findShopById } from '../records/shops.ts';
import { refreshShopDetails } from './shop-details.ts';

/**
 * Sees to it that customers and orders are being imported. The wish is committed before Shopify is asked, so a crash in
 * between is settled by the job that goes on. Harmless while an import is under way.
 */
export async function importShop(payload: JobContracts['import-shop']): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const shop = await findShopById(shopId);
  if (!shop || shop.uninstalledAt) return;
  await refreshShopDetails(shopId, shop.domain);
  await inShop(shopId, async (tx) => {
    for (const kind of IMPORT_KINDS) {
      const importId = await requestImport(tx, shopId, kind);
      await enqueue(tx, 'advance-import', { shopId: payload.shopId, importId: importId.toString() });
    }
  });
}
