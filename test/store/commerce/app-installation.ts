// The app comes to a shop, gets other scopes, and goes; and the law's requests about people.
import type { AppInstallation, ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';
import { gid, isoSeconds, nextId } from '../state/ids.ts';
import { requireCustomer } from './customers.ts';

export function installApp(store: SimulatedStore, state: ShopState): AppInstallation {
  if (state.installation && state.installation.uninstalledAt === null) return state.installation;
  state.installation = {
    id: nextId(state, 'AppInstallation'),
    clientId: store.clientId,
    scopes: [...store.scopes],
    installedAt: store.now(),
    uninstalledAt: null,
    accessTokens: new Map(),
    refreshTokens: new Map(),
  };
  store.record(state, 'app-installed', { scopes: store.scopes });
  return state.installation;
}

export function isInstalled(state: ShopState): boolean {
  return state.installation !== null && state.installation.uninstalledAt === null;
}

/** Tokens die at once; app/uninstalled goes out. shop/redact follows two days later: `requestShopRedaction`. */
export function uninstallApp(store: SimulatedStore, state: ShopState): void {
  if (!state.installation || state.installation.uninstalledAt !== null) throw new Error('The app is not installed.');
  state.installation.uninstalledAt = store.now();
  state.installation.accessTokens.clear();
  state.installation.refreshTokens.clear();
  store.record(state, 'app-uninstalled', {});
  store.emit(state, 'app/uninstalled', shopPayload(state));
}

export function changeScopes(store: SimulatedStore, state: ShopState, scopes: string[]): void {
  if (!state.installation) throw new Error('The app is not installed.');
  const previous = state.installation.scopes;
  state.installation.scopes = [...scopes];
  for (const token of state.installation.accessTokens.values()) token.scopes = [...scopes];
  store.emit(state, 'app/scopes_update', {
    id: state.installation.id,
    previous,
    current: scopes,
    updated_at: isoSeconds(store.now()),
    shop_id: gid('Shop', state.shop.id),
  });
}

export function shopPayload(state: ShopState): Record<string, unknown> {
  const { shop } = state;
  return {
    id: shop.id,
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    myshopify_domain: shop.domain,
    currency: shop.currencyCode,
    iana_timezone: shop.ianaTimezone,
    primary_locale: shop.primaryLocale,
    plan_display_name: shop.plan.publicDisplayName,
    created_at: isoSeconds(shop.createdAt),
    updated_at: isoSeconds(shop.createdAt),
  };
}

export function requestCustomerData(store: SimulatedStore, state: ShopState, customerId: number): void {
  const customer = requireCustomer(state, customerId);
  const { id, email, phone } = customer;
  store.record(state, 'privacy-request', { kind: 'customers/data_request', customerId });
  store.emit(state, 'customers/data_request', {
    shop_id: state.shop.id,
    shop_domain: state.shop.domain,
    orders_requested: [...customer.orderIds],
    customer: { id, email, phone },
    data_request: { id: nextId(state, 'DataRequest') },
  });
}

export function requestCustomerRedaction(store: SimulatedStore, state: ShopState, customerId: number): void {
  const customer = requireCustomer(state, customerId);
  const { id, email, phone } = customer;
  store.record(state, 'privacy-request', { kind: 'customers/redact', customerId });
  store.emit(state, 'customers/redact', { shop_id: state.shop.id, shop_domain: state.shop.domain, customer: { id, email, phone }, orders_to_redact: [...customer.orderIds] });
}

export function requestShopRedaction(store: SimulatedStore, state: ShopState): void {
  store.record(state, 'privacy-request', { kind: 'shop/redact' });
  store.emit(state, 'shop/redact', { shop_id: state.shop.id, shop_domain: state.shop.domain });
}
