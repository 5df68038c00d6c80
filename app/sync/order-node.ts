// An order as the Admin API gives it, in exports and in single reads, as an order in our units.
import type { OrderLineVersion, OrderVersion } from '../records/inbound/order-version.ts';
import { numberOfGid } from '../shopify/gid.ts';
import { minorUnits } from '../shopify/money.ts';

interface Money {
  readonly amount: string;
}

export interface OrderNode {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly processedAt: string;
  readonly cancelledAt?: string | null;
  readonly test: boolean;
  readonly displayFinancialStatus?: string | null;
  readonly sourceName?: string | null;
  readonly discountCodes: readonly string[];
  readonly customer?: { readonly id: string } | null;
  readonly totalPriceSet: { readonly shopMoney: Money & { readonly currencyCode: string }; readonly presentmentMoney: Money & { readonly currencyCode: string } };
  readonly currentTotalPriceSet: { readonly shopMoney: Money };
  readonly totalRefundedSet: { readonly shopMoney: Money };
}

export interface OrderLineNode {
  readonly id: string;
  readonly title: string;
  readonly quantity: number;
  readonly sku?: string | null;
  readonly originalUnitPriceSet: { readonly shopMoney: Money };
}

function timeMs(text: string): number {
  const ms = Date.parse(text);
  if (!Number.isFinite(ms)) throw new Error(`"${text}" is no time.`);
  return ms;
}

/** @param seenAtMs when Shopify is known to have held this version; left out: its own updatedAt, for nothing more is known of an export. */
export function orderOfNode(node: OrderNode, seenAtMs?: number): OrderVersion {
  const { shopMoney, presentmentMoney } = node.totalPriceSet;
  const currencyCode = shopMoney.currencyCode;
  const updatedAtMs = timeMs(node.updatedAt);
  const foreign = presentmentMoney.currencyCode !== currencyCode;
  return {
    orderId: numberOfGid('Order', node.id),
    name: node.name,
    customerId: node.customer ? numberOfGid('Customer', node.customer.id) : null,
    processedAtMs: timeMs(node.processedAt),
    createdAtMs: timeMs(node.createdAt),
    updatedAtMs,
    cancelledAtMs: node.cancelledAt ? timeMs(node.cancelledAt) : null,
    test: node.test,
    financialStatus: node.displayFinancialStatus ?? null,
    currencyCode,
    grossMinor: minorUnits(shopMoney.amount, currencyCode),
    refundedMinor: minorUnits(node.totalRefundedSet.shopMoney.amount, currencyCode),
    netMinor: minorUnits(node.currentTotalPriceSet.shopMoney.amount, currencyCode),
    presentmentCurrency: foreign ? presentmentMoney.currencyCode : null,
    presentmentMinor: foreign ? minorUnits(presentmentMoney.amount, presentmentMoney.currencyCode) : null,
    sourceName: node.sourceName ?? null,
    discountCodes: node.discountCodes.map((code) => code.replaceAll('\0', '')),
    seenAtMs: seenAtMs === undefined ? updatedAtMs : Math.max(seenAtMs, updatedAtMs + 1),
  };
}

export function orderLineOfNode(orderId: bigint, node: OrderLineNode): OrderLineVersion {
  return {
    orderId,
    lineId: numberOfGid('LineItem', node.id),
    productId: null,
    variantId: null,
    sku: node.sku ?? null,
    title: node.title,
    quantity: node.quantity,
    unitPrice: node.originalUnitPriceSet.shopMoney.amount,
  };
}
