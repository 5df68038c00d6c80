// Logging in without a password, and what a customer sees of themself.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Customer } from '../../model.ts';
import { localPath, readForm, redirect, sendHtml } from '../answer.ts';
import { html, type Markup } from '../html.ts';
import { customerName, shownDay, shownMoney } from '../shown.ts';
import { storefrontLayout } from './layout.ts';
import { CUSTOMER_COOKIE, type StorefrontRequest } from './storefront-request.ts';

const SUGGESTED = 8;

/** By e-mail address, or by number with or without #. */
function findCustomer({ context }: StorefrontRequest, identifier: string): Customer | null {
  const wanted = identifier.trim().toLowerCase().replace(/^#/, '');
  const { customers } = context.shop;
  if (/^\d+$/.test(wanted)) return customers.get(Number(wanted)) ?? null;
  for (const customer of customers.values()) if (customer.email?.toLowerCase() === wanted) return customer;
  return null;
}

/** Those with a discount of their own first: they are whom a visitor of the demo wants to be. */
function suggestions({ context }: StorefrontRequest): Customer[] {
  const { customers, discounts } = context.shop;
  const found = new Map<number, Customer>();
  for (const discount of [...discounts.values()].reverse()) {
    if (discount.context.kind !== 'customers') continue;
    for (const id of discount.context.customerIds) {
      const customer = customers.get(id);
      if (customer && found.size < SUGGESTED) found.set(id, customer);
    }
  }
  for (const customer of customers.values()) {
    if (found.size >= SUGGESTED) break;
    found.set(customer.id, customer);
  }
  return [...found.values()];
}

function loginPage(request: StorefrontRequest, wrong: string | null): Markup {
  const { context, say } = request;
  const back = localPath(context.url.searchParams.get('back'), '/storefront/account');
  const body = html`<h1>${say('login')}</h1>
    <form method="post" action="/storefront/account/login?back=${encodeURIComponent(back)}">
      <p><label for="identifier">${say('loginField')}</label>
      <input id="identifier" name="identifier" required autocomplete="off" value="${wrong ?? ''}" aria-describedby="hint${wrong === null ? '' : ' wrong'}"${wrong === null ? '' : html` aria-invalid="true"`}></p>
      ${wrong === null ? '' : html`<p id="wrong" class="wrong" role="alert">${say('loginUnknown')}</p>`}
      <p id="hint" class="quiet">${say('loginHint')}</p>
      <button type="submit" class="primary">${say('login')}</button>
    </form>
    <h2>${say('loginSuggestions')}</h2>
    <form method="post" action="/storefront/account/login?back=${encodeURIComponent(back)}"><ul class="suggestions">${suggestions(request).map(
      (customer) => html`<li><button name="identifier" value="${customer.id}">${customerName(customer)} (#${customer.id})</button></li>`,
    )}</ul></form>`;
  return storefrontLayout(request, { title: say('login'), body });
}

function accountPage(request: StorefrontRequest, customer: Customer): Markup {
  const { context, locale, say } = request;
  const { shop, orders } = context.shop;
  const own = customer.orderIds.flatMap((id) => orders.get(id) ?? []).sort((one, other) => other.processedAt - one.processedAt);
  const body = html`<h1>${customerName(customer)}</h1>
    <form method="post" action="/storefront/account/logout"><button>${say('logout')}</button></form>
    <h2>${say('yourOrders')}</h2>
    ${own.length === 0 ? html`<p>${say('noOrders')}</p>` : ''}
    <ul class="orders">${own.slice(0, 50).map((order) => html`<li>${order.name} · ${shownDay(order.processedAt, shop, locale)} · ${shownMoney(order.currentTotal, shop.currencyCode, locale)}${order.discountCodes.length > 0 ? html` · ${order.discountCodes.join(', ')}` : ''}</li>`)}</ul>`;
  return storefrontLayout(request, { title: say('account'), body });
}

export async function handleAccount(req: IncomingMessage, res: ServerResponse, request: StorefrontRequest, pathname: string): Promise<boolean> {
  const { context, customer } = request;
  if (pathname === '/storefront/account') {
    if (customer) sendHtml(res, accountPage(request, customer));
    else redirect(res, '/storefront/account/login');
    return true;
  }
  if (pathname === '/storefront/account/logout') {
    redirect(res, '/storefront', `${CUSTOMER_COOKIE}=`);
    return true;
  }
  if (pathname !== '/storefront/account/login') return false;
  if (req.method !== 'POST') {
    sendHtml(res, loginPage(request, null));
    return true;
  }
  const identifier = (await readForm(req)).get('identifier') ?? '';
  const found = findCustomer(request, identifier);
  if (found) redirect(res, localPath(context.url.searchParams.get('back'), '/storefront/account'), `${CUSTOMER_COOKIE}=${found.id}`);
  else sendHtml(res, loginPage(request, identifier), 422);
  return true;
}
