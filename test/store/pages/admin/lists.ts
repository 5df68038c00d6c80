// Lists in pages of fifty.
import { html, type Markup } from '../html.ts';
import type { AdminRequest } from './admin-request.ts';

const PAGE_SIZE = 50;

export interface ListPage<T> {
  items: T[];
  page: number;
  pages: number;
  total: number;
}

export function pageOf<T>(all: readonly T[], asked: string | null): ListPage<T> {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(asked)) || 1));
  return { items: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), page, pages, total: all.length };
}

export function pager({ context, say }: AdminRequest, { page, pages }: ListPage<unknown>): Markup {
  const to = (number: number) => {
    const url = new URL(context.url);
    url.searchParams.set('page', String(number));
    return url.pathname + url.search;
  };
  if (pages === 1) return html``;
  return html`<nav class="pager" aria-label="${say('page')}">
    ${page > 1 ? html`<a href="${to(page - 1)}" rel="prev">${say('previous')}</a>` : ''}
    <span>${say('page')} ${page} / ${pages}</span>
    ${page < pages ? html`<a href="${to(page + 1)}" rel="next">${say('next')}</a>` : ''}
  </nav>`;
}

export function tagList(tags: readonly string[], none: string): Markup {
  if (tags.length === 0) return html`<span class="quiet">${none}</span>`;
  return html`<ul class="tags">${tags.map((tag) => html`<li><a href="/admin/customers?q=${encodeURIComponent(`tag:${tag}`)}">${tag}</a></li>`)}</ul>`;
}

/** A table that becomes a list of cards where there is no room for it. */
export function table(headings: readonly string[], rows: readonly (readonly (Markup | string | number)[])[]): Markup {
  return html`<div class="card"><table>
    <thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td data-label="${headings[i] ?? ''}">${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}
