// The checkout: the store's own rules decide about a code; why not is said beside the field.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { placeOrder } from '../../commerce/place-order.ts';
import { checkCode, type CodeCheck } from '../../discounts/check-code.ts';
import type { Order } from '../../model.ts';
import { minus } from '../../state/decimal.ts';
import { readForm, redirect, sendHtml } from '../answer.ts';
import { html, type Markup } from '../html.ts';
import { customerName, shownMoney } from '../shown.ts';
import type { Word } from '../words.ts';
import { cartLines, subtotalOf } from './cart.ts';
import { storefrontLayout } from './layout.ts';
import { CART_COOKIE, CODE_COOKIE, type StorefrontRequest } from './storefront-request.ts';

function checked({ context, customer, cart }: StorefrontRequest, code: string | null): CodeCheck | null {
  if (!code?.trim() || cart.length === 0) return null;
  return checkCode(context.shop, { code, customerId: customer?.id ?? null, lines: cart, at: context.store.now() });
}

/** @param refusal of the order itself, where it is not about the code */
function checkoutPage(request: StorefrontRequest, code: string | null, refusal: Word | null): Markup {
  const { context, customer, cart, locale, say } = request;
  const { currencyCode } = context.shop.shop;
  if (cart.length === 0) return storefrontLayout(request, { title: say('checkoutTitle'), body: html`<h1>${say('checkoutTitle')}</h1><p>${say('cartEmpty')}</p><p><a href="/storefront">${say('continueShopping')}</a></p>` });
  const check = checked(request, code);
  const wrong = check?.outcome === 'refused' ? check.reason : null;
  const applied = check?.outcome === 'applies' ? check : null;
  const subtotal = subtotalOf(request);
  const body = html`<h1>${say('checkoutTitle')}</h1>
    <p>${customer ? html`${say('buyingAs')} <strong>${customerName(customer)}</strong>` : html`${say('guest')} · <a href="/storefront/account/login?back=/storefront/checkout">${say('login')}</a>`}</p>
    ${cartLines(request, false)}
    ${refusal ? html`<p class="wrong" role="alert">${say(refusal)}</p>` : ''}
    <form method="post" action="/storefront/checkout">
      <p><label for="discount">${say('discountCode')}</label>
      <input id="discount" name="discount" value="${code ?? ''}" autocomplete="off" autocapitalize="characters"${wrong ? html` aria-invalid="true" aria-describedby="discount-wrong"` : ''}>
      <button name="do" value="apply">${say('apply')}</button></p>
      ${wrong ? html`<p id="discount-wrong" class="wrong" role="alert" data-reason="${wrong}">${say(wrong)}</p>` : ''}
      <dl class="sums">
        <dt>${say('subtotal')}</dt><dd>${shownMoney(subtotal, currencyCode, locale)}</dd>
        ${applied ? html`<dt>${say('discount')} (${applied.redeemCode.code})</dt><dd data-discount>−${shownMoney(applied.total, currencyCode, locale)}</dd>` : ''}
        <dt>${say('total')}</dt><dd data-total><strong>${shownMoney(applied ? minus(subtotal, applied.total) : subtotal, currencyCode, locale)}</strong></dd>
      </dl>
      <button class="primary" name="do" value="pay">${say('payNow')}</button>
    </form>`;
  return storefrontLayout(request, { title: say('checkoutTitle'), body });
}

function thankYouPage(request: StorefrontRequest, order: Order): Markup {
  const { context, locale, say } = request;
  const body = html`<h1>${say('thankYou')}</h1>
    <p>${say('orderNumber')}: <strong data-order="${order.id}">${order.name}</strong></p>
    <p>${say('total')}: ${shownMoney(order.total, context.shop.shop.currencyCode, locale)}</p>
    <p><a href="/storefront">${say('continueShopping')}</a></p>`;
  return storefrontLayout(request, { title: say('thankYou'), body });
}

export async function handleCheckout(req: IncomingMessage, res: ServerResponse, request: StorefrontRequest, pathname: string): Promise<boolean> {
  const { context, customer, cart } = request;
  const placed = /^\/storefront\/orders\/(\d+)$/.exec(pathname);
  const order = placed ? context.shop.orders.get(Number(placed[1])) : undefined;
  if (order && order.customerId === (customer?.id ?? null)) {
    sendHtml(res, thankYouPage(request, order));
    return true;
  }
  if (pathname !== '/storefront/checkout') return false;
  if (req.method !== 'POST') {
    sendHtml(res, checkoutPage(request, request.code, null));
    return true;
  }
  const form = await readForm(req);
  const code = form.get('discount')?.trim() || null;
  if (form.get('do') !== 'pay') {
    const refused = checked(request, code)?.outcome === 'refused';
    if (!refused) res.setHeader('set-cookie', `${CODE_COOKIE}=${encodeURIComponent(code ?? '')}; Path=/; HttpOnly; SameSite=Lax`);
    sendHtml(res, checkoutPage(request, code, null), refused ? 422 : 200);
    return true;
  }
  const outcome = placeOrder(context.store, context.shop, { customerId: customer?.id ?? null, lines: cart, discountCode: code });
  if (outcome.outcome === 'placed') {
    res.setHeader('set-cookie', [CART_COOKIE, CODE_COOKIE].map((name) => `${name}=; Path=/; HttpOnly; SameSite=Lax`));
    redirect(res, `/storefront/orders/${outcome.order.id}`);
    return true;
  }
  const aboutCode = checked(request, code)?.outcome === 'refused';
  sendHtml(res, checkoutPage(request, code, aboutCode ? null : outcome.reason), 422);
  return true;
}
