import { registry, type ShopId } from '../records/db.ts';
import { adminClient } from '../shopify/admin-client.ts';

export const SHOP_DETAILS = `#graphql
  query ShopDetails {
    shop {
      currencyCode
      ianaTimezone
      plan {
        publicDisplayName
      }
    }
  }
` as const;

/** Asks Shopify for the shop's currency, time zone and plan, and keeps them. */
export async function refreshShopDetails(shopId: ShopId, shopDomain: string): Promise<void> {
  const admin = await adminClient(shopDomain);
  const { shop } = await admin.request(SHOP_DETAILS);
  const data = { currencyCode: shop.currencyCode, timeZone: shop.ianaTimezone, planName: shop.plan.publicDisplayName };
  await registry().shop.updateMany({ where: { shopId }, data });
}
