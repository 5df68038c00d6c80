// The simulated theme around every page of the storefront.
import { html, type Markup, unsafeMarkup } from '../html.ts';
import { customerName } from '../shown.ts';
import { LOCALES, LOCALE_NAMES } from '../words.ts';
import type { StorefrontRequest } from './storefront-request.ts';

export interface StorefrontPage {
  title: string;
  body: Markup;
  /** What app blocks bring along. */
  head?: string;
}

export function storefrontLayout(request: StorefrontRequest, { title, body, head = '' }: StorefrontPage): Markup {
  const { context, customer, locale, say, cart } = request;
  const { shop } = context.shop;
  const count = cart.reduce((sum, line) => sum + line.quantity, 0);
  const back = encodeURIComponent(context.url.pathname);
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${shop.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_pages/storefront.css">
${unsafeMarkup(head)}
</head>
<body>
<a class="skip" href="#main">${say('skip')}</a>
<header>
  <a class="shop" href="/storefront">${shop.name}</a>
  <nav aria-label="${say('menu')}">
    <a href="/storefront">${say('products')}</a>
    <a href="/storefront/pages/offers">${say('offers')}</a>
    <a href="/storefront/cart">${say('cart')} (${count})</a>
    ${customer ? html`<a href="/storefront/account">${customerName(customer)}</a>` : html`<a href="/storefront/account/login">${say('login')}</a>`}
  </nav>
</header>
<main id="main" tabindex="-1">${body}</main>
<footer>
  <p>${say('poweredBy')} · <a href="/admin">${say('simulatedAdmin')}</a></p>
  <ul aria-label="${say('language')}">${LOCALES.map((one) => html`<li><a href="/storefront/language?to=${one}&back=${back}" lang="${one}" hreflang="${one}"${one === locale ? html` aria-current="true"` : ''}>${LOCALE_NAMES[one]}</a></li>`)}</ul>
</footer>
</body>
</html>`;
}
