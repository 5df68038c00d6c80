import { amountSpent, numberOfOrders } from '../../commerce/build-order.ts';
import type { Customer } from '../../model.ts';
import { html, type Markup } from '../html.ts';
import { customerName, shownMoney } from '../shown.ts';
import type { AdminRequest } from './admin-request.ts';
import { discountTable } from './discounts.ts';
import { adminLayout } from './layout.ts';
import { pageOf, pager, table, tagList } from './lists.ts';
import { orderTable } from './orders.ts';

const ORDERS_SHOWN = 50;

/** "tag:vip" finds by a whole tag; anything else in name, address, number or tags. */
export function customerMatches(customer: Customer, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return true;
  if (wanted.startsWith('tag:')) return customer.tags.some((tag) => tag.toLowerCase() === wanted.slice(4).trim());
  const name = `${customer.firstName ?? ''} ${customer.lastName ?? ''}`.toLowerCase();
  return (
    name.includes(wanted) ||
    customerName(customer).toLowerCase().includes(wanted) ||
    (customer.email ?? '').toLowerCase().includes(wanted) ||
    String(customer.id) === wanted ||
    customer.tags.some((tag) => tag.toLowerCase().includes(wanted))
  );
}

/** All customers, the newest first, or those that a search finds. */
export function customersPage(request: AdminRequest): Markup {
  const { context, locale, say } = request;
  const state = context.shop;
  const query = context.url.searchParams.get('q') ?? '';
  const found = [...state.customers.values()].filter((customer) => customerMatches(customer, query)).sort((one, other) => other.createdAt - one.createdAt || other.id - one.id);
  const page = pageOf(found, context.url.searchParams.get('page'));
  const rows = page.items.map((customer) => [
    html`<a href="/admin/customers/${customer.id}">${customerName(customer)}</a>`,
    tagList(customer.tags, say('noTags')),
    numberOfOrders(state, customer.orderIds),
    shownMoney(amountSpent(state, customer.orderIds), state.shop.currencyCode, locale),
  ]);
  const body = html`<h1>${say('customers')} <span class="count">${page.total}</span></h1>
    <form class="search" role="search" action="/admin/customers" method="get">
      <label for="q">${say('searchCustomers')}</label>
      <input id="q" name="q" type="search" value="${query}"><button type="submit">${say('search')}</button>
    </form>
    ${table([say('name'), say('tags'), say('orders'), say('spent')], rows)} ${pager(request, page)}`;
  return adminLayout(request, { title: say('customers'), section: 'customers', body });
}

/** @returns null where the shop has no such customer. */
export function customerPage(request: AdminRequest, id: number): Markup | null {
  const { context, locale, say } = request;
  const state = context.shop;
  const customer = state.customers.get(id);
  if (!customer) return null;
  const orders = customer.orderIds.flatMap((orderId) => state.orders.get(orderId) ?? []).sort((one, other) => other.processedAt - one.processedAt);
  const discounts = [...state.discounts.values()].filter((discount) => discount.context.kind === 'customers' && discount.context.customerIds.includes(id));
  const metafields = state.metafields.get(`gid://shopify/Customer/${id}`) ?? [];
  const body = html`<h1>${customerName(customer)}</h1>
    <p class="quiet">#${customer.id}${customer.email ? html` · ${customer.email}` : ''}${customer.city ? html` · ${customer.city}` : ''}${customer.countryCode ? html`, ${customer.countryCode}` : ''}</p>
    <p>${say('orders')}: ${numberOfOrders(state, customer.orderIds)} · ${say('spent')}: ${shownMoney(amountSpent(state, customer.orderIds), state.shop.currencyCode, locale)}</p>
    <section aria-labelledby="tags"><h2 id="tags">${say('tags')}</h2>${tagList(customer.tags, say('noTags'))}</section>
    <section aria-labelledby="discounts"><h2 id="discounts">${say('discounts')}</h2>${discounts.length === 0 ? html`<p class="quiet">${say('noDiscounts')}</p>` : discountTable(request, discounts)}</section>
    <section aria-labelledby="metafields"><h2 id="metafields">${say('metafields')}</h2>${
      metafields.length === 0
        ? html`<p class="quiet">${say('noMetafields')}</p>`
        : table(
            [say('key'), say('value')],
            metafields.map((field) => [html`<code>${field.namespace}.${field.key}</code>`, field.value]),
          )
    }</section>
    <section aria-labelledby="orders"><h2 id="orders">${say('orders')}</h2>${orders.length === 0 ? html`<p class="quiet">${say('noOrders')}</p>` : orderTable(request, orders.slice(0, ORDERS_SHOWN))}</section>`;
  return adminLayout(request, { title: customerName(customer), section: 'customers', body });
}
