import type { NewProduct } from '../types.ts';

/** Gives every product an address of its own in the storefront: its title, and a number where the title occurs again. */
export function withUniqueHandles(products: readonly NewProduct[]): NewProduct[] {
  const taken = new Set<string>();
  return products.map((product) => {
    const slug = (product.handle ?? product.title).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'product';
    let handle = slug;
    for (let n = 2; taken.has(handle); n++) handle = `${slug}-${n}`;
    taken.add(handle);
    return { ...product, handle };
  });
}
