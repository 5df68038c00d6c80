// A shop leaves, and comes back. News of leaving may come hours late: it must not harm a shop that has returned since.
import type { ShopId, ShopTx } from '../db.ts';

/**
 * app/uninstalled.
 *
 * @returns false when the shop was installed again after `at`: nothing changed.
 */
export async function uninstallShop(tx: ShopTx, shopId: ShopId, at: Date): Promise<boolean> {
  const shop = await tx.shop.findUniqueOrThrow({ where: { shopId } });
  // A token obtained later proves a later install, also where our own record of it has not changed.
  const later = await tx.shopSession.count({ where: { shopDomain: shop.domain, updatedAt: { gt: at } } });
  await tx.shopSession.deleteMany({ where: { shopDomain: shop.domain, updatedAt: { lte: at } } });
  if (later > 0 || shop.installedAt > at) return false;
  await tx.shop.update({ where: { shopId }, data: { uninstalledAt: at } });
  return true;
}

/** Whether shop/redact is about the install that ended, not about one that has begun since. */
export async function isGone(tx: ShopTx, shopId: ShopId, at: Date): Promise<boolean> {
  const { uninstalledAt } = await tx.shop.findUniqueOrThrow({ where: { shopId } });
  return uninstalledAt !== null && uninstalledAt <= at;
}

/** Whether the shop was installed after `at`, or has signed in since `since`. */
export async function isReinstalled(tx: ShopTx, shopId: ShopId, at: Date, since: Date): Promise<boolean> {
  const [shop] = await tx.$queryRaw<{ domain: string; installedAt: Date }[]>`select domain, installed_at as "installedAt" from shop where shop_id = ${shopId} for update`;
  return !shop || shop.installedAt > at || (await tx.shopSession.count({ where: { shopDomain: shop.domain, updatedAt: { gt: since } } })) > 0;
}
