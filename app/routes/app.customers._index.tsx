// The customers: searched, filtered, ordered and paged by the server; the address holds the state.
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { LIFECYCLE_STAGES, RFM_GROUPS, VALUE_TIERS } from '../domain/glossary.ts';
import { movedBetween } from '../domain/segments/movement.ts';
import { getMembers } from '../records/movement/segment-movements.ts';
import { type ListQuery, parseListQuery } from '../records/pages/customers/list-query.ts';
import { anyCustomer, hasCustomer, readCustomersPage } from '../records/pages/customers/list.ts';
import { readPageFreshness } from '../records/pages/freshness.ts';
import { CustomersView } from '../ui/customers/customers-view.tsx';
import { useCustomerNames } from '../ui/customers/use-customer-names.ts';
import { requireAdminShop } from './admin-shop.server.ts';
import { searchPersons, showNames } from './shown-names.server.ts';

interface Found {
  only?: readonly bigint[];
  search: 'found' | 'more' | 'unavailable' | null;
}

/** A customer's number is ours to find; names, e-mail addresses and phone numbers are Shopify's. */
async function find(request: Request, shop: { shopId: bigint; domain: string }, words: string): Promise<Found> {
  if (!words) return { search: null };
  const number = /^#?(\d{1,18})$/.exec(words)?.[1];
  if (number && (await hasCustomer(shop.shopId, BigInt(number)))) return { only: [BigInt(number)], search: null };
  const result = await searchPersons(request, shop, words);
  if (result.outcome === 'unavailable') return { only: [], search: 'unavailable' };
  return { only: result.customerIds, search: result.more ? 'more' : 'found' };
}

/** Cut down to the customers of a cell of the movement matrix, where one is asked for; one that is no longer computed has none. */
async function findMoved(shopId: bigint, { moved }: ListQuery, among: readonly bigint[] | undefined): Promise<readonly bigint[] | undefined> {
  if (!moved) return among;
  const movement = await getMembers(shopId, moved.fromDay, moved.toDay);
  const those = movement ? [...movedBetween(movement, moved.vocabulary, moved.fromCode, moved.toCode)] : [];
  if (!among) return those;
  const wanted = new Set(among);
  return those.filter((customerId) => wanted.has(customerId));
}

export async function loader({ request }: LoaderFunctionArgs) {
  const shop = await requireAdminShop(request);
  const query = parseListQuery(new URL(request.url).searchParams);
  const { only: found, search } = await find(request, shop, query.q);
  const only = await findMoved(shop.shopId, query, found);
  const [page, freshness, any] = await Promise.all([readCustomersPage(shop.shopId, query, only), readPageFreshness(shop.shopId), anyCustomer(shop.shopId)]);
  return {
    ...page,
    search,
    any,
    freshness,
    segmentNames: { groups: RFM_GROUPS, tiers: VALUE_TIERS, stages: LIFECYCLE_STAGES },
    names: showNames(request, shop, page.rows.map(({ customerId }) => customerId)),
  };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Customers() {
  const { names: streamed, ...data } = useLoaderData<typeof loader>();
  return <CustomersView {...data} names={useCustomerNames(streamed)} />;
}
