// A shop leaves, and comes back. News of leaving may come hours late: it must not harm a shop that has returned since.
import type { ShopId, ShopTx } from '../db.ts';

/** Who signs in at this moment waits; or was first, and is seen. */
async function lockShop(tx: ShopTx, shopId: ShopId): Promise<{ domain: string; installedAt: Date; uninstalledAt: Date | null } | undefined> {
  const [shop] = await tx.$queryRaw<{ domain: string; installedAt: Date; uninstalledAt: Date | null }[]>`
    select domain, installed_at as "installedAt", uninstalled_at as "uninstalledAt" from shop where shop_id = ${shopId} for update`;
  return shop;
}

/**
 * app/uninstalled.
 *
 * @returns false when the shop was installed again after `at`: nothing changed.
 */
export async function uninstallShop(tx: ShopTx, shopId: ShopId, at: Date): Promise<boolean> {
  const shop = await lockShop(tx, shopId);
  if (!shop) return false;
  // A token obtained later proves a later install, also where our own record of it has not changed.
  const later = await tx.shopSession.findFirst({ where: { shopDomain: shop.domain, updatedAt: { gt: at } }, orderBy: { updatedAt: 'asc' }, select: { updatedAt: true } });
  await tx.shopSession.deleteMany({ where: { shopDomain: shop.domain, updatedAt: { lte: at } } });
  if (shop.installedAt > at) return false;
  if (later) {
    // The shop came back before it was known to have left: what happened meanwhile nobody told, as after every return.
    await tx.shop.update({ where: { shopId }, data: { installedAt: later.updatedAt } });
    return false;
  }
  await tx.shop.update({ where: { shopId }, data: { uninstalledAt: at } });
  return true;
}

/**
 * When the install ended that shop/redact is about. Until the end of the transaction nobody can install the shop anew.
 *
 * @returns null where another one has begun since, or is just beginning: a token comes first, the note of the install after it.
 */
export async function findEndOfInstall(tx: ShopTx, shopId: ShopId, redactedAt: Date): Promise<Date | null> {
  const shop = await lockShop(tx, shopId);
  if (!shop?.uninstalledAt || shop.uninstalledAt > redactedAt) return null;
  const coming = await tx.shopSession.count({ where: { shopDomain: shop.domain, updatedAt: { gt: shop.uninstalledAt } } });
  return coming > 0 ? null : shop.uninstalledAt;
}

/** Whether the shop was installed after `at`, or has signed in since `since`. */
export async function isReinstalled(tx: ShopTx, shopId: ShopId, at: Date, since: Date): Promise<boolean> {
  const shop = await lockShop(tx, shopId);
  return !shop || shop.installedAt > at || (await tx.shopSession.count({ where: { shopDomain: shop.domain, updatedAt: { gt: since } } })) > 0;
}
