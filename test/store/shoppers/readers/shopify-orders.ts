// Shopify's own order export: one line a line item; an order's own columns stand on its first line only.
import type { FinancialStatus } from '../../model.ts';
import type { NewCustomer, NewOrder, NewOrderLine, NewProduct } from '../types.ts';
import { Columns, csvRecords, type CsvRecord } from './csv-records.ts';
import type { OrderFile } from './open-order-file.ts';
import { OrderFileError } from './order-file-error.ts';
import type { OrdersRead } from './orders-read.ts';
import { EXPECTED, REQUIRED_SHOPIFY_COLUMNS, SHOPIFY_COLUMNS, type ShopifyColumn } from './shopify-columns.ts';
import { offsetMinutes, timeZoneOfOffsets } from './time-zone-of-offsets.ts';
import { decimalOf, parseMillionths, parseTimeWithOffset, parseWhole } from './values.ts';

const STATUSES: readonly FinancialStatus[] = ['AUTHORIZED', 'EXPIRED', 'PAID', 'PARTIALLY_PAID', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED', 'VOIDED'];
const STATUS_EXPECTED = `a financial status; expected one of ${STATUSES.map((status) => status.toLowerCase()).join(', ')}`;

type ExportedOrder = NewOrder & { lines: NewOrderLine[] };

function parseStatus(text: string): FinancialStatus | null {
  const wanted = text.toUpperCase().replaceAll(' ', '_');
  return STATUSES.find((status) => status === wanted) ?? null;
}

function splitName(full: string): { firstName: string | null; lastName: string | null } {
  const [first = '', ...rest] = full.split(/\s+/).filter(Boolean);
  return { firstName: first || null, lastName: rest.join(' ') || null };
}

const listed = (text: string) => text.split(',').map((part) => part.trim()).filter(Boolean);

class Export {
  readonly orders = new Map<string, ExportedOrder>();
  readonly customers = new Map<string, NewCustomer>();
  readonly products = new Map<string, NewProduct>();
  readonly offsets: { at: number; offset: number }[] = [];
  currencyCode: string | null = null;
  lines = 0;
  gross = 0n;
  private readonly columns: Columns<ShopifyColumn>;

  constructor(columns: Columns<ShopifyColumn>) {
    this.columns = columns;
  }

  add(record: CsvRecord): void {
    this.columns.checkWidth(record);
    this.lines += 1;
    const name = this.columns.read(record, 'name', (text) => text || null, 'the name of the order, such as #1001');
    let order = this.orders.get(name);
    if (!order) {
      order = this.orderOf(record, name);
      this.orders.set(name, order);
    }
    const line = this.lineOf(record);
    if (line) order.lines.push(line);
  }

  private amount(record: CsvRecord, name: ShopifyColumn): string | undefined {
    const value = this.columns.readIfAny(record, name, parseMillionths, EXPECTED.amount);
    return value === null ? undefined : decimalOf(value);
  }

  private orderOf(record: CsvRecord, name: string): ExportedOrder {
    const { columns } = this;
    const status = columns.readIfAny(record, 'financialStatus', parseStatus, STATUS_EXPECTED);
    const currency = columns.read(record, 'currency', (text) => (/^[A-Z]{3}$/.test(text) ? text : null), EXPECTED.currency);
    this.currencyCode ??= currency;
    if (currency !== this.currencyCode) throw columns.wrong(record, 'currency', `the currency of the orders before; expected ${this.currencyCode}, the shop's own`);
    const processedAt = columns.read(record, 'createdAt', parseTimeWithOffset, EXPECTED.time);
    this.offsets.push({ at: processedAt, offset: offsetMinutes(columns.text(record, 'createdAt')) ?? 0 });
    const cancelledAt = columns.readIfAny(record, 'cancelledAt', parseTimeWithOffset, EXPECTED.time);
    const total = columns.read(record, 'total', parseMillionths, EXPECTED.amount);
    this.gross += total;
    const refunded = columns.readIfAny(record, 'refundedAmount', parseMillionths, EXPECTED.amount) ?? 0n;
    const id = columns.readIfAny(record, 'id', parseWhole, EXPECTED.id);
    return {
      ...(id === null ? {} : { id }),
      name,
      customerKey: this.customerOf(record, processedAt),
      email: columns.text(record, 'email') || null,
      processedAt,
      cancelledAt,
      cancelReason: cancelledAt === null ? null : 'OTHER',
      ...(status === null ? {} : { financialStatus: status }),
      fulfilled: columns.text(record, 'fulfillmentStatus').toLowerCase() === 'fulfilled',
      lines: [],
      discountCodes: listed(columns.text(record, 'discountCode')),
      subtotal: this.amount(record, 'subtotal'),
      shippingTotal: this.amount(record, 'shipping'),
      taxTotal: this.amount(record, 'taxes'),
      total: decimalOf(total),
      // The export does not say when; a refund lowers the value on the order's own date anyway.
      refunds: refunded > 0n ? [{ createdAt: cancelledAt ?? processedAt, amount: decimalOf(refunded) }] : [],
      sourceName: columns.text(record, 'source') || 'web',
      tags: listed(columns.text(record, 'tags')),
      note: columns.text(record, 'notes') || null,
    };
  }

  private customerOf(record: CsvRecord, at: number): string | null {
    const { columns } = this;
    const email = columns.text(record, 'email').toLowerCase();
    if (email === '') return null;
    const known = this.customers.get(email);
    if (known) {
      if (at < known.createdAt) known.createdAt = at;
      return email;
    }
    const country = columns.text(record, 'billingCountry');
    this.customers.set(email, {
      key: email,
      email,
      ...splitName(columns.text(record, 'billingName') || columns.text(record, 'shippingName')),
      city: columns.text(record, 'billingCity') || null,
      countryCode: /^[A-Z]{2}$/.test(country) ? country : null,
      emailMarketingState: /^(yes|true)$/i.test(columns.text(record, 'acceptsMarketing')) ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
      createdAt: at,
    });
    return email;
  }

  private lineOf(record: CsvRecord): NewOrderLine | null {
    const { columns } = this;
    const title = columns.text(record, 'lineName');
    if (title === '' && columns.text(record, 'lineQuantity') === '' && columns.text(record, 'linePrice') === '') return null;
    const quantity = columns.read(record, 'lineQuantity', parseWhole, EXPECTED.quantity);
    const unitPrice = decimalOf(columns.read(record, 'linePrice', parseMillionths, EXPECTED.amount));
    const sku = columns.text(record, 'lineSku') || null;
    const key = sku ?? title;
    if (!this.products.has(key)) {
      this.products.set(key, { key, title: title || key, vendor: columns.text(record, 'vendor') || undefined, variants: [{ key, sku, price: unitPrice }] });
    }
    return { variantKey: key, sku, title: title || key, quantity, unitPrice, discount: this.amount(record, 'lineDiscount') };
  }
}

/** @throws OrderFileError at the first line that is not as the export writes it. */
export async function readShopifyOrders(file: OrderFile): Promise<OrdersRead & { timeZone: string }> {
  let read: Export | null = null;
  for await (const record of csvRecords(file)) {
    if (read) read.add(record);
    else read = new Export(new Columns<ShopifyColumn>(file.name, record, SHOPIFY_COLUMNS, REQUIRED_SHOPIFY_COLUMNS));
  }
  if (!read || read.orders.size === 0) throw new OrderFileError({ file: file.name, line: 2 }, 'the file holds no order; expected some below the header');
  const orders = [...read.orders.values()];
  return {
    source: 'shopify-orders-csv',
    products: [...read.products.values()],
    customers: [...read.customers.values()],
    orders,
    ...(read.currencyCode ? { currencyCode: read.currencyCode } : {}),
    timeZone: timeZoneOfOffsets(read.offsets),
    facts: { linesRead: read.lines, ordersWithoutCustomer: orders.filter((order) => order.customerKey === null).length, grossSum: decimalOf(read.gross) },
  };
}
