// A run is planned, and somebody has to be at it until it is over. Its job may have been given up (the merchant had to sign in first,
// or to grant a permission): every few minutes what is open and in nobody's hands is taken up again.
import { enqueue } from '../queue/enqueue.ts';
import { inShopBulk } from '../records/db.ts';
import { findInstalledShops } from '../records/shops.ts';
import { hasAbandonedRun } from '../records/write-back/metafields/plans.ts';
import { findAbandonedRuns } from '../records/write-back/tag-plans.ts';

export async function sweepRuns(): Promise<void> {
  for (const { shopId } of await findInstalledShops()) {
    const shop = shopId.toString();
    await inShopBulk(shopId, async (connection) => {
      for (const tagRunId of await findAbandonedRuns(connection, shopId)) await enqueue(connection, 'apply-tag-run', { shopId: shop, tagRunId: tagRunId.toString() });
      if (await hasAbandonedRun(connection, shopId)) await enqueue(connection, 'apply-metafields', { shopId: shop });
    });
  }
}
