// What the generated shop sells: invented products of a home and tea shop.
import type { NewProduct } from '../types.ts';

export interface CatalogueItem {
  readonly key: string;
  readonly title: string;
  readonly priceCents: number;
  readonly type: string;
}

const item = (key: string, title: string, priceCents: number, type: string): CatalogueItem => ({ key, title, priceCents, type });

/** Ascending by price; the cheapest is what a basket can be filled up with. */
export const CATALOGUE: readonly CatalogueItem[] = [
  item('matches', 'Long Safety Matches', 350, 'Candles'),
  item('tea-sampler', 'Tea Sampler, Three Sachets', 490, 'Tea'),
  item('soap-olive', 'Olive Oil Hand Soap', 690, 'Bath'),
  item('tealights', 'Beeswax Tea Lights, Set of 12', 850, 'Candles'),
  item('green-sencha', 'Sencha Green Tea, 100 g', 1190, 'Tea'),
  item('jasmine', 'Jasmine Pearl Tea, 80 g', 1390, 'Tea'),
  item('linen-cloth', 'Washed Linen Tea Towel', 1450, 'Kitchen'),
  item('candle-fig', 'Fig Leaf Candle', 1890, 'Candles'),
  item('oolong', 'Roasted Oolong Tea, 150 g', 2200, 'Tea'),
  item('mug-stone', 'Stoneware Mug', 2400, 'Tableware'),
  item('hand-cream', 'Shea Hand Cream', 2650, 'Bath'),
  item('apron', 'Cotton Apron', 3200, 'Kitchen'),
  item('board-oak', 'Oak Serving Board', 3900, 'Kitchen'),
  item('teapot-glass', 'Glass Teapot, 800 ml', 4500, 'Tableware'),
  item('diffuser', 'Ceramic Scent Diffuser', 5200, 'Home'),
  item('bowl-set', 'Porcelain Bowls, Set of 4', 6400, 'Tableware'),
  item('throw-wool', 'Merino Wool Throw', 8900, 'Home'),
  item('kettle', 'Gooseneck Kettle', 11900, 'Kitchen'),
  item('tea-set', 'Celadon Tea Set', 14800, 'Tableware'),
  item('lamp', 'Paper Table Lamp', 18500, 'Home'),
];

export function catalogueProducts(createdAt: number): NewProduct[] {
  return CATALOGUE.map(({ key, title, priceCents, type }) => ({
    key,
    title,
    productType: type,
    vendor: 'Perennial Demo',
    createdAt,
    variants: [{ key, sku: key.toUpperCase(), price: (priceCents / 100).toFixed(2) }],
  }));
}
