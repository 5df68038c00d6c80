// The frame around every page of the simulated admin: top bar, navigation, room for the page.
import { html, type Markup } from '../html.ts';
import { LOCALES, LOCALE_NAMES, type Word } from '../words.ts';
import type { AdminRequest } from './admin-request.ts';

export type Section = 'home' | 'orders' | 'customers' | 'discounts' | 'app';

const SECTIONS: readonly { section: Exclude<Section, 'app'>; path: string }[] = [
  { section: 'home', path: '/admin/home' },
  { section: 'orders', path: '/admin/orders' },
  { section: 'customers', path: '/admin/customers' },
  { section: 'discounts', path: '/admin/discounts' },
];

/** Words that the script of the page needs. */
const SCRIPT_WORDS: readonly Word[] = ['unsavedChanges', 'save', 'discard', 'discardQuestion', 'discardAll', 'keepEditing', 'leaveQuestion', 'leave', 'stay', 'dismiss'];

function languageLinks({ context, locale, say }: AdminRequest): Markup {
  const back = new URL(context.url);
  back.searchParams.delete('locale');
  return html`<ul class="languages" aria-label="${say('language')}">
    ${LOCALES.map((one) => {
      const to = `/admin/language?to=${one}&back=${encodeURIComponent(back.pathname + back.search)}`;
      return html`<li><a href="${to}" lang="${one}" hreflang="${one}"${one === locale ? html` aria-current="true"` : ''}>${LOCALE_NAMES[one]}</a></li>`;
    })}
  </ul>`;
}

export interface AdminPage {
  title: string;
  section: Section | null;
  body: Markup;
  /** The app's page fills the room to its edges. */
  fills?: boolean;
}

export function adminLayout(request: AdminRequest, page: AdminPage): Markup {
  const { context, locale, say } = request;
  const { shop } = context.shop;
  const current = (section: Section) => (page.section === section ? html` aria-current="page"` : '');
  const words = Object.fromEntries(SCRIPT_WORDS.map((word) => [word, say(word)]));
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · ${shop.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_pages/admin.css">
<script>window.early = []; addEventListener('message', (window.keepEarly = (event) => window.early.push(event)));</script>
<script src="/_pages/admin.js" defer></script>
</head>
<body data-words="${JSON.stringify(words)}" data-shop="${shop.domain}">
<a class="skip" href="#main">${say('skip')}</a>
<header class="top">
  <button type="button" class="menu-button" aria-expanded="false" aria-controls="navigation">${say('menu')}</button>
  <p class="shop"><strong>${shop.name}</strong> <span class="simulated">${say('simulatedAdmin')}</span></p>
  <div class="save-bar" hidden role="region" aria-label="${say('unsavedChanges')}"></div>
  ${languageLinks(request)}
  <progress class="loading" hidden aria-label="Loading"></progress>
</header>
<div class="columns">
  <nav id="navigation" aria-label="${say('menu')}">
    <ul>
      ${SECTIONS.map(({ section, path }) => html`<li><a href="${path}"${current(section)}>${say(section)}</a></li>`)}
    </ul>
    <h2 id="apps-heading">${say('apps')}</h2>
    <ul aria-labelledby="apps-heading">
      <li><a href="/admin/apps/perennial" class="app-link"${current('app')}>Perennial</a><ul class="app-menu"></ul></li>
    </ul>
    <ul class="elsewhere"><li><a href="/storefront">${say('storefront')}</a></li></ul>
  </nav>
  <main id="main" tabindex="-1" class="${page.fills ? 'fills' : 'page'}">${page.body}</main>
</div>
<div class="toasts" role="status" aria-live="polite"></div>
</body>
</html>`;
}
