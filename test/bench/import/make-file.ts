// The result file of an orders export as Shopify writes it: our own query's fields in its order, slashes escaped, lines behind
// their order. One in nine orders used a code, one in twenty was refunded, one in fifty has no customer, one in a hundred was
// paid in another currency, one title in eight is not ASCII. The same bytes for the same size.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { seededRandom } from '../../support/seeded-random.ts';

const TITLES = ['Handmade ceramic cup', 'Linen tea towel, set of two', 'Café au lait bowl', '茶碗 大 (青)', 'Walnut board "Large"', 'Soap dish', 'Cast iron teapot 0.8 l', 'Cotton apron with long ribbons'];
const LINES_PER_ORDER = 2;
const PART = 2_000;

const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** @returns the size of the file in bytes. */
export async function makeFile(path: string, orders: number): Promise<number> {
  const next = seededRandom(20);
  const below = (limit: number) => Math.floor(next() * limit);
  const money = (amount: string, currency: string) => `{"amount":"${amount}","currencyCode":"${currency}"}`;
  const stream = createWriteStream(path);
  let bytes = 0;
  for (let from = 0; from < orders; from += PART) {
    let text = '';
    for (let n = from; n < Math.min(orders, from + PART); n += 1) {
      const id = `gid:\\/\\/shopify\\/Order\\/${5_400_000_000_000 + n * 37}`;
      const at = Date.UTC(2023, 0, 1) + n * 189_000;
      const total = `${below(300)}.${below(10)}${below(9) + 1}`;
      const refunded = below(20) === 0 ? total : '0.0';
      const current = refunded === '0.0' ? total : '0.0';
      const foreign = below(100) === 0;
      const customer = below(50) === 0 ? 'null' : `{"id":"gid:\\/\\/shopify\\/Customer\\/${7_100_000_000_000 + below(Math.ceil(orders / 3)) * 31}"}`;
      text += `{"id":"${id}","name":"#${1001 + n}","createdAt":"${iso(at)}","updatedAt":"${iso(at + below(1e9))}","processedAt":"${iso(at)}","cancelledAt":${below(40) === 0 ? `"${iso(at + 1e6)}"` : 'null'},"test":false,"displayFinancialStatus":"${refunded === '0.0' ? 'PAID' : 'REFUNDED'}","sourceName":"web","discountCodes":[${below(9) === 0 ? `"WELCOME${below(50)}"` : ''}],"customer":${customer},"totalPriceSet":{"shopMoney":${money(total, 'USD')},"presentmentMoney":${foreign ? money('90.5', 'EUR') : money(total, 'USD')}},"currentTotalPriceSet":{"shopMoney":{"amount":"${current}"}},"totalRefundedSet":{"shopMoney":{"amount":"${refunded}"}}}\n`;
      for (let line = 0; line < LINES_PER_ORDER; line += 1) {
        const title = (TITLES[below(TITLES.length)] ?? '').replaceAll('"', '\\"');
        text += `{"id":"gid:\\/\\/shopify\\/LineItem\\/${13_900_000_000_000 + (n * LINES_PER_ORDER + line) * 41}","title":"${title}","quantity":${1 + below(4)},"sku":"SKU-${below(900)}","originalUnitPriceSet":{"shopMoney":{"amount":"${below(120)}.${below(10)}${below(9) + 1}"}},"__parentId":"${id}"}\n`;
      }
    }
    bytes += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  return bytes;
}
