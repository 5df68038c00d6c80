// shop/redact came while we held the shop for installed: the news of the uninstall may be lost. Shopify itself is asked, with
// the shop's own token, whether we are still wanted there.
import { GiveUp } from '../../domain/outcomes.ts';
import { log } from '../../log.server.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import { eraseShop } from '../../records/erase.ts';
import { inShop, type ShopId } from '../../records/db.ts';
import { lockInbound } from '../../records/inbound/lock.ts';
import { isReinstalled } from '../../records/inbound/shop-lifecycle.ts';
import { findShopById } from '../../records/shops.ts';
import { adminClient } from '../../shopify/admin-client.ts';

export const STILL_INSTALLED = `#graphql
  query stillInstalled {
    currentAppInstallation {
      id
    }
  }
` as const;

export type Departure = 'erased' | 'installed' | 'installed-again' | 'erased-before';

/** @throws RetryLater while Shopify does not answer. */
export async function confirmDeparture({ shopId, askedAtMs }: JobContracts['confirm-departure']): Promise<void> {
  const outcome = await eraseIfDeparted(BigInt(shopId), new Date(askedAtMs), new Date());
  log().info({ shopId, outcome }, 'shop/redact of a shop that seemed to be installed');
}

/** @param redactedAt when Shopify sent shop/redact: an install after that is another one. */
export async function eraseIfDeparted(shopId: ShopId, redactedAt: Date, startedAt: Date): Promise<Departure> {
  const shop = await findShopById(shopId);
  if (!shop) return 'erased-before';
  if (shop.installedAt > redactedAt) return 'installed-again';
  if (await isWanted(shop.domain)) return 'installed';
  return inShop(shopId, async (tx) => {
    await lockInbound(tx, shopId);
    // A merchant may have signed in while Shopify was asked with the token of before.
    if (await isReinstalled(tx, shopId, redactedAt, startedAt)) return 'installed-again';
    await eraseShop(tx, shopId, startedAt);
    return 'erased';
  });
}

/** A shop that is frozen or owes a scope has us installed all the same: those errors are thrown, and nothing is erased. */
async function isWanted(shopDomain: string): Promise<boolean> {
  try {
    await (await adminClient(shopDomain)).request(STILL_INSTALLED);
    return true;
  } catch (error) {
    if (error instanceof GiveUp) return false;
    throw error;
  }
}
