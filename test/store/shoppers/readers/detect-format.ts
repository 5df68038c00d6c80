// Tells a file of orders by its first line.
import type { OrderFile } from './open-order-file.ts';
import { OrderFileError, quoted } from './order-file-error.ts';

export const ORDER_FORMATS = ['shopify', 'cdnow', 'online_retail'] as const;
export type OrderFormat = (typeof ORDER_FORMATS)[number];

/** One line a format, for messages. */
export const FORMAT_COLUMNS: Readonly<Record<OrderFormat, string>> = {
  shopify: 'shopify: the CSV of Orders → Export in the Shopify admin (Name, Email, Financial Status, …, Currency, Total, …, Created at, Lineitem quantity, Lineitem name, Lineitem price, …)',
  cdnow: 'cdnow: customer id, [sample id,] date yyyymmdd, units, dollars; separated by white space, no header needed',
  online_retail: 'online_retail: CSV with InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country',
};

function namesOf(line: string): string[] {
  return line.split(/[,;\t]/).map((field) => field.replaceAll('"', '').trim().toLowerCase());
}

/** @throws OrderFileError that lists the formats where the first line fits none. */
export function detectFormat(file: OrderFile): OrderFormat {
  const lines = file.head.split(/\r\n|\n|\r/);
  const at = lines.findIndex((line) => line.trim() !== '');
  const first = lines[at] ?? '';
  const names = namesOf(first);
  if (names.includes('stockcode') && (names.includes('invoiceno') || names.includes('invoice'))) return 'online_retail';
  if (names.includes('lineitem name') || names.includes('financial status')) return 'shopify';
  const cells = first.trim().split(/[\s,]+/);
  const looksLikeCdnow = cells.length === 4 || cells.length === 5;
  if (looksLikeCdnow && /^\d{4}-?\d{2}-?\d{2}$/.test(cells.at(-3) ?? '')) return 'cdnow';
  if (looksLikeCdnow && /date/i.test(cells.at(-3) ?? '')) return 'cdnow';
  const formats = ORDER_FORMATS.map((format) => `\n  ${FORMAT_COLUMNS[format]}`).join('');
  throw new OrderFileError({ file: file.name, line: at + 1 }, `the format is unknown: the first line is ${quoted(first)}; expected one of${formats}`);
}
