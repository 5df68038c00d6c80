// A shop with nothing in it yet.
import type { Instant, Plan, ShopState } from '../model.ts';

export interface NewShop {
  domain?: string;
  name?: string;
  currencyCode?: string;
  ianaTimezone?: string;
  primaryLocale?: string;
  plan?: Plan;
}

const DAY_MS = 86_400_000;

/** @param place how many shops there are already; tells their numbers apart. */
export function emptyShopState(input: NewShop, place: number, now: Instant): ShopState {
  const domain = input.domain ?? `shop-${place}.myshopify.com`;
  if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(domain)) throw new Error(`Not a myshopify.com domain: ${domain}`);
  return {
    shop: {
      id: 62_000_000_000 + place + 1,
      domain,
      name: input.name ?? 'Perennial Demo',
      email: `owner@${domain.replace('.myshopify.com', '')}.example`,
      currencyCode: input.currencyCode ?? 'USD',
      ianaTimezone: input.ianaTimezone ?? 'America/New_York',
      primaryLocale: input.primaryLocale ?? 'en',
      plan: input.plan ?? { publicDisplayName: 'Basic', partnerDevelopment: false, shopifyPlus: false },
      createdAt: now - 1000 * DAY_MS,
    },
    customers: new Map(),
    mergedCustomers: new Map(),
    orders: new Map(),
    products: new Map(),
    variants: new Map(),
    discounts: new Map(),
    discountByCode: new Map(),
    metafields: new Map(),
    segments: new Map(),
    bulkOperations: new Map(),
    installation: null,
    lastIds: new Map(),
    lastOrderNumber: 1000,
  };
}
