// The REST-shaped customer. Since 2025-01 it carries neither tags nor totals nor consent.
import type { Customer, ShopState } from '../../model.ts';
import { amountSpent, numberOfOrders } from '../../commerce/build-order.ts';
import { graphqlAmount } from '../../state/decimal.ts';
import { gid, isoSeconds } from '../../state/ids.ts';

export function customerPayload(state: ShopState, customer: Customer): Record<string, unknown> {
  const address = customer.countryCode === null ? null : { customer_id: customer.id, city: customer.city, country_code: customer.countryCode, default: true };
  return {
    id: customer.id,
    created_at: isoSeconds(customer.createdAt),
    updated_at: isoSeconds(customer.updatedAt),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: customer.state.toLowerCase(),
    note: customer.note,
    verified_email: customer.email !== null,
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency: state.shop.currencyCode,
    addresses: address ? [address] : [],
    tax_exemptions: [],
    admin_graphql_api_id: gid('Customer', customer.id),
    ...(address ? { default_address: address } : {}),
  };
}

/** customers/purchasing_summary: what customers/update no longer tells. */
export function purchasingSummary(state: ShopState, customer: Customer, at: number): Record<string, unknown> {
  const lastOrderId = customer.orderIds.at(-1);
  return {
    customerId: gid('Customer', customer.id),
    numberOfOrders: numberOfOrders(state, customer.orderIds),
    amountSpent: { amount: graphqlAmount(amountSpent(state, customer.orderIds)), currencyCode: state.shop.currencyCode },
    lastOrderId: lastOrderId === undefined ? null : gid('Order', lastOrderId),
    occurredAt: isoSeconds(at),
  };
}
