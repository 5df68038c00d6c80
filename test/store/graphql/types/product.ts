// Products and their variants, as far as customers and offers need them.
import type { Product, ProductVariant } from '../../model.ts';
import { gid, isoSeconds } from '../../state/ids.ts';
import type { SearchKind } from '../../search/search.ts';
import { page, type SortKeys } from '../connection.ts';
import { resolversOf, type ResolverTable } from '../request.ts';
import { metafieldFields } from './metafield.ts';

export const productSearch: SearchKind<Product> = {
  texts: (p) => [p.title, p.handle, p.vendor, p.productType],
  fields: {
    id: { kind: 'number', get: (p) => p.id },
    title: { kind: 'text', get: (p) => p.title },
    handle: { kind: 'text', get: (p) => p.handle, exact: true },
    product_type: { kind: 'text', get: (p) => p.productType, exact: true },
    vendor: { kind: 'text', get: (p) => p.vendor, exact: true },
    status: { kind: 'text', get: (p) => p.status, exact: true },
    tag: { kind: 'text', get: (p) => p.tags, exact: true },
    sku: { kind: 'text', get: (p) => p.variants.flatMap((variant) => variant.sku ?? []), exact: true },
    created_at: { kind: 'instant', get: (p) => p.createdAt },
    updated_at: { kind: 'instant', get: (p) => p.updatedAt },
  },
};

export const productSorts: SortKeys<Product> = {
  ID: (p) => p.id,
  RELEVANCE: (p) => p.id,
  TITLE: (p) => p.title.toLowerCase(),
  CREATED_AT: (p) => p.createdAt,
  UPDATED_AT: (p) => p.updatedAt,
};

export const productTypes: Record<string, ResolverTable> = {
  Product: resolversOf<Product>({
    id: (p) => gid('Product', p.id),
    legacyResourceId: (p) => String(p.id),
    title: (p) => p.title,
    handle: (p) => p.handle,
    vendor: (p) => p.vendor,
    productType: (p) => p.productType,
    status: (p) => p.status,
    tags: (p) => p.tags,
    createdAt: (p) => isoSeconds(p.createdAt),
    updatedAt: (p) => isoSeconds(p.updatedAt),
    variantsCount: (p) => ({ count: p.variants.length, precision: 'EXACT' }),
    variants: (p, args) => page(p.variants, args, 'variants'),
    ...metafieldFields<Product>((p) => gid('Product', p.id)),
  }),
  ProductVariant: resolversOf<ProductVariant>({
    id: (v) => gid('ProductVariant', v.id),
    legacyResourceId: (v) => String(v.id),
    title: (v) => v.title,
    sku: (v) => v.sku,
    price: (v) => v.price,
    displayName: (v, _args, request) => {
      const title = request.state.products.get(v.productId)?.title ?? '';
      return v.title === 'Default Title' ? title : `${title} - ${v.title}`;
    },
    product: (v, _args, request) => request.state.products.get(v.productId),
    ...metafieldFields<ProductVariant>((v) => gid('ProductVariant', v.id)),
  }),
};
