import type { Order } from '../../model.ts';
import { html, type Markup } from '../html.ts';
import { customerName, shownMoney, shownTime } from '../shown.ts';
import { sayStatus } from '../words.ts';
import type { AdminRequest } from './admin-request.ts';
import { adminLayout } from './layout.ts';
import { pageOf, pager, table } from './lists.ts';

/** A table of orders, as the list and the customer's page show it. */
export function orderTable(request: AdminRequest, orders: readonly Order[]): Markup {
  const { context, locale, say } = request;
  const { shop, customers } = context.shop;
  const rows = orders.map((order) => {
    const customer = order.customerId === null ? undefined : customers.get(order.customerId);
    const marks = [order.cancelledAt === null ? '' : say('cancelled'), order.test ? say('test') : ''].filter(Boolean);
    return [
      html`<span id="order-${order.id}">${order.name}</span>`,
      shownTime(order.processedAt, shop, locale),
      customer ? html`<a href="/admin/customers/${customer.id}">${customerName(customer)}</a>` : html`<span class="quiet">${say('noCustomer')}</span>`,
      shownMoney(order.currentTotal, shop.currencyCode, locale),
      html`${sayStatus(say, order.financialStatus)}${marks.map((mark) => html` <span class="badge">${mark}</span>`)}`,
      order.discountCodes.join(', '),
    ];
  });
  return table([say('order'), say('date'), say('customer'), say('total'), say('payment'), say('codes')], rows);
}

/** All orders, newest first. */
export function ordersPage(request: AdminRequest): Markup {
  const { context, say } = request;
  const all = [...context.shop.orders.values()].sort((one, other) => other.processedAt - one.processedAt || other.id - one.id);
  const page = pageOf(all, context.url.searchParams.get('page'));
  const body = html`<h1>${say('orders')} <span class="count">${page.total}</span></h1>
    ${page.total === 0 ? html`<p>${say('noOrders')}</p>` : orderTable(request, page.items)} ${pager(request, page)}`;
  return adminLayout(request, { title: say('orders'), section: 'orders', body });
}
