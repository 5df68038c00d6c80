// Fills a shop with its past. Nothing is sent: the app learns of it by its first import.
import type { Product, ShopState } from '../model.ts';
import type { LoadedHistory, NewProduct, StoreHistory } from '../shoppers/types.ts';
import { nextId } from '../state/ids.ts';
import { buildOrder, enterOrder } from './build-order.ts';
import { buildCustomer } from './customers.ts';

/** @throws where an order names a customer or a product that the history does not hold. */
export function loadHistory(state: ShopState, history: StoreHistory): LoadedHistory {
  Object.assign(state.shop, history.shop);
  const customerIds = new Map<string, number>();
  const variantIds = new Map<string, number>();
  for (const product of history.products) loadProduct(state, product, variantIds);
  for (const input of history.customers) {
    const customer = buildCustomer(state, input, input.createdAt);
    customerIds.set(input.key, customer.id);
    state.customers.set(customer.id, customer);
    if (state.shop.createdAt > customer.createdAt) state.shop.createdAt = customer.createdAt;
  }
  let orders = 0;
  let lines = 0;
  for (const input of history.orders) {
    const order = buildOrder(state, input, {
      customerId: input.customerId ?? requireKey(customerIds, input.customerKey, 'customer'),
      variantId: (line) => line.variantId ?? requireKey(variantIds, line.variantKey, 'variant'),
    });
    enterOrder(state, order);
    orders += 1;
    lines += order.lines.length;
  }
  return { customerIds, variantIds, orders, lines };
}

function requireKey(ids: Map<string, number>, key: string | null | undefined, kind: string): number | null {
  if (key === null || key === undefined) return null;
  const id = ids.get(key);
  if (id === undefined) throw new Error(`The history holds no ${kind} with the key "${key}".`);
  return id;
}

function loadProduct(state: ShopState, input: NewProduct, variantIds: Map<string, number>): void {
  const createdAt = input.createdAt ?? state.shop.createdAt;
  const product: Product = {
    id: nextId(state, 'Product'),
    title: input.title,
    handle: input.handle ?? input.title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''),
    vendor: input.vendor ?? state.shop.name,
    productType: input.productType ?? '',
    tags: input.tags ?? [],
    status: 'ACTIVE',
    variants: [],
    createdAt,
    updatedAt: createdAt,
  };
  for (const variant of input.variants) {
    const id = nextId(state, 'ProductVariant');
    product.variants.push({ id, productId: product.id, sku: variant.sku ?? null, title: variant.title ?? 'Default Title', price: variant.price });
    variantIds.set(variant.key, id);
  }
  state.products.set(product.id, product);
  for (const variant of product.variants) state.variants.set(variant.id, variant);
}
