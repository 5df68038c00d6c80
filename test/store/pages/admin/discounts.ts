import type { Discount } from '../../model.ts';
import { discountStatus } from '../../discounts/check-code.ts';
import { html, type Markup } from '../html.ts';
import { customerName } from '../shown.ts';
import { sayStatus } from '../words.ts';
import type { AdminRequest } from './admin-request.ts';
import { adminLayout } from './layout.ts';
import { pageOf, pager, table } from './lists.ts';

function boundTo({ context, say }: AdminRequest, discount: Discount): Markup {
  const bound = discount.context;
  if (bound.kind === 'all') return html`${say('everyone')}`;
  if (bound.kind === 'segments') return html`${say('segment')}`;
  const names = bound.customerIds.map((id) => {
    const customer = context.shop.customers.get(id);
    return html`<a href="/admin/customers/${id}">${customer ? customerName(customer) : `#${id}`}</a> `;
  });
  return html`${names}`;
}

export function discountTable(request: AdminRequest, discounts: readonly Discount[]): Markup {
  const { context, say } = request;
  const now = context.store.now();
  const rows = discounts.map((discount) => {
    const used = discount.codes.reduce((sum, code) => sum + code.usageCount, 0);
    const codes = discount.codes.slice(0, 3).map((code) => code.code).join(', ') + (discount.codes.length > 3 ? ` … (${discount.codes.length})` : '');
    return [
      discount.title,
      html`<code>${codes}</code>`,
      html`<span class="badge">${sayStatus(say, discountStatus(discount, now))}</span>`,
      discount.usageLimit === null ? used : `${used} / ${discount.usageLimit}`,
      boundTo(request, discount),
    ];
  });
  return table([say('title'), say('code'), say('status'), say('used'), say('boundTo')], rows);
}

/** All discounts, newest first. */
export function discountsPage(request: AdminRequest): Markup {
  const { context, say } = request;
  const all = [...context.shop.discounts.values()].sort((one, other) => other.createdAt - one.createdAt || other.id - one.id);
  const page = pageOf(all, context.url.searchParams.get('page'));
  const body = html`<h1>${say('discounts')} <span class="count">${page.total}</span></h1>
    ${page.total === 0 ? html`<p>${say('noDiscounts')}</p>` : discountTable(request, page.items)} ${pager(request, page)}`;
  return adminLayout(request, { title: say('discounts'), section: 'discounts', body });
}
