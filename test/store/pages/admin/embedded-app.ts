// The app inside the admin: a frame, addressed as Shopify addresses it.
import type { StoreContext } from '../../context.ts';
import { html, type Markup } from '../html.ts';
import { type AdminRequest, shopHandle } from './admin-request.ts';
import { adminLayout } from './layout.ts';

export const APP_PATH = '/admin/apps/perennial';
const SHOPIFYS_OWN = ['embedded', 'shop', 'host', 'id_token', 'locale', 'session', 'hmac', 'timestamp'];

/** The address of the app's page that belongs to an address of the admin. */
export function frameAddress(context: StoreContext, appUrl: string, locale: string): string {
  const sub = context.url.pathname.slice(APP_PATH.length).replace(/\/$/, '');
  const address = new URL(`${appUrl}/app${sub}`);
  for (const [name, value] of context.url.searchParams) if (!SHOPIFYS_OWN.includes(name)) address.searchParams.append(name, value);
  address.searchParams.set('embedded', '1');
  address.searchParams.set('shop', context.shop.shop.domain);
  address.searchParams.set('host', Buffer.from(`admin.shopify.com/store/${shopHandle(context)}`).toString('base64url'));
  address.searchParams.set('id_token', context.mintSessionToken());
  address.searchParams.set('locale', locale);
  return address.toString();
}

export function embeddedApp(request: AdminRequest): Markup {
  const { context, locale, say } = request;
  const body = context.appUrl
    ? html`<div class="title-bar"><h1 class="app-title">Perennial</h1><div class="title-actions"></div></div>
<iframe class="app-frame" name="app-iframe" title="${say('appFrame')}" src="${frameAddress(context, context.appUrl, locale)}" data-app-origin="${new URL(context.appUrl).origin}" allow="clipboard-write"></iframe>`
    : html`<div class="page"><h1>Perennial</h1><p>${say('appNotRunning')}</p></div>`;
  return adminLayout(request, { title: 'Perennial', section: 'app', body, fills: true });
}
