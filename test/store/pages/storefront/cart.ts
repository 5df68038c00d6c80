// The cart, kept in a cookie.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { times } from '../../state/decimal.ts';
import { lineSubtotal } from '../../commerce/build-order.ts';
import { readForm, redirect, sendHtml } from '../answer.ts';
import { html, type Markup } from '../html.ts';
import { shownMoney } from '../shown.ts';
import { storefrontLayout } from './layout.ts';
import { CART_COOKIE, cartText, type StorefrontRequest } from './storefront-request.ts';

export interface PricedLine {
  variantId: number;
  quantity: number;
  title: string;
  unitPrice: string;
}

export function pricedCart({ context, cart }: StorefrontRequest): PricedLine[] {
  const { variants, products } = context.shop;
  return cart.flatMap((line) => {
    const variant = variants.get(line.variantId);
    return variant ? [{ ...line, title: products.get(variant.productId)?.title ?? variant.title, unitPrice: variant.price }] : [];
  });
}

export function subtotalOf(request: StorefrontRequest): string {
  return lineSubtotal(pricedCart(request), request.context.shop.shop.currencyCode);
}

export function cartLines(request: StorefrontRequest, removable: boolean): Markup {
  const { context, locale, say } = request;
  const { currencyCode } = context.shop.shop;
  return html`<ul class="lines">${pricedCart(request).map(
    (line) => html`<li><span>${line.title} × ${line.quantity}</span> <span>${shownMoney(times(line.unitPrice, line.quantity), currencyCode, locale)}</span>${
      removable
        ? html` <form method="post" action="/storefront/cart/remove"><button name="id" value="${line.variantId}" aria-label="${say('remove')}: ${line.title}">${say('remove')}</button></form>`
        : ''
    }</li>`,
  )}</ul>`;
}

function cartPage(request: StorefrontRequest): Markup {
  const { context, cart, locale, say } = request;
  const body =
    cart.length === 0
      ? html`<h1>${say('cart')}</h1><p>${say('cartEmpty')}</p><p><a href="/storefront">${say('continueShopping')}</a></p>`
      : html`<h1>${say('cart')}</h1>${cartLines(request, true)}
        <p class="total">${say('subtotal')}: <strong>${shownMoney(subtotalOf(request), context.shop.shop.currencyCode, locale)}</strong></p>
        <p><a class="primary" href="/storefront/checkout">${say('checkout')}</a></p>`;
  return storefrontLayout(request, { title: say('cart'), body });
}

export async function handleCart(req: IncomingMessage, res: ServerResponse, request: StorefrontRequest, pathname: string): Promise<boolean> {
  if (pathname === '/storefront/cart') {
    sendHtml(res, cartPage(request));
    return true;
  }
  const change = pathname === '/storefront/cart/add' || pathname === '/storefront/cart/remove';
  if (!change || req.method !== 'POST') return false;
  const form = await readForm(req);
  const variantId = Number(form.get('id'));
  const others = request.cart.filter((line) => line.variantId !== variantId);
  const before = request.cart.find((line) => line.variantId === variantId)?.quantity ?? 0;
  const asked = Math.min(99, Math.max(1, Math.trunc(Number(form.get('quantity') ?? 1)) || 1));
  const known = request.context.shop.variants.has(variantId);
  const cart = pathname.endsWith('/add') && known ? [...others, { variantId, quantity: Math.min(99, before + asked) }] : others;
  redirect(res, '/storefront/cart', `${CART_COOKIE}=${encodeURIComponent(cartText(cart))}`);
  return true;
}
