// The order as GraphQL shows it.
import type { Order, OrderLine, Refund, RefundLine } from '../../model.ts';
import { compare, minorDigits, minus, roundTo, times } from '../../state/decimal.ts';
import { gid, isoSeconds } from '../../state/ids.ts';
import type { SearchKind } from '../../search/search.ts';
import { holds } from '../access.ts';
import { page, type SortKeys } from '../connection.ts';
import { resolversOf, type AdminRequest, type ResolverTable } from '../request.ts';
import { moneyBag } from './money.ts';
import { metafieldFields } from './metafield.ts';

const SIXTY_DAYS_MS = 60 * 86_400_000;

/** Without read_all_orders an app sees the last 60 days only. */
export function visibleOrder(order: Order, request: AdminRequest): boolean {
  return holds(request.scopes, 'read_all_orders') || order.createdAt >= request.store.now() - SIXTY_DAYS_MS;
}

function optionalIso(at: number | null): string | null {
  return at === null ? null : isoSeconds(at);
}

function status(order: Order): string {
  if (order.cancelledAt !== null) return 'cancelled';
  return order.closedAt === null ? 'open' : 'closed';
}

export const orderSearch: SearchKind<Order> = {
  texts: (o) => [o.name, o.email],
  fields: {
    id: { kind: 'number', get: (o) => o.id },
    name: { kind: 'text', get: (o) => [o.name, o.name.replace('#', '')], exact: true },
    customer_id: { kind: 'number', get: (o) => o.customerId },
    email: { kind: 'text', get: (o) => o.email },
    created_at: { kind: 'instant', get: (o) => o.createdAt },
    processed_at: { kind: 'instant', get: (o) => o.processedAt },
    updated_at: { kind: 'instant', get: (o) => o.updatedAt },
    // The first code only.
    discount_code: { kind: 'text', get: (o) => o.discountCodes[0] ?? null, exact: true },
    financial_status: { kind: 'text', get: (o) => o.financialStatus, exact: true },
    fulfillment_status: { kind: 'text', get: (o) => o.fulfillmentStatus, exact: true },
    source_name: { kind: 'text', get: (o) => o.sourceName, exact: true },
    status: { kind: 'text', get: (o) => [status(o), ...(status(o) === 'closed' ? [] : ['not_closed'])], exact: true },
    tag: { kind: 'text', get: (o) => o.tags, exact: true },
    test: { kind: 'boolean', get: (o) => o.test },
    sku: { kind: 'text', get: (o) => o.lines.flatMap((line) => line.sku ?? []), exact: true },
  },
};

export const orderSorts: SortKeys<Order> = {
  ID: (o) => o.id,
  RELEVANCE: (o) => o.id,
  CREATED_AT: (o) => o.createdAt,
  PROCESSED_AT: (o) => o.processedAt,
  UPDATED_AT: (o) => o.updatedAt,
  ORDER_NUMBER: (o) => Number(o.name.replace(/\D/g, '')),
  TOTAL_PRICE: (o) => Number(o.total),
};

/** A line with its order, so that its money knows its currencies. */
interface LineOfOrder {
  line: OrderLine;
  order: Order;
  id: number;
}

interface RefundOfOrder {
  refund: Refund;
  order: Order;
}

interface RefundLineOfOrder {
  part: RefundLine;
  order: Order;
  id: number;
}

interface Transaction {
  id: number;
  kind: 'SALE' | 'REFUND';
  amount: string;
  at: number;
  order: Order;
}

function transactions(order: Order): Transaction[] {
  const sale: Transaction[] = compare(order.received, '0') === 0 ? [] : [{ id: order.id + 1_000_000_000, kind: 'SALE', amount: order.received, at: order.processedAt, order }];
  return [...sale, ...order.refunds.filter((refund) => compare(refund.amount, '0') !== 0).map((refund) => refundTransaction(refund, order))];
}

function refundTransaction(refund: Refund, order: Order): Transaction {
  return { id: refund.id + 2_000_000_000, kind: 'REFUND', amount: refund.amount, at: refund.createdAt, order };
}

function bagOf(amount: (order: Order) => string) {
  return (order: Order, _args: unknown, request: AdminRequest) => moneyBag(amount(order), order, request);
}

function unitDiscounted({ line }: LineOfOrder, request: AdminRequest): string {
  if (compare(line.discount, '0') === 0 || line.quantity === 0) return line.unitPrice;
  const perUnit = (Number(line.discount) / line.quantity).toFixed(8);
  return roundTo(minus(line.unitPrice, perUnit), minorDigits(request.state.shop.currencyCode));
}

export const orderTypes: Record<string, ResolverTable> = {
  Order: resolversOf<Order>({
    id: (o) => gid('Order', o.id),
    legacyResourceId: (o) => String(o.id),
    name: (o) => o.name,
    number: (o) => Number(o.name.replace(/\D/g, '')),
    createdAt: (o) => isoSeconds(o.createdAt),
    updatedAt: (o) => isoSeconds(o.updatedAt),
    processedAt: (o) => isoSeconds(o.processedAt),
    cancelledAt: (o) => optionalIso(o.cancelledAt),
    cancelReason: (o) => o.cancelReason,
    closedAt: (o) => optionalIso(o.closedAt),
    closed: (o) => o.closedAt !== null,
    confirmed: () => true,
    test: (o) => o.test,
    email: (o) => o.email,
    note: (o) => o.note,
    tags: (o) => o.tags,
    customer: (o, _args, request) => (o.customerId === null ? null : (request.state.customers.get(o.customerId) ?? null)),
    currencyCode: (_o, _args, request) => request.state.shop.currencyCode,
    presentmentCurrencyCode: (o, _args, request) => o.presentment?.currencyCode ?? request.state.shop.currencyCode,
    displayFinancialStatus: (o) => o.financialStatus,
    displayFulfillmentStatus: (o) => o.fulfillmentStatus,
    returnStatus: () => 'NO_RETURN',
    discountCode: (o) => o.discountCodes[0] ?? null,
    discountCodes: (o) => o.discountCodes,
    sourceName: (o) => o.sourceName,
    fullyPaid: (o) => compare(o.received, o.total) >= 0,
    unpaid: (o) => compare(o.received, '0') === 0 && compare(o.total, '0') > 0,
    totalPriceSet: bagOf((o) => o.total),
    originalTotalPriceSet: bagOf((o) => o.total),
    currentTotalPriceSet: bagOf((o) => o.currentTotal),
    subtotalPriceSet: bagOf((o) => o.subtotal),
    currentSubtotalPriceSet: bagOf((o) => o.currentSubtotal),
    totalRefundedSet: bagOf((o) => o.refunded),
    totalReceivedSet: bagOf((o) => o.received),
    netPaymentSet: bagOf((o) => minus(o.received, o.refunded)),
    totalDiscountsSet: bagOf((o) => o.discountTotal),
    currentTotalDiscountsSet: bagOf((o) => (o.cancelledAt === null ? o.discountTotal : '0')),
    totalShippingPriceSet: bagOf((o) => o.shippingTotal),
    totalTaxSet: bagOf((o) => o.taxTotal),
    currentTotalTaxSet: bagOf((o) => (o.cancelledAt === null ? o.taxTotal : '0')),
    subtotalLineItemsQuantity: (o) => o.lines.reduce((total, line) => total + line.quantity, 0),
    currentSubtotalLineItemsQuantity: (o) => o.lines.reduce((total, line) => total + line.currentQuantity, 0),
    refunds: (o, args) => o.refunds.slice(0, (args.first as number | undefined) ?? undefined).map((refund) => ({ refund, order: o })),
    transactions: (o, args) => transactions(o).slice(0, (args.first as number | undefined) ?? undefined),
    lineItems: (o, args) => page(o.lines.map((line): LineOfOrder => ({ line, order: o, id: line.id })), args, 'lineItems'),
    ...metafieldFields<Order>((o) => gid('Order', o.id)),
  }),
  LineItem: resolversOf<LineOfOrder>({
    id: ({ line }) => gid('LineItem', line.id),
    title: ({ line }) => line.title,
    name: ({ line }) => line.title,
    sku: ({ line }) => line.sku,
    quantity: ({ line }) => line.quantity,
    currentQuantity: ({ line }) => line.currentQuantity,
    refundableQuantity: ({ line }) => line.currentQuantity,
    isGiftCard: () => false,
    product: ({ line }, _args, request) => request.state.products.get(line.productId ?? -1) ?? null,
    variant: ({ line }, _args, request) => request.state.variants.get(line.variantId ?? -1) ?? null,
    originalUnitPriceSet: ({ line, order }, _args, request) => moneyBag(line.unitPrice, order, request),
    originalTotalSet: ({ line, order }, _args, request) => moneyBag(times(line.unitPrice, line.quantity), order, request),
    // A code's discount is not part of the discounted unit price; only the field named after it has it.
    discountedUnitPriceSet: ({ line, order }, _args, request) => moneyBag(line.unitPrice, order, request),
    discountedUnitPriceAfterAllDiscountsSet: (item, _args, request) => moneyBag(unitDiscounted(item, request), item.order, request),
    discountedTotalSet: ({ line, order }, args, request) => {
      const total = times(line.unitPrice, line.quantity);
      return moneyBag(args.withCodeDiscounts === true ? minus(total, line.discount) : total, order, request);
    },
    totalDiscountSet: ({ line, order }, _args, request) => moneyBag(line.discount, order, request),
  }),
  Refund: resolversOf<RefundOfOrder>({
    id: ({ refund }) => gid('Refund', refund.id),
    legacyResourceId: ({ refund }) => String(refund.id),
    createdAt: ({ refund }) => isoSeconds(refund.createdAt),
    processedAt: ({ refund }) => isoSeconds(refund.createdAt),
    updatedAt: ({ refund }) => isoSeconds(refund.createdAt),
    note: ({ refund }) => refund.note,
    order: ({ order }) => order,
    return: () => null,
    totalRefundedSet: ({ refund, order }, _args, request) => moneyBag(refund.amount, order, request),
    refundLineItems: ({ refund, order }, args) => page(refund.lines.map((part, place): RefundLineOfOrder => ({ part, order, id: refund.id * 100 + place })), args, 'refundLineItems'),
    transactions: ({ refund, order }, args) => page(compare(refund.amount, '0') === 0 ? [] : [refundTransaction(refund, order)], args, 'transactions'),
  }),
  RefundLineItem: resolversOf<RefundLineOfOrder>({
    id: ({ id }) => gid('RefundLineItem', id),
    quantity: ({ part }) => part.quantity,
    restockType: () => 'NO_RESTOCK',
    restocked: () => false,
    lineItem: ({ part, order }) => {
      const line = order.lines.find((each) => each.id === part.lineId);
      return line ? { line, order, id: line.id } : null;
    },
    subtotalSet: ({ part, order }, _args, request) => moneyBag(part.subtotal, order, request),
  }),
  OrderTransaction: resolversOf<Transaction>({
    id: (t) => gid('OrderTransaction', t.id),
    kind: (t) => t.kind,
    status: () => 'SUCCESS',
    gateway: () => 'bogus',
    test: (t) => t.order.test,
    createdAt: (t) => isoSeconds(t.at),
    processedAt: (t) => isoSeconds(t.at),
    order: (t) => t.order,
    amountSet: (t, _args, request) => moneyBag(t.amount, t.order, request),
  }),
};
