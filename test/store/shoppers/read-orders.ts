// Real orders from a file, as a history that the store can load.
import type { Instant } from '../model.ts';
import { readCdnow } from './readers/cdnow.ts';
import { detectFormat, FORMAT_COLUMNS, ORDER_FORMATS, type OrderFormat } from './readers/detect-format.ts';
import { daysToMove, movedByDays } from './readers/move-dates.ts';
import { readOnlineRetail } from './readers/online-retail.ts';
import { openOrderFile, type OrderFile } from './readers/open-order-file.ts';
import { OrderFileError } from './readers/order-file-error.ts';
import type { OrdersRead } from './readers/orders-read.ts';
import { readShopifyOrders } from './readers/shopify-orders.ts';
import { withUniqueHandles } from './readers/unique-handles.ts';
import type { NewOrder, StoreHistory } from './types.ts';

export interface ReadOrdersOptions {
  /** Found out from the first line where it is left out. */
  format?: string;
  /** The present, for moving dates; the clock's where it is left out. */
  now?: Instant;
  /** false leaves the dates as the file has them. */
  moveDates?: boolean;
  /** Of the shop; each format has its own default. */
  timeZone?: string;
}

const CDNOW_TIME_ZONE = 'America/New_York';

async function readAs(format: OrderFormat, file: OrderFile, timeZone: string | undefined): Promise<OrdersRead & { shop: StoreHistory['shop'] }> {
  switch (format) {
    case 'cdnow': {
      const zone = timeZone ?? CDNOW_TIME_ZONE;
      return { ...(await readCdnow(file, zone)), shop: { name: 'CDNOW', currencyCode: 'USD', ianaTimezone: zone } };
    }
    case 'online_retail':
      return { ...(await readOnlineRetail(file)), shop: { name: 'Online Retail', currencyCode: 'GBP', ianaTimezone: timeZone ?? 'Europe/London' } };
    case 'shopify': {
      const read = await readShopifyOrders(file);
      return { ...read, shop: { name: 'Imported orders', currencyCode: read.currencyCode ?? 'USD', ianaTimezone: timeZone ?? read.timeZone } };
    }
  }
}

function chosenFormat(file: OrderFile, asked: string | undefined): OrderFormat {
  if (asked === undefined) return detectFormat(file);
  const format = ORDER_FORMATS.find((known) => known === asked.replaceAll('-', '_'));
  if (format) return format;
  throw new OrderFileError({ file: file.name }, `there is no format "${asked}"; expected one of${ORDER_FORMATS.map((known) => `\n  ${FORMAT_COLUMNS[known]}`).join('')}`);
}

function moved(order: NewOrder, days: number): NewOrder {
  return {
    ...order,
    processedAt: movedByDays(order.processedAt, days),
    cancelledAt: order.cancelledAt == null ? null : movedByDays(order.cancelledAt, days),
    ...(order.refunds ? { refunds: order.refunds.map((refund) => ({ ...refund, createdAt: movedByDays(refund.createdAt, days) })) } : {}),
  };
}

/**
 * Reads a file of orders: Shopify's own export, CDNOW or Online Retail, plain or packed with gzip. Old dates are moved
 * forward by whole days, so that the last order lies on yesterday; `facts.datesMovedByDays` says by how many.
 * @throws OrderFileError that names the file's line and column and what was expected there.
 */
export async function readOrders(path: string, options: ReadOrdersOptions = {}): Promise<StoreHistory> {
  const file = await openOrderFile(path);
  const read = await readAs(chosenFormat(file, options.format), file, options.timeZone);
  let last = -Infinity;
  for (const order of read.orders) last = Math.max(last, order.processedAt);
  const days = options.moveDates === false ? 0 : daysToMove(last, options.now ?? Date.now(), read.shop.ianaTimezone);
  const orders = days === 0 ? read.orders : read.orders.map((order) => moved(order, days));
  orders.sort((one, other) => one.processedAt - other.processedAt);
  const customers = days === 0 ? read.customers : read.customers.map((customer) => ({ ...customer, createdAt: movedByDays(customer.createdAt, days) }));
  return {
    shop: read.shop,
    products: withUniqueHandles(read.products),
    customers,
    orders,
    facts: { source: read.source, file: file.name, ...read.facts, customers: customers.length, orders: orders.length, datesMovedByDays: days },
  };
}
