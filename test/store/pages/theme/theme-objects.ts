// The objects that Liquid finds in a theme: shop, customer, request, routes … with the properties that app blocks use.
import { amountSpent, numberOfOrders } from '../../commerce/build-order.ts';
import type { Customer, ShopState } from '../../model.ts';
import { minorDigits, roundTo, times } from '../../state/decimal.ts';
import { LOCALE_NAMES, type Locale } from '../words.ts';

export interface ThemePage {
  readonly state: ShopState;
  readonly customer: Customer | null;
  readonly locale: Locale;
  readonly designMode: boolean;
  readonly path: string;
  readonly host: string;
  /** "index", "page", "product", "customers/account" */
  readonly template: string;
}

/** Where the shop's pages lie; "/" in a real shop. */
export const ROOT_URL = '/storefront';

function minorOf(state: ShopState, amount: string): number {
  const digits = minorDigits(state.shop.currencyCode);
  return Number(times(roundTo(amount, digits), 10 ** digits));
}

function customerObject(state: ShopState, customer: Customer): object {
  return {
    id: customer.id,
    first_name: customer.firstName,
    last_name: customer.lastName,
    name: [customer.firstName, customer.lastName].filter(Boolean).join(' '),
    email: customer.email,
    tags: customer.tags,
    orders_count: numberOfOrders(state, customer.orderIds),
    total_spent: minorOf(state, amountSpent(state, customer.orderIds)),
    accepts_marketing: customer.emailMarketingState === 'SUBSCRIBED',
    has_account: true,
  };
}

export function themeObjects({ state, customer, locale, designMode, path, host, template }: ThemePage): object {
  const language = { iso_code: locale, name: LOCALE_NAMES[locale], endonym_name: LOCALE_NAMES[locale], primary: locale === state.shop.primaryLocale, root_url: ROOT_URL };
  return {
    shop: {
      id: state.shop.id,
      name: state.shop.name,
      email: state.shop.email,
      currency: state.shop.currencyCode,
      domain: state.shop.domain,
      permanent_domain: state.shop.domain,
      url: `https://${state.shop.domain}`,
    },
    customer: customer ? customerObject(state, customer) : null,
    request: { locale: language, design_mode: designMode, host, origin: `https://${host}`, path, page_type: template },
    localization: { language, country: { currency: { iso_code: state.shop.currencyCode } } },
    routes: {
      root_url: ROOT_URL,
      account_url: `${ROOT_URL}/account`,
      account_login_url: `${ROOT_URL}/account/login`,
      account_logout_url: `${ROOT_URL}/account/logout`,
      cart_url: `${ROOT_URL}/cart`,
      all_products_collection_url: ROOT_URL,
    },
    template: { name: template, suffix: null },
  };
}
