// What the simulated store holds of one shop. Plain data, written to be light: half a million order lines must fit.

/** Milliseconds since 1970, UTC. Shopify shows whole seconds. */
export type Instant = number;
/** An exact amount, written in digits: "29.33", "-4.5", "0.001". Of the shop's currency unless said otherwise. */
export type DecimalText = string;

export interface Plan {
  publicDisplayName: string;
  partnerDevelopment: boolean;
  shopifyPlus: boolean;
}

export interface Shop {
  id: number;
  /** "perennial-demo.myshopify.com" */
  domain: string;
  name: string;
  email: string;
  currencyCode: string;
  ianaTimezone: string;
  primaryLocale: string;
  plan: Plan;
  createdAt: Instant;
}

export type CustomerState = 'DISABLED' | 'INVITED' | 'ENABLED' | 'DECLINED';
export type MarketingState = 'NOT_SUBSCRIBED' | 'PENDING' | 'SUBSCRIBED' | 'UNSUBSCRIBED';

export interface Customer {
  id: number;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  note: string | null;
  /** Sorted without regard to case, as Shopify keeps them. */
  tags: string[];
  state: CustomerState;
  locale: string;
  /** ISO 3166-1 alpha-2, of the default address. */
  countryCode: string | null;
  city: string | null;
  emailMarketingState: MarketingState;
  dataSaleOptOut: boolean;
  createdAt: Instant;
  updatedAt: Instant;
  /** Ids of the customer's orders, in the order they came in. */
  orderIds: number[];
}

export type FinancialStatus =
  | 'AUTHORIZED'
  | 'EXPIRED'
  | 'PAID'
  | 'PARTIALLY_PAID'
  | 'PARTIALLY_REFUNDED'
  | 'PENDING'
  | 'REFUNDED'
  | 'VOIDED';

export type FulfillmentStatus = 'FULFILLED' | 'PARTIALLY_FULFILLED' | 'UNFULFILLED';
export type CancelReason = 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF';

export interface OrderLine {
  id: number;
  productId: number | null;
  variantId: number | null;
  sku: string | null;
  title: string;
  quantity: number;
  /** What is left after refunds and removals. */
  currentQuantity: number;
  unitPrice: DecimalText;
  /** Share of the order's discount that fell on this line, for its whole quantity. */
  discount: DecimalText;
}

export interface RefundLine {
  lineId: number;
  quantity: number;
  subtotal: DecimalText;
}

export interface Refund {
  id: number;
  createdAt: Instant;
  note: string | null;
  /** Money given back. */
  amount: DecimalText;
  lines: RefundLine[];
}

export interface Presentment {
  currencyCode: string;
  /** Units of the presentment currency for one unit of the shop's. */
  rate: DecimalText;
}

export interface Order {
  id: number;
  /** "#1001" */
  name: string;
  customerId: number | null;
  email: string | null;
  createdAt: Instant;
  /** When the sale happened; for imported orders earlier than createdAt. */
  processedAt: Instant;
  updatedAt: Instant;
  closedAt: Instant | null;
  cancelledAt: Instant | null;
  cancelReason: CancelReason | null;
  test: boolean;
  financialStatus: FinancialStatus;
  fulfillmentStatus: FulfillmentStatus;
  presentment: Presentment | null;
  lines: OrderLine[];
  discountCodes: string[];
  /** Lines less discounts, at the time of sale. */
  subtotal: DecimalText;
  discountTotal: DecimalText;
  shippingTotal: DecimalText;
  taxTotal: DecimalText;
  /** At the time of sale: subtotal, shipping and tax. */
  total: DecimalText;
  /** After refunds, removals and cancellation. */
  currentTotal: DecimalText;
  currentSubtotal: DecimalText;
  /** Money taken in so far. */
  received: DecimalText;
  refunded: DecimalText;
  refunds: Refund[];
  sourceName: string;
  tags: string[];
  note: string | null;
}

export interface ProductVariant {
  id: number;
  productId: number;
  sku: string | null;
  title: string;
  price: DecimalText;
}

export interface Product {
  id: number;
  title: string;
  handle: string;
  vendor: string;
  productType: string;
  tags: string[];
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT';
  variants: ProductVariant[];
  createdAt: Instant;
  updatedAt: Instant;
}

export interface RedeemCode {
  id: number;
  code: string;
  usageCount: number;
}

export interface Redemption {
  codeId: number;
  code: string;
  orderId: number;
  customerId: number | null;
  at: Instant;
}

export type DiscountContext =
  | { kind: 'all' }
  | { kind: 'customers'; customerIds: number[] }
  | { kind: 'segments'; segmentIds: number[] };

export type DiscountValue =
  /** percentage from 0 to 1 */
  { kind: 'percentage'; percentage: number } | { kind: 'amount'; amount: DecimalText; onEachItem: boolean };

export type DiscountItems = { kind: 'all' } | { kind: 'products'; productIds: number[]; variantIds: number[] };
export type DiscountMinimum = { kind: 'subtotal'; amount: DecimalText } | { kind: 'quantity'; quantity: number };

/** A basic code discount. */
export interface Discount {
  id: number;
  title: string;
  startsAt: Instant;
  endsAt: Instant | null;
  createdAt: Instant;
  updatedAt: Instant;
  /** How often each code may be used altogether. */
  usageLimit: number | null;
  appliesOncePerCustomer: boolean;
  context: DiscountContext;
  value: DiscountValue;
  items: DiscountItems;
  minimum: DiscountMinimum | null;
  combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
  tags: string[];
  codes: RedeemCode[];
  /** True once codes came in by discountRedeemCodeBulkAdd. */
  bulk: boolean;
  redemptions: Redemption[];
}

export type DiscountStatus = 'ACTIVE' | 'EXPIRED' | 'SCHEDULED';

export interface Metafield {
  id: number;
  namespace: string;
  key: string;
  type: string;
  value: string;
  compareDigest: string;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface Segment {
  id: number;
  name: string;
  query: string;
  creationDate: Instant;
  lastEditDate: Instant;
}

export type BulkStatus = 'CREATED' | 'RUNNING' | 'COMPLETED' | 'CANCELING' | 'CANCELED' | 'FAILED';

export interface BulkOperation {
  id: number;
  type: 'QUERY' | 'MUTATION';
  status: BulkStatus;
  query: string;
  createdAt: Instant;
  completedAt: Instant | null;
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT' | null;
  objectCount: number;
  rootObjectCount: number;
  fileSize: number | null;
  /** The file's name below the store's bulk address; null while there is no file. */
  file: string | null;
  partial: boolean;
}

export interface AccessToken {
  token: string;
  scopes: string[];
  /** null: does not expire. */
  expiresAt: Instant | null;
}

export interface RefreshToken {
  token: string;
  accessToken: string;
  expiresAt: Instant;
  /** The refresh token that this one replaced; it stays usable until this one is used. */
  replaces: string | null;
}

export interface AppInstallation {
  id: number;
  clientId: string;
  scopes: string[];
  installedAt: Instant;
  uninstalledAt: Instant | null;
  accessTokens: Map<string, AccessToken>;
  refreshTokens: Map<string, RefreshToken>;
}

/** Everything of one shop. */
export interface ShopState {
  shop: Shop;
  customers: Map<number, Customer>;
  /** Merged-away customer → the one that was kept. */
  mergedCustomers: Map<number, number>;
  orders: Map<number, Order>;
  products: Map<number, Product>;
  variants: Map<number, ProductVariant>;
  discounts: Map<number, Discount>;
  /** Upper-case code → its discount's id. */
  discountByCode: Map<string, number>;
  /** Owner's gid → its metafields. */
  metafields: Map<string, Metafield[]>;
  segments: Map<number, Segment>;
  bulkOperations: Map<number, BulkOperation>;
  installation: AppInstallation | null;
  /** Last number given out, by kind. */
  lastIds: Map<string, number>;
  lastOrderNumber: number;
}
