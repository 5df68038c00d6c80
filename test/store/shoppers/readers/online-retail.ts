// Online Retail (UCI no. 352): one line an invoice line. Each invoice is one order, each line one line item, as it stands.
import type { NewCustomer, NewOrder, NewOrderLine, NewProduct } from '../types.ts';
import { COUNTRY_CODES } from './country-codes.ts';
import { Columns, csvRecords } from './csv-records.ts';
import type { OrderFile } from './open-order-file.ts';
import { OrderFileError } from './order-file-error.ts';
import type { OrdersRead } from './orders-read.ts';
import { decimalOf, minorOf, parseMillionths, parseUtcTime, parseWhole } from './values.ts';

const COLUMNS = {
  invoice: ['InvoiceNo', 'Invoice'],
  stockCode: ['StockCode'],
  description: ['Description'],
  quantity: ['Quantity'],
  date: ['InvoiceDate'],
  price: ['UnitPrice', 'Price'],
  customer: ['CustomerID', 'Customer ID'],
  country: ['Country'],
} as const;
type Column = keyof typeof COLUMNS;
const REQUIRED: readonly Column[] = ['invoice', 'stockCode', 'description', 'quantity', 'date', 'price', 'customer', 'country'];

/** Two decimals: the shop sells in pounds. */
const MINOR_DECIMALS = 2;
const MINOR = 10n ** 4n;

interface Invoice {
  order: NewOrder & { lines: NewOrderLine[] };
  sum: bigint;
}

/** One copy of a text that occurs half a million times. */
function interner(): (text: string) => string {
  const held = new Map<string, string>();
  return (text) => {
    const known = held.get(text);
    if (known !== undefined) return known;
    held.set(text, text);
    return text;
  };
}

/** @throws OrderFileError at the first line that is not as the header says. */
export async function readOnlineRetail(file: OrderFile): Promise<OrdersRead> {
  const once = interner();
  const customers = new Map<string, NewCustomer>();
  const products = new Map<string, NewProduct>();
  const invoices = new Map<string, Invoice>();
  const counts = { lines: 0, linesWithoutCustomer: 0, linesCancelled: 0 };
  let gross = 0n;
  let columns: Columns<Column> | null = null;

  for await (const record of csvRecords(file)) {
    if (!columns) {
      columns = new Columns<Column>(file.name, record, COLUMNS, REQUIRED);
      continue;
    }
    columns.checkWidth(record);
    const number = columns.read(record, 'invoice', (text) => (/^[A-Z]?\d+$/i.test(text) ? text : null), 'an invoice number; expected digits, with C before them for a cancellation, such as 536365');
    const quantity = columns.read(record, 'quantity', parseWhole, 'a quantity; expected a whole number such as 6');
    const price = columns.read(record, 'price', parseMillionths, 'a price; expected a number such as 2.55');
    const at = columns.read(record, 'date', parseUtcTime, 'a date; expected yyyy-mm-dd hh:mm:ss such as 2010-12-01 08:26:00');
    const customerId = columns.readIfAny(record, 'customer', (text) => parseWhole(text.replace(/\.0$/, '')), 'a customer number; expected a whole number such as 17850, or nothing');
    const stockCode = once(columns.text(record, 'stockCode'));
    const description = once(columns.text(record, 'description'));
    const cancelled = /^C/i.test(number);

    counts.lines += 1;
    if (customerId === null) counts.linesWithoutCustomer += 1;
    if (cancelled) counts.linesCancelled += 1;
    gross += BigInt(quantity) * price;

    noteProduct(products, stockCode, description, price);
    const customerKey = customerId === null ? null : noteCustomer(customers, customerId, at, columns.text(record, 'country'));
    let invoice = invoices.get(number);
    if (!invoice) {
      invoice = {
        sum: 0n,
        order: { name: number, customerKey, processedAt: at, cancelledAt: cancelled ? at : null, cancelReason: cancelled ? 'CUSTOMER' : null, lines: [], fulfilled: !cancelled, sourceName: 'web' },
      };
      invoices.set(number, invoice);
    }
    invoice.sum += BigInt(quantity) * price;
    invoice.order.lines.push({ variantKey: stockCode, sku: stockCode, title: description || stockCode, quantity, unitPrice: once(decimalOf(price)) });
  }
  if (counts.lines === 0) throw new OrderFileError({ file: file.name, line: 2 }, 'the file holds no invoice line; expected some below the header');

  const orders: NewOrder[] = [];
  for (const { order, sum } of invoices.values()) {
    const total = decimalOf(BigInt(minorOf(sum, MINOR_DECIMALS)) * MINOR);
    orders.push({ ...order, subtotal: total, total });
  }
  return {
    source: 'online-retail',
    products: [...products.values()],
    customers: [...customers.values()],
    orders,
    facts: {
      linesRead: counts.lines,
      linesWithoutCustomer: counts.linesWithoutCustomer,
      linesCancelled: counts.linesCancelled,
      invoicesCancelled: orders.filter((order) => order.cancelledAt != null).length,
      grossSum: decimalOf(gross),
    },
  };
}

/** The first description and the last price above zero are what the shop sells it as. */
function noteProduct(products: Map<string, NewProduct>, stockCode: string, description: string, price: bigint): void {
  const known = products.get(stockCode);
  const priceText = decimalOf(BigInt(minorOf(price, MINOR_DECIMALS)) * MINOR);
  if (!known) {
    const variant = { key: stockCode, sku: stockCode, price: price > 0n ? priceText : '0.00' };
    products.set(stockCode, { key: stockCode, title: description || stockCode, variants: [variant] });
    return;
  }
  if (known.title === stockCode && description !== '') known.title = description;
  const variant = known.variants[0];
  if (variant && price > 0n) variant.price = priceText;
}

function noteCustomer(customers: Map<string, NewCustomer>, id: number, at: number, country: string): string {
  const key = `retail-${id}`;
  const known = customers.get(key);
  if (!known) customers.set(key, { key, id, createdAt: at, countryCode: COUNTRY_CODES[country] ?? null, locale: 'en' });
  else if (at < known.createdAt) known.createdAt = at;
  return key;
}
