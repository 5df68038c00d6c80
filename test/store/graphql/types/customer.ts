// The customer as GraphQL shows it.
import type { Customer } from '../../model.ts';
import { amountSpent, numberOfOrders } from '../../commerce/build-order.ts';
import { gid, isoSeconds } from '../../state/ids.ts';
import { rfmGroupOf } from '../../state/rfm-groups.ts';
import type { SearchKind } from '../../search/search.ts';
import { searchPage, type SortKeys } from '../connection.ts';
import { resolversOf, type ResolverTable } from '../request.ts';
import { money } from './money.ts';
import { metafieldFields } from './metafield.ts';
import { orderSearch, orderSorts, visibleOrder } from './order.ts';

const DAY_MS = 86_400_000;

export function displayName(customer: Customer): string {
  return [customer.firstName, customer.lastName].filter(Boolean).join(' ') || customer.email || customer.phone || '';
}

export const customerSearch: SearchKind<Customer> = {
  texts: (c) => [c.firstName, c.lastName, c.email, c.phone],
  fields: {
    id: { kind: 'number', get: (c) => c.id },
    email: { kind: 'text', get: (c) => c.email },
    phone: { kind: 'text', get: (c) => c.phone },
    first_name: { kind: 'text', get: (c) => c.firstName },
    last_name: { kind: 'text', get: (c) => c.lastName },
    state: { kind: 'text', get: (c) => c.state },
    country: { kind: 'text', get: (c) => (c.countryCode ? [c.countryCode, countryName(c.countryCode)] : null), exact: true },
    tag: { kind: 'text', get: (c) => c.tags, exact: true },
    accepts_marketing: { kind: 'boolean', get: (c) => c.emailMarketingState === 'SUBSCRIBED' },
    customer_date: { kind: 'instant', get: (c) => c.createdAt },
    updated_at: { kind: 'instant', get: (c) => c.updatedAt },
    order_date: { kind: 'instant', get: (c, request) => c.orderIds.map((id) => request.state.orders.get(id)?.createdAt ?? null) },
    orders_count: { kind: 'number', get: (c, request) => numberOfOrders(request.state, c.orderIds) },
    total_spent: { kind: 'number', get: (c, request) => Number(amountSpent(request.state, c.orderIds)) },
  },
};

/** customersCount leaves email, tag, state and free text out of account (recorded). */
export const customerCountSearch: SearchKind<Customer> = {
  texts: customerSearch.texts,
  fields: Object.fromEntries(Object.entries(customerSearch.fields).filter(([name]) => ['id', 'updated_at', 'customer_date'].includes(name))),
};

export const customerSorts: SortKeys<Customer> = {
  ID: (c) => c.id,
  RELEVANCE: (c) => c.id,
  CREATED_AT: (c) => c.createdAt,
  UPDATED_AT: (c) => c.updatedAt,
  NAME: (c) => `${c.lastName ?? ''}, ${c.firstName ?? ''}`.toLowerCase(),
  LOCATION: (c) => `${c.countryCode ? countryName(c.countryCode) : ''}, ${c.city ?? ''}`.toLowerCase(),
};

const countries = new Intl.DisplayNames('en', { type: 'region' });

function countryName(code: string): string {
  return countries.of(code) ?? code;
}

export const customerTypes: Record<string, ResolverTable> = {
  Customer: resolversOf<Customer>({
    id: (c) => gid('Customer', c.id),
    legacyResourceId: (c) => String(c.id),
    createdAt: (c) => isoSeconds(c.createdAt),
    updatedAt: (c) => isoSeconds(c.updatedAt),
    displayName,
    firstName: (c) => c.firstName,
    lastName: (c) => c.lastName,
    defaultEmailAddress: (c) => (c.email === null ? null : c),
    defaultPhoneNumber: (c) => (c.phone === null ? null : c),
    defaultAddress: (c) => (c.countryCode === null ? null : c),
    tags: (c) => c.tags,
    note: (c) => c.note,
    state: (c) => c.state,
    locale: (c) => c.locale,
    dataSaleOptOut: (c) => c.dataSaleOptOut,
    verifiedEmail: (c) => c.email !== null,
    taxExempt: () => false,
    canDelete: (c) => c.orderIds.length === 0,
    numberOfOrders: (c, _args, request) => String(numberOfOrders(request.state, c.orderIds)),
    amountSpent: (c, _args, request) => money(amountSpent(request.state, c.orderIds), request.state.shop.currencyCode),
    lastOrder: (c, _args, request) => {
      const order = request.state.orders.get(c.orderIds.at(-1) ?? -1);
      return order && visibleOrder(order, request) ? order : null;
    },
    lifetimeDuration: (c, _args, request) => `${Math.floor((request.store.now() - c.createdAt) / DAY_MS)} days`,
    statistics: (c) => c,
    mergeable: (c) => c,
    orders: (c, args, request, path) =>
      searchPage(c.orderIds.flatMap((id) => request.state.orders.get(id) ?? []).filter((order) => visibleOrder(order, request)), args, request, path, orderSearch, orderSorts),
    ...metafieldFields<Customer>((c) => gid('Customer', c.id)),
  }),
  CustomerEmailAddress: resolversOf<Customer>({
    emailAddress: (c) => c.email,
    marketingState: (c) => c.emailMarketingState,
    marketingOptInLevel: () => 'SINGLE_OPT_IN',
    marketingUpdatedAt: () => null,
    openTrackingLevel: () => 'UNKNOWN',
    validFormat: (c) => /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(c.email ?? ''),
    sourceLocation: () => null,
  }),
  CustomerPhoneNumber: resolversOf<Customer>({ phoneNumber: (c) => c.phone }),
  MailingAddress: resolversOf<Customer>({
    id: (c) => `${gid('MailingAddress', c.id + 1_000_000_000)}?model_name=CustomerAddress`,
    city: (c) => c.city,
    country: (c) => (c.countryCode ? countryName(c.countryCode) : null),
    countryCodeV2: (c) => c.countryCode,
    firstName: (c) => c.firstName,
    lastName: (c) => c.lastName,
    name: (c) => [c.firstName, c.lastName].filter(Boolean).join(' ') || null,
    formattedArea: (c) => [c.city, c.countryCode ? countryName(c.countryCode) : null].filter(Boolean).join(', '),
  }),
  CustomerMergeable: resolversOf<Customer>({
    isMergeable: () => true,
    reason: () => null,
    errorFields: () => [],
    mergeInProgress: () => null,
  }),
  CustomerStatistics: resolversOf<Customer>({
    rfmGroup: (c, _args, request) => rfmGroupOf(request.state, c, request.store.now()).group,
    predictedSpendTier: (c, _args, request) => rfmGroupOf(request.state, c, request.store.now()).spendTier,
  }),
};
