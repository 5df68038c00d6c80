// What every page of the simulated storefront starts from: who is logged in, the language, the cart.
import type { IncomingMessage } from 'node:http';
import type { StoreContext } from '../../context.ts';
import type { CartLine } from '../../discounts/check-code.ts';
import type { Customer } from '../../model.ts';
import { cookie } from '../answer.ts';
import { type ThemePage } from '../theme/theme-objects.ts';
import { type Locale, localeFrom, type Say, sayIn } from '../words.ts';

export const CUSTOMER_COOKIE = 'storefront_customer';
export const LOCALE_COOKIE = 'storefront_locale';
export const CART_COOKIE = 'storefront_cart';
export const CODE_COOKIE = 'discount_code';

export interface StorefrontRequest {
  context: StoreContext;
  customer: Customer | null;
  locale: Locale;
  say: Say;
  cart: CartLine[];
  /** From a link /discount/CODE or an earlier try at the checkout. */
  code: string | null;
}

/** "variant:quantity,…"; what is no longer sold falls out. */
function cartFrom(text: string | null, context: StoreContext): CartLine[] {
  return (text ?? '').split(',').flatMap((part) => {
    const [variantId = 0, quantity = 0] = part.split(':').map(Number);
    return context.shop.variants.has(variantId) && Number.isInteger(quantity) && quantity > 0 ? [{ variantId, quantity }] : [];
  });
}

export function cartText(cart: readonly CartLine[]): string {
  return cart.map((line) => `${line.variantId}:${line.quantity}`).join(',');
}

/** The customer a request's cookie names; merged customers are followed to the one that was kept. */
export function loggedInCustomer(req: IncomingMessage, context: StoreContext): Customer | null {
  const id = Number(cookie(req, CUSTOMER_COOKIE));
  const state = context.shop;
  return state.customers.get(state.mergedCustomers.get(id) ?? id) ?? null;
}

export function storefrontRequest(req: IncomingMessage, context: StoreContext): StorefrontRequest {
  const locale = localeFrom(context.url.searchParams.get('locale') ?? cookie(req, LOCALE_COOKIE) ?? context.shop.shop.primaryLocale);
  return {
    context,
    customer: loggedInCustomer(req, context),
    locale,
    say: sayIn(locale),
    cart: cartFrom(cookie(req, CART_COOKIE), context),
    code: cookie(req, CODE_COOKIE),
  };
}

export function themePage({ context, customer, locale }: StorefrontRequest, template: string): ThemePage {
  return {
    state: context.shop,
    customer,
    locale,
    designMode: context.url.searchParams.get('design_mode') === '1',
    path: context.url.pathname,
    host: context.url.host,
    template,
  };
}
