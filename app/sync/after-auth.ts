import { AskMerchant, GiveUp, RetryLater } from '../domain/outcomes.ts';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import { isImportNeeded } from '../records/bulk-imports.ts';
import { inShop } from '../records/db.ts';
import { installShop } from '../records/shops.ts';
import { refreshShopDetails } from './shop-details.ts';

/**
 * A merchant has signed in, and Shopify has given us a token: registers the shop and has it imported where it never was.
 * Several tabs may do so at once.
 *
 * @throws for anything that is no Shopify domain.
 */
export async function afterAuth(shopDomain: string): Promise<void> {
  const { shop, fresh } = await installShop(shopDomain);
  if (fresh) await readDetails(shop.shopId, shop.domain);
  await inShop(shop.shopId, async (tx) => {
    if (fresh || (await isImportNeeded(tx, shop.shopId))) await enqueue(tx, 'import-shop', { shopId: shop.shopId.toString() });
  });
}

/** A page must open though Shopify is slow just now: the import asks for the same first, and may try again. */
async function readDetails(shopId: bigint, domain: string): Promise<void> {
  try {
    await refreshShopDetails(shopId, domain);
  } catch (error) {
    if (!(error instanceof RetryLater || error instanceof GiveUp || error instanceof AskMerchant)) throw error;
    log().warn({ shop: domain, why: error.message }, 'the shop could not be read; the import will try again');
  }
}
