// Result files as Shopify writes them: slashes escaped, children with __parentId last, by seed.
import { seededRandom } from '../../support/seeded-random.ts';

export interface ExportedOrder {
  id: number;
  customerId: number | null;
  updatedAt: string;
  /** Of the customer's whole order, two decimals. */
  total: string;
  lines: { id: number; title: string; quantity: number; price: string }[];
}

const line = (value: unknown) => JSON.stringify(value).replaceAll('/', '\\/');
const money = (amount: string) => ({ shopMoney: { amount, currencyCode: 'USD' }, presentmentMoney: { amount, currencyCode: 'USD' } });

export function orderLines(order: ExportedOrder): { parent: string; children: string[] } {
  const id = `gid://shopify/Order/${order.id}`;
  const parent = line({
    id,
    name: `#${order.id}`,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: order.updatedAt,
    processedAt: '2026-01-01T00:00:00Z',
    cancelledAt: null,
    test: false,
    displayFinancialStatus: 'PAID',
    sourceName: 'web',
    discountCodes: [],
    customer: order.customerId === null ? null : { id: `gid://shopify/Customer/${order.customerId}` },
    totalPriceSet: money(order.total),
    currentTotalPriceSet: { shopMoney: { amount: order.total } },
    totalRefundedSet: { shopMoney: { amount: '0.0' } },
  });
  const children = order.lines.map((item) =>
    line({ id: `gid://shopify/LineItem/${item.id}`, title: item.title, quantity: item.quantity, sku: null, originalUnitPriceSet: { shopMoney: { amount: item.price } }, __parentId: id }),
  );
  return { parent, children };
}

export function customerLine(customer: { id: number; updatedAt: string; orders?: number; tags?: string[]; rfmGroup?: string | null }): string {
  return line({
    id: `gid://shopify/Customer/${customer.id}`,
    createdAt: '2025-12-01T00:00:00Z',
    updatedAt: customer.updatedAt,
    numberOfOrders: String(customer.orders ?? 0),
    tags: customer.tags ?? [],
    statistics: { rfmGroup: customer.rfmGroup ?? null },
  });
}

/** Titles with characters of one to four bytes, so that a cut falls within them. */
const TITLES = ['Cup', 'Café au lait', '茶碗 大', 'Mug 🫖 "large"', 'Line\nbreak'];

export function makeOrders(count: number, seed: number): ExportedOrder[] {
  const next = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const id = 1000 + index;
    const lines = Array.from({ length: 1 + Math.floor(next() * 3) }, (_unused, n) => ({ id: id * 10 + n, title: TITLES[Math.floor(next() * TITLES.length)] ?? '', quantity: 1 + Math.floor(next() * 4), price: (next() * 90).toFixed(2) }));
    return { id, customerId: next() < 0.05 ? null : 1 + Math.floor(next() * (count / 3)), updatedAt: `2026-02-0${1 + Math.floor(next() * 9)}T00:00:00Z`, total: (next() * 200).toFixed(2), lines };
  });
}

/** @param scatter children anywhere in the file, also before their parents. */
export function orderFile(orders: readonly ExportedOrder[], scatter?: number): Buffer {
  const all = orders.flatMap((order) => {
    const { parent, children } = orderLines(order);
    return [parent, ...children];
  });
  if (scatter !== undefined) {
    const next = seededRandom(scatter);
    for (let i = all.length - 1; i > 0; i -= 1) {
      const j = Math.floor(next() * (i + 1));
      [all[i], all[j]] = [all[j] ?? '', all[i] ?? ''];
    }
  }
  return Buffer.from(all.map((text) => `${text}\n`).join(''));
}
