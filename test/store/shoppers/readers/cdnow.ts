// CDNOW (Bruce Hardie): one line a purchase: customer id, [id in the 1/10 sample,] date, units, dollars.
import { createInterface } from 'node:readline';
import type { NewOrder, NewOrderLine } from '../types.ts';
import type { OrderFile } from './open-order-file.ts';
import { OrderFileError, quoted } from './order-file-error.ts';
import type { OrdersRead } from './orders-read.ts';
import { decimalOf, minorOf, parseDayAtNoon, parseMillionths, parseWhole } from './values.ts';

const EXPECTED = 'four columns (customer id, date, units, dollars) or five (customer id, sample id, date, units, dollars)';
const PRODUCT = 'compact-disc';
const CENT = 10_000n;

/** Units at one price in whole cents; where the dollars do not divide evenly, the last unit takes what is left. */
function discs(units: number, dollars: bigint): NewOrderLine[] {
  const line = (quantity: number, price: bigint): NewOrderLine => ({ variantKey: PRODUCT, title: 'Compact disc', quantity, unitPrice: decimalOf(price) });
  if (units <= 1 || dollars % (BigInt(units) * CENT) === 0n) return [line(units, units > 0 ? dollars / BigInt(units) : dollars)];
  const each = (dollars / BigInt(units) / CENT) * CENT;
  return [line(units - 1, each), line(1, dollars - each * BigInt(units - 1))];
}

/** @throws OrderFileError at the first line that is not as the layout says. */
export async function readCdnow(file: OrderFile, timeZone: string): Promise<OrdersRead> {
  const lines = createInterface({ input: file.stream(), crlfDelay: Infinity });
  const customers = new Map<string, { key: string; id: number; createdAt: number }>();
  const orders: NewOrder[] = [];
  const perDay = new Map<string, number>();
  let width = 0;
  let number = 0;
  let units = 0;
  let dollars = 0n;
  for await (const raw of lines) {
    number += 1;
    const cells = raw.replace(/^\uFEFF/, '').trim().split(/\s*,\s*|\s+/);
    if (cells.length === 1 && cells[0] === '') continue;
    const isHeader = orders.length === 0 && width === 0 && /[a-z]/i.test(cells[0] ?? '');
    // A header may name a column in two words, so the first purchase says how many there are.
    if (isHeader) continue;
    if (width === 0) {
      width = cells.length;
      if (width !== 4 && width !== 5) throw new OrderFileError({ file: file.name, line: number }, `the line has ${width} columns; expected ${EXPECTED}`);
    }
    if (cells.length !== width) throw new OrderFileError({ file: file.name, line: number }, `the line has ${cells.length} columns; expected ${width}, as the lines before`);
    const [dateText = '', unitsText = '', dollarsText = ''] = cells.slice(-3);
    const idText = cells[0] ?? '';
    const wrong = (column: string, text: string, expected: string) => new OrderFileError({ file: file.name, line: number, column }, `${quoted(text)} is not ${expected}`);
    const id = parseWhole(idText);
    if (id === null || id < 1) throw wrong('customer id', idText, 'a customer number; expected a whole number such as 00004');
    const noon = parseDayAtNoon(dateText, timeZone);
    if (noon === null) throw wrong('date', dateText, 'a date; expected yyyymmdd such as 19970101');
    const quantity = parseWhole(unitsText);
    if (quantity === null || quantity < 0) throw wrong('units', unitsText, 'a number of units; expected a whole number such as 2');
    const amount = parseMillionths(dollarsText);
    if (amount === null) throw wrong('dollars', dollarsText, 'an amount; expected a number such as 29.33');
    units += quantity;
    dollars += amount;
    const key = `cdnow-${id}`;
    // Several purchases of one day keep the order of the file, a minute apart.
    const nth = perDay.get(`${id} ${noon}`) ?? 0;
    perDay.set(`${id} ${noon}`, nth + 1);
    const processedAt = noon + nth * 60_000;
    const customer = customers.get(key);
    if (!customer) customers.set(key, { key, id, createdAt: processedAt });
    else if (processedAt < customer.createdAt) customer.createdAt = processedAt;
    const total = decimalOf(BigInt(minorOf(amount, 2)) * CENT);
    orders.push({ customerKey: key, processedAt, lines: discs(Math.max(1, quantity), amount), subtotal: total, total, fulfilled: true, sourceName: 'web' });
  }
  if (orders.length === 0) throw new OrderFileError({ file: file.name, line: number || 1 }, `the file holds no purchase; expected ${EXPECTED}`);
  return {
    source: 'cdnow',
    products: [{ key: PRODUCT, title: 'Compact disc', handle: 'compact-disc', vendor: 'CDNOW', productType: 'Music', variants: [{ key: PRODUCT, sku: 'CD', price: '14.96' }] }],
    customers: [...customers.values()],
    orders,
    facts: { linesRead: orders.length, units, grossSum: decimalOf(dollars) },
  };
}
