// What every page of the simulated admin starts from.
import type { IncomingMessage } from 'node:http';
import type { StoreContext } from '../../context.ts';
import { cookie } from '../answer.ts';
import { type Locale, localeFrom, type Say, sayIn } from '../words.ts';

export const LOCALE_COOKIE = 'admin_locale';

export interface AdminRequest {
  context: StoreContext;
  locale: Locale;
  say: Say;
}

/** The language: of the address, else as chosen before, else the shop's. */
export function adminRequest(req: IncomingMessage, context: StoreContext): AdminRequest {
  const locale = localeFrom(context.url.searchParams.get('locale') ?? cookie(req, LOCALE_COOKIE) ?? context.shop.shop.primaryLocale);
  return { context, locale, say: sayIn(locale) };
}

/** "perennial-demo" of "perennial-demo.myshopify.com": the shop's name in addresses of the admin. */
export function shopHandle(context: StoreContext): string {
  return context.shop.shop.domain.replace('.myshopify.com', '');
}
