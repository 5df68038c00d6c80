// What a loader of shoppers hands to the store: a shop's past. Loaders give keys; the store gives ids.
import type { CancelReason, CustomerState, DecimalText, FinancialStatus, Instant, MarketingState } from '../model.ts';

export interface NewCustomer {
  /** Unique in the history; orders refer to it. */
  key: string;
  /** The number Shopify would show; given by the store where it is left out. */
  id?: number;
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  note?: string | null;
  tags?: string[];
  state?: CustomerState;
  locale?: string;
  countryCode?: string | null;
  city?: string | null;
  emailMarketingState?: MarketingState;
  dataSaleOptOut?: boolean;
  createdAt: Instant;
  updatedAt?: Instant;
}

export interface NewVariant {
  key: string;
  sku?: string | null;
  title?: string;
  price: DecimalText;
}

export interface NewProduct {
  key: string;
  title: string;
  handle?: string;
  vendor?: string;
  productType?: string;
  tags?: string[];
  variants: NewVariant[];
  createdAt?: Instant;
}

export interface NewOrderLine {
  /** Key of a variant of the history; null for a line without a product in the shop. */
  variantKey?: string | null;
  /** Instead of a key, for orders added to a running store. */
  variantId?: number | null;
  sku?: string | null;
  title: string;
  quantity: number;
  unitPrice: DecimalText;
  discount?: DecimalText;
}

export interface NewRefund {
  createdAt: Instant;
  amount: DecimalText;
  note?: string | null;
  /** Line by its place in the order, from 0. */
  lines?: { line: number; quantity: number; subtotal?: DecimalText }[];
}

export interface NewOrder {
  /** Given by the store where it is left out. */
  id?: number;
  name?: string;
  /** Key of a customer of the history; null for a sale without a customer. */
  customerKey?: string | null;
  /** Instead of a key, for orders added to a running store. */
  customerId?: number | null;
  email?: string | null;
  processedAt: Instant;
  createdAt?: Instant;
  updatedAt?: Instant;
  closedAt?: Instant | null;
  cancelledAt?: Instant | null;
  cancelReason?: CancelReason | null;
  test?: boolean;
  /** PAID where it is left out; refunds turn it to PARTIALLY_REFUNDED or REFUNDED. */
  financialStatus?: FinancialStatus;
  fulfilled?: boolean;
  presentment?: { currencyCode: string; rate: DecimalText } | null;
  lines: NewOrderLine[];
  discountCodes?: string[];
  shippingTotal?: DecimalText;
  taxTotal?: DecimalText;
  /** Where it is left out: lines less their discounts, rounded half up to the currency's minor unit. */
  subtotal?: DecimalText;
  /** Where it is left out: subtotal, shipping and tax. */
  total?: DecimalText;
  refunds?: NewRefund[];
  sourceName?: string;
  tags?: string[];
  note?: string | null;
}

/** Iterables are read once, customers and products before orders, so a loader may stream from its file. */
export interface StoreHistory {
  shop: { name: string; currencyCode: string; ianaTimezone: string };
  products: Iterable<NewProduct>;
  customers: Iterable<NewCustomer>;
  orders: Iterable<NewOrder>;
  /** What the loader knows about the file or the law the shoppers followed, for tests and for the first screen. */
  facts: StoreFacts;
}

export interface StoreFacts {
  /** 'generated', 'shopify-orders-csv', 'cdnow', 'online-retail' */
  source: string;
  /** Anything else, by name: seed, true parameters, lines read, lines left out by rule. */
  [name: string]: string | number | boolean | null | Record<string, string | number>;
}

/** What became of the keys. */
export interface LoadedHistory {
  customerIds: Map<string, number>;
  variantIds: Map<string, number>;
  orders: number;
  lines: number;
}
