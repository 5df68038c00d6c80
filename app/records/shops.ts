// The registry of tenants.
import type { Shop } from '@prisma/client';
import { registry, type ShopId } from './db.ts';

export type { Shop } from '@prisma/client';

const CANONICAL = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** The one form of a shop's name that is ever stored or compared; null for anything that is no Shopify domain. */
export function canonicalShopDomain(raw: string | null | undefined): string | null {
  const domain = raw?.trim().toLowerCase().replace(/\/+$/, '') ?? '';
  return CANONICAL.test(domain) ? domain : null;
}

export async function findShop(domain: string): Promise<Shop | null> {
  const canonical = canonicalShopDomain(domain);
  return canonical ? registry().shop.findUnique({ where: { domain: canonical } }) : null;
}

export async function requireShop(domain: string): Promise<Shop> {
  const shop = await findShop(domain);
  if (!shop) throw new Error(`The shop ${domain} is not installed.`);
  return shop;
}

/** Null once the shop has been erased. */
export async function findShopById(shopId: ShopId): Promise<Shop | null> {
  return registry().shop.findUnique({ where: { shopId } });
}

export async function requireShopById(shopId: ShopId): Promise<Shop> {
  return registry().shop.findUniqueOrThrow({ where: { shopId } });
}

export async function findInstalledShops(): Promise<Shop[]> {
  return registry().shop.findMany({ where: { uninstalledAt: null }, orderBy: { shopId: 'asc' } });
}

/** Notes an install. `fresh` tells a first install or a return after an uninstall from a mere new token. */
export async function installShop(domain: string): Promise<{ shop: Shop; fresh: boolean }> {
  const canonical = canonicalShopDomain(domain);
  if (!canonical) throw new Error(`"${domain}" is not a Shopify domain.`);
  const before = await registry().shop.findUnique({ where: { domain: canonical } });
  if (before && !before.uninstalledAt) return { shop: before, fresh: false };
  const shop = await registry().shop.upsert({
    where: { domain: canonical },
    create: { domain: canonical },
    update: { installedAt: new Date(), uninstalledAt: null },
  });
  return { shop, fresh: true };
}

/** Also those that have left and are not erased yet. */
export async function findAllShops(): Promise<Shop[]> {
  return registry().shop.findMany({ orderBy: { shopId: 'asc' } });
}
