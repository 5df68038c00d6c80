// The pages with goods: home, product, offers. Home and offers carry the app blocks.
import type { Product } from '../../model.ts';
import { compare } from '../../state/decimal.ts';
import { pageOf } from '../admin/lists.ts';
import { html, type Markup, unsafeMarkup } from '../html.ts';
import { shownMoney } from '../shown.ts';
import { renderBlocks } from '../theme/render-blocks.ts';
import { storefrontLayout } from './layout.ts';
import { type StorefrontRequest, themePage } from './storefront-request.ts';

function onSale({ context }: StorefrontRequest): Product[] {
  return [...context.shop.products.values()].filter((product) => product.status === 'ACTIVE' && compare(product.variants[0]?.price ?? '0', '0') > 0);
}

function price({ context, locale }: StorefrontRequest, product: Product): string {
  return shownMoney(product.variants[0]?.price ?? '0', context.shop.shop.currencyCode, locale);
}

export async function homePage(request: StorefrontRequest): Promise<Markup> {
  const { context, say } = request;
  const blocks = await renderBlocks(themePage(request, 'index'));
  const page = pageOf(onSale(request), context.url.searchParams.get('page'));
  const body = html`<h1>${context.shop.shop.name}</h1>
    ${unsafeMarkup(blocks.body)}
    <h2>${say('products')}</h2>
    <ul class="products">${page.items.map((product) => html`<li><a href="/storefront/products/${product.handle}"><span class="picture" aria-hidden="true">${product.title.slice(0, 1)}</span><span>${product.title}</span><strong>${price(request, product)}</strong></a></li>`)}</ul>
    ${page.page > 1 ? html`<a rel="prev" href="/storefront?page=${page.page - 1}">${say('previous')}</a> ` : ''}${page.page < page.pages ? html`<a rel="next" href="/storefront?page=${page.page + 1}">${say('next')}</a>` : ''}`;
  return storefrontLayout(request, { title: say('products'), body, head: blocks.head });
}

/** @returns null where no product has this handle. */
export function productPage(request: StorefrontRequest, handle: string): Markup | null {
  const { context, locale, say } = request;
  const product = [...context.shop.products.values()].find((candidate) => candidate.handle === handle);
  if (!product) return null;
  const body = html`<h1>${product.title}</h1>
    <p class="price">${price(request, product)}</p>
    <form action="/storefront/cart/add" method="post">
      ${
        product.variants.length > 1
          ? html`<p><label for="id">${say('products')}</label> <select id="id" name="id">${product.variants.map((variant) => html`<option value="${variant.id}">${variant.title} · ${shownMoney(variant.price, context.shop.shop.currencyCode, locale)}</option>`)}</select></p>`
          : html`<input type="hidden" name="id" value="${product.variants[0]?.id ?? ''}">`
      }
      <p><label for="quantity">${say('quantity')}</label> <input id="quantity" name="quantity" type="number" min="1" max="99" value="1"></p>
      <button type="submit" class="primary">${say('addToCart')}</button>
    </form>`;
  return storefrontLayout(request, { title: product.title, body });
}

export async function offersPage(request: StorefrontRequest): Promise<Markup> {
  const { say } = request;
  const blocks = await renderBlocks(themePage(request, 'page'));
  return storefrontLayout(request, { title: say('offers'), body: html`<h1>${say('offers')}</h1>${unsafeMarkup(blocks.body)}`, head: blocks.head });
}
