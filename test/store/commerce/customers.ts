// Customers come, change and go.
import type { Customer, Instant, ShopState } from '../model.ts';
import type { NewCustomer } from '../shoppers/types.ts';
import type { SimulatedStore } from '../store.ts';
import { nextId } from '../state/ids.ts';
import { customerPayload } from '../webhooks/payloads/customer.ts';
import { sortedTags, splitTags } from './tags.ts';

/** Recorded: all white space in an address is removed. */
function normalEmail(email: string | null | undefined): string | null {
  const bare = email?.replace(/\s+/g, '') ?? '';
  return bare === '' ? null : bare;
}

function normalPhone(phone: string | null | undefined): string | null {
  const bare = phone?.replace(/[^+\d]/g, '') ?? '';
  return bare === '' ? null : bare;
}

/** Blank names are kept as null (recorded). */
function normalName(name: string | null | undefined): string | null {
  return name?.trim() ? name.trim() : null;
}

export function buildCustomer(state: ShopState, input: Omit<NewCustomer, 'key' | 'createdAt'>, createdAt: Instant): Customer {
  const id = input.id ?? nextId(state, 'Customer');
  if (state.customers.has(id)) throw new Error(`A customer with the number ${id} is there already.`);
  return {
    id,
    firstName: normalName(input.firstName),
    lastName: normalName(input.lastName),
    email: normalEmail(input.email),
    phone: normalPhone(input.phone),
    note: input.note ?? null,
    tags: sortedTags(splitTags(input.tags ?? [])),
    state: input.state ?? 'DISABLED',
    locale: input.locale ?? state.shop.primaryLocale,
    countryCode: input.countryCode ?? null,
    city: input.city ?? null,
    emailMarketingState: input.emailMarketingState ?? 'NOT_SUBSCRIBED',
    dataSaleOptOut: input.dataSaleOptOut ?? false,
    createdAt,
    updatedAt: input.updatedAt ?? createdAt,
    orderIds: [],
  };
}

export function addCustomer(store: SimulatedStore, state: ShopState, input: Omit<NewCustomer, 'key' | 'createdAt'> & { createdAt?: Instant }): Customer {
  const customer = buildCustomer(state, input, input.createdAt ?? store.now());
  state.customers.set(customer.id, customer);
  store.lagSearch(state, customer, true);
  store.record(state, 'customer-created', { customerId: customer.id });
  store.emit(state, 'customers/create', customerPayload(state, customer));
  return customer;
}

type Change = Partial<Pick<Customer, 'firstName' | 'lastName' | 'email' | 'phone' | 'note' | 'state' | 'locale' | 'countryCode' | 'city' | 'emailMarketingState' | 'dataSaleOptOut'>>;

/** Tags have their own operations. @throws where the customer is not there. */
export function updateCustomer(store: SimulatedStore, state: ShopState, customerId: number, change: Change): Customer {
  const customer = requireCustomer(state, customerId);
  store.lagSearch(state, customer);
  Object.assign(customer, change, { updatedAt: store.now() });
  store.record(state, 'customer-updated', { customerId, fields: Object.keys(change) });
  store.emit(state, 'customers/update', customerPayload(state, customer));
  return customer;
}

export function requireCustomer(state: ShopState, customerId: number): Customer {
  const customer = state.customers.get(customerId);
  if (!customer) throw new Error(`The shop has no customer ${customerId}.`);
  return customer;
}

export type DeleteOutcome = { outcome: 'deleted' } | { outcome: 'unknown' } | { outcome: 'has-orders' };

export function deleteCustomer(store: SimulatedStore, state: ShopState, customerId: number): DeleteOutcome {
  const customer = state.customers.get(customerId);
  if (!customer) return { outcome: 'unknown' };
  if (customer.orderIds.length > 0) return { outcome: 'has-orders' };
  state.customers.delete(customerId);
  state.metafields.delete(`gid://shopify/Customer/${customerId}`);
  store.record(state, 'customer-deleted', { customerId });
  store.emit(state, 'customers/delete', {
    id: customerId,
    phone: customer.phone,
    addresses: [],
    tax_exemptions: [],
    email: customer.email,
    admin_graphql_api_id: `gid://shopify/Customer/${customerId}`,
  });
  return { outcome: 'deleted' };
}
