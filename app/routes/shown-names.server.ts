// Personal fields reach a page only through here: who sees them, when and of how many customers is on record first.
import { log } from '../log.server.ts';
import { inShop } from '../records/db.ts';
import { type AccessKind, recordAccess } from '../records/privacy/access-log.ts';
import type { Shop } from '../records/shops.ts';
import { type CustomerNames, findCustomerNames } from '../shopify/customers/find-names.ts';
import { type CustomerSearch, searchCustomers } from '../shopify/customers/search-customers.ts';

type Known = Pick<Shop, 'shopId' | 'domain'>;

/** Shopify's number of who asks. The token has been verified by requireAdminShop; here it is only read. */
export function staffOf(request: Request): string {
  const token = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? new URL(request.url).searchParams.get('id_token') ?? '';
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const sub = /"sub"\s*:\s*"([\w-]{1,64})"/.exec(payload)?.[1];
  return sub ?? 'unknown';
}

/** @throws when it cannot be written: what is not on record is not shown. */
export async function recordLook(request: Request, { shopId }: Known, kind: AccessKind, customers: number): Promise<void> {
  const staff = staffOf(request);
  await inShop(shopId, (tx) => recordAccess(tx, shopId, staff, kind, customers));
}

/** Never rejects: a page's figures stand without names. */
export async function showNames(request: Request, shop: Known, customerIds: readonly string[]): Promise<CustomerNames> {
  const names = await findCustomerNames(shop.domain, customerIds);
  const shown = Object.keys(names).length;
  if (shown === 0) return names;
  try {
    await recordLook(request, shop, 'names', shown);
    return names;
  } catch (error) {
    log().error({ err: error, shop: shop.domain }, 'a look at names could not be recorded; the page shows numbers');
    return {};
  }
}

/** Search by name, e-mail address or phone number. What was searched for is not recorded. */
export async function searchPersons(request: Request, shop: Known, words: string): Promise<CustomerSearch> {
  const result = await searchCustomers(shop.domain, words);
  if (result.outcome === 'found') await recordLook(request, shop, 'search', result.customerIds.length);
  return result;
}
