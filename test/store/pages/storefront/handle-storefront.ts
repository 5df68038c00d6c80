import type { IncomingMessage, ServerResponse } from 'node:http';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { StoreContext } from '../../context.ts';
import { localPath, redirect, sendFile, sendHtml } from '../answer.ts';
import { html } from '../html.ts';
import { themeExtensions } from '../theme/extension.ts';
import { localeFrom } from '../words.ts';
import { handleAccount } from './account.ts';
import { handleAppProxy } from './app-proxy.ts';
import { handleCart } from './cart.ts';
import { handleCheckout } from './checkout.ts';
import { storefrontLayout } from './layout.ts';
import { homePage, offersPage, productPage } from './shop-pages.ts';
import { CODE_COOKIE, LOCALE_COOKIE, storefrontRequest } from './storefront-request.ts';

async function handleExtensionAsset(res: ServerResponse, pathname: string): Promise<boolean> {
  const match = /^\/storefront\/extensions\/([\w-]+)\/assets\/([\w.-]+)$/.exec(pathname);
  if (!match) return false;
  const extension = (await themeExtensions()).find((candidate) => candidate.handle === match[1]);
  const file = extension && path.join(extension.folder, 'assets', path.basename(match[2] ?? ''));
  if (!file || !existsSync(file)) return false;
  await sendFile(res, file);
  return true;
}

/** Links that the shop itself follows: a discount to be applied, a language. */
function handleLinks(res: ServerResponse, { url }: StoreContext): boolean {
  const discount = /^(?:\/storefront)?\/discount\/([^/]+)$/.exec(url.pathname);
  if (discount) {
    redirect(res, localPath(url.searchParams.get('redirect'), '/storefront').replace(/^\/$/, '/storefront'), `${CODE_COOKIE}=${discount[1] ?? ''}`);
    return true;
  }
  if (url.pathname === '/storefront/language') {
    redirect(res, localPath(url.searchParams.get('back'), '/storefront'), `${LOCALE_COOKIE}=${encodeURIComponent(localeFrom(url.searchParams.get('to')))}`);
    return true;
  }
  return false;
}

/** @returns false for addresses that are none of the shop's. */
export async function handleStorefront(req: IncomingMessage, res: ServerResponse, context: StoreContext): Promise<boolean> {
  if (await handleAppProxy(req, res, context)) return true;
  if (handleLinks(res, context)) return true;
  const pathname = context.url.pathname.replace(/(.)\/$/, '$1');
  if (pathname !== '/storefront' && !pathname.startsWith('/storefront/')) return false;
  if (await handleExtensionAsset(res, pathname)) return true;
  const request = storefrontRequest(req, context);
  if ((await handleAccount(req, res, request, pathname)) || (await handleCart(req, res, request, pathname)) || (await handleCheckout(req, res, request, pathname))) return true;
  const product = /^\/storefront\/products\/([^/]+)$/.exec(pathname);
  const page =
    pathname === '/storefront' ? await homePage(request) : pathname === '/storefront/pages/offers' ? await offersPage(request) : product ? productPage(request, decodeURIComponent(product[1] ?? '')) : null;
  const { say } = request;
  sendHtml(res, page ?? storefrontLayout(request, { title: '404', body: html`<h1>404</h1><p>${say('notFound')}</p>` }), page ? 200 : 404);
  return true;
}
