const CANONICAL = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** Whether this is a shop's name in the one form that Shopify signs and that is stored: lower case, no slash, no port. */
export function isCanonicalShopDomain(domain: string): boolean {
  return CANONICAL.test(domain);
}
