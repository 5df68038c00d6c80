import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StoreContext } from '../../context.ts';
import { localPath, redirect, sendHtml, sendJson } from '../answer.ts';
import { html, type Markup } from '../html.ts';
import { localeFrom } from '../words.ts';
import { type AdminRequest, adminRequest, LOCALE_COOKIE } from './admin-request.ts';
import { extensionStatus, scopesDetail } from './bridge-answers.ts';
import { customerPage, customersPage } from './customers.ts';
import { discountsPage } from './discounts.ts';
import { APP_PATH, embeddedApp } from './embedded-app.ts';
import { homePage } from './home.ts';
import { adminLayout } from './layout.ts';
import { ordersPage } from './orders.ts';

function nothing(request: AdminRequest): Markup {
  const { say } = request;
  return adminLayout(request, { title: '404', section: null, body: html`<h1>404</h1><p>${say('notFound')}</p><p>${say('notSimulated')}</p>` });
}

/** The pages of the admin by address; null where there is none. */
function pageAt(request: AdminRequest, pathname: string): Markup | null {
  if (pathname === APP_PATH || pathname.startsWith(`${APP_PATH}/`)) return embeddedApp(request);
  const customer = /^\/admin\/customers\/(\d+)$/.exec(pathname);
  if (customer) return customerPage(request, Number(customer[1]));
  switch (pathname) {
    case '/admin/home':
      return homePage(request);
    case '/admin/orders':
      return ordersPage(request);
    case '/admin/customers':
      return customersPage(request);
    case '/admin/discounts':
      return discountsPage(request);
    default:
      return null;
  }
}

async function answerBridge(res: ServerResponse, context: StoreContext, question: string): Promise<boolean> {
  switch (question) {
    case 'session-token':
      sendJson(res, { token: context.mintSessionToken() });
      return true;
    case 'extensions':
      sendJson(res, await extensionStatus());
      return true;
    case 'scopes':
      sendJson(res, scopesDetail(context));
      return true;
    default:
      return false;
  }
}

/** @returns false for addresses that are none of the admin's pages, such as its API. */
export async function handleAdmin(req: IncomingMessage, res: ServerResponse, context: StoreContext): Promise<boolean> {
  const { pathname, searchParams } = context.url;
  if (pathname.startsWith('/_pages/')) return answerBridge(res, context, pathname.slice('/_pages/'.length));
  const isPage = pathname === '/admin' || pathname.startsWith('/admin/');
  if (!isPage || req.method !== 'GET' || /^\/admin\/(api|oauth)(\/|$)/.test(pathname)) return false;
  if (pathname === '/admin' || pathname === '/admin/') redirect(res, APP_PATH + context.url.search);
  else if (pathname === '/admin/language') {
    redirect(res, localPath(searchParams.get('back'), '/admin'), `${LOCALE_COOKIE}=${encodeURIComponent(localeFrom(searchParams.get('to')))}`);
  } else {
    const request = adminRequest(req, context);
    const page = pageAt(request, pathname);
    sendHtml(res, page ?? nothing(request), page ? 200 : 404);
  }
  return true;
}
