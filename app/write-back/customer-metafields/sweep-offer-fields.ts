// An offer ends by itself, and is used or taken back by others than us: every few minutes the codes in the customers' metafields
// are held against the offers that there are.
import { enqueue } from '../../queue/enqueue.ts';
import { inShopBulk } from '../../records/db.ts';
import { shopSettingsSchema } from '../../records/shop-settings.ts';
import { findInstalledShops } from '../../records/shops.ts';
import { findStaleOffers } from '../../records/write-back/metafields/plans.ts';

/** More than so many are left for the next time. */
const AT_ONCE = 5_000;

export async function sweepOfferFields(): Promise<void> {
  const now = new Date();
  for (const { shopId, settings } of await findInstalledShops()) {
    if (!shopSettingsSchema.parse(settings).fields.offerCode) continue;
    await inShopBulk(shopId, async (connection) => {
      const customerIds = await findStaleOffers(connection, shopId, now, AT_ONCE);
      if (customerIds.length > 0) await enqueue(connection, 'write-metafields', { shopId: shopId.toString(), reason: 'offers', customerIds: customerIds.map(String) });
    });
  }
}
