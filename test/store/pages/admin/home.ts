import { html, type Markup } from '../html.ts';
import type { AdminRequest } from './admin-request.ts';
import { adminLayout } from './layout.ts';
import { table } from './lists.ts';

/** What the shop holds, at a glance. */
export function homePage(request: AdminRequest): Markup {
  const { context, locale, say } = request;
  const state = context.shop;
  const counted = [
    { word: 'customers', path: '/admin/customers', count: state.customers.size },
    { word: 'orders', path: '/admin/orders', count: state.orders.size },
    { word: 'discounts', path: '/admin/discounts', count: state.discounts.size },
  ] as const;
  const rows = counted.map(({ word, path, count }) => [html`<a href="${path}">${say(word)}</a>`, new Intl.NumberFormat(locale).format(count)]);
  const body = html`<h1>${state.shop.name}</h1>
    <p class="quiet">${state.shop.domain} · ${state.shop.currencyCode} · ${state.shop.ianaTimezone}</p>
    ${table([say('name'), say('value')], rows)}`;
  return adminLayout(request, { title: say('home'), section: 'home', body });
}
