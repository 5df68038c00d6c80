// Fills a basket from the catalogue so that the order comes to a given total exactly.
import type { NewOrder } from '../types.ts';
import { CATALOGUE, type CatalogueItem } from './catalogue.ts';
import type { Chance } from './chance.ts';

export const amountText = (cents: number): string => `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

/** The first products are a matter of taste; the rest comes as close to the total as it can. */
const CHOSEN_FREELY = 2;

export interface BasketDiscount {
  readonly code: string;
  /** Of the goods, 0 to 1. */
  readonly percentage: number;
}

type Basket = Pick<NewOrder, 'shippingTotal' | 'total' | 'subtotal' | 'discountCodes'> & { lines: NewOrder['lines'] };

/**
 * Goods at their catalogue prices, as dear as the total allows; what is left over is shipping. With a discount the
 * goods cost more before it, and the total stays the given one. Totals below the cheapest product are a single sample.
 */
export function fillBasket(chance: Chance, totalCents: number, discount: BasketDiscount | null): Basket {
  const goodsLimit = Math.floor(totalCents / (1 - (discount?.percentage ?? 0)));
  const chosen = new Map<CatalogueItem, number>();
  let left = goodsLimit;
  const take = (product: CatalogueItem, quantity: number) => {
    chosen.set(product, (chosen.get(product) ?? 0) + quantity);
    left -= product.priceCents * quantity;
  };
  for (let n = 0; n < CHOSEN_FREELY; n++) {
    const affordable = CATALOGUE.filter((product) => product.priceCents <= left);
    if (affordable.length > 0) take(chance.chosen(affordable), 1);
  }
  for (const product of CATALOGUE.toReversed()) {
    const quantity = Math.floor(left / product.priceCents);
    if (quantity > 0) take(product, quantity);
  }
  if (chosen.size === 0) {
    const total = amountText(totalCents);
    return { lines: [{ title: 'Tea sample', sku: 'SAMPLE', quantity: 1, unitPrice: total }], subtotal: total, shippingTotal: '0.00', total };
  }
  let goodsCents = 0;
  const lines = [...chosen].map(([product, quantity]) => {
    const grossCents = product.priceCents * quantity;
    const discountCents = Math.round(grossCents * (discount?.percentage ?? 0));
    goodsCents += grossCents - discountCents;
    return { variantKey: product.key, sku: product.key.toUpperCase(), title: product.title, quantity, unitPrice: amountText(product.priceCents), discount: amountText(discountCents) };
  });
  // Rounding the discounts may cost a cent more than there is: the first line is given it.
  const overCents = goodsCents - totalCents;
  const first = lines[0];
  if (overCents > 0 && first) {
    first.discount = amountText(Math.round(Number(first.discount) * 100) + overCents);
    goodsCents = totalCents;
  }
  return {
    lines,
    subtotal: amountText(goodsCents),
    shippingTotal: amountText(totalCents - goodsCents),
    total: amountText(totalCents),
    ...(discount ? { discountCodes: [discount.code] } : {}),
  };
}
