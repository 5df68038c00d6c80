// One order as Shopify held it at one moment, in our units; webhooks, exports and single reads all become this.

export interface OrderVersion {
  readonly orderId: bigint;
  readonly name: string;
  readonly customerId: bigint | null;
  readonly processedAtMs: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly cancelledAtMs: number | null;
  readonly test: boolean;
  /** Upper case, as displayFinancialStatus. */
  readonly financialStatus: string | null;
  readonly currencyCode: string;
  readonly grossMinor: bigint;
  readonly refundedMinor: bigint;
  readonly netMinor: bigint;
  /** Both only where the shopper's currency is not the shop's. */
  readonly presentmentCurrency: string | null;
  readonly presentmentMinor: bigint | null;
  readonly sourceName: string | null;
  readonly discountCodes: readonly string[];
  /**
   * Settles which of two versions with the same updatedAt is newer. An export knows no more than updatedAt itself, and its
   * lines come apart from it; a version that came with its lines was seen later, if only by a millisecond.
   */
  readonly seenAtMs: number;
}

export interface OrderLineVersion {
  readonly orderId: bigint;
  readonly lineId: bigint;
  readonly productId: bigint | null;
  readonly variantId: bigint | null;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  /** All decimals that Shopify gave. */
  readonly unitPrice: string;
}

export interface CustomerVersion {
  readonly customerId: bigint;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly shopifyOrderCount: number;
  readonly shopifyRfmGroup: string | null;
  /** Tags of our namespace, sorted. */
  readonly ownTags: readonly string[];
}
