// Makes an order out of what a loader or a checkout knows: ids, totals, what is left after refunds.
import type { FinancialStatus, Order, OrderLine, Refund, ShopState } from '../model.ts';
import type { NewOrder, NewOrderLine } from '../shoppers/types.ts';
import { compare, minorDigits, minus, plus, roundTo, sum, times } from '../state/decimal.ts';
import { nextId } from '../state/ids.ts';

export interface OrderKeys {
  customerId: number | null;
  variantId: (line: NewOrderLine) => number | null;
}

/** Lines less their discounts, rounded half up to the currency's minor unit. */
export function lineSubtotal(lines: readonly { quantity: number; unitPrice: string; discount?: string }[], currencyCode: string): string {
  const amounts = lines.map((line) => {
    const gross = times(line.unitPrice, line.quantity);
    return line.discount && line.discount !== '0' ? minus(gross, line.discount) : gross;
  });
  return roundTo(sum(amounts), minorDigits(currencyCode));
}

export function buildOrder(state: ShopState, input: NewOrder, keys: OrderKeys): Order {
  const currencyCode = state.shop.currencyCode;
  const lines = input.lines.map((line) => buildLine(state, line, keys.variantId(line)));
  const subtotal = input.subtotal ?? lineSubtotal(lines, currencyCode);
  const shippingTotal = input.shippingTotal ?? '0';
  const taxTotal = input.taxTotal ?? '0';
  const total = input.total ?? sum([subtotal, shippingTotal, taxTotal]);
  const createdAt = input.createdAt ?? input.processedAt;
  const refunds = (input.refunds ?? []).map((refund): Refund => ({
    id: nextId(state, 'Refund'),
    createdAt: refund.createdAt,
    note: refund.note ?? null,
    amount: refund.amount,
    lines: (refund.lines ?? []).map((part) => {
      const line = lines[part.line];
      if (!line) throw new Error(`A refund names line ${part.line} of an order with ${lines.length} lines.`);
      line.currentQuantity -= part.quantity;
      return { lineId: line.id, quantity: part.quantity, subtotal: part.subtotal ?? times(line.unitPrice, part.quantity) };
    }),
  }));
  const cancelledAt = input.cancelledAt ?? null;
  if (cancelledAt !== null) for (const line of lines) line.currentQuantity = 0;
  const status = input.financialStatus ?? 'PAID';
  const refunded = sum(refunds.map((refund) => refund.amount));
  const received = ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(status) ? total : '0';
  const lastChange = Math.max(createdAt, cancelledAt ?? 0, input.closedAt ?? 0, ...refunds.map((refund) => refund.createdAt));
  state.lastOrderNumber += 1;
  return {
    id: input.id ?? nextId(state, 'Order'),
    name: input.name ?? `#${state.lastOrderNumber}`,
    customerId: keys.customerId,
    email: input.email ?? null,
    createdAt,
    processedAt: input.processedAt,
    updatedAt: input.updatedAt ?? lastChange,
    closedAt: input.closedAt ?? null,
    cancelledAt,
    cancelReason: cancelledAt === null ? null : (input.cancelReason ?? 'OTHER'),
    test: input.test ?? false,
    financialStatus: statusAfterRefunds(status, received, refunded),
    fulfillmentStatus: input.fulfilled ? 'FULFILLED' : 'UNFULFILLED',
    presentment: input.presentment ?? null,
    lines,
    discountCodes: input.discountCodes ?? [],
    subtotal,
    discountTotal: sum(lines.map((line) => line.discount)),
    shippingTotal,
    taxTotal,
    total,
    currentTotal: cancelledAt === null ? minus(total, refunded) : '0',
    currentSubtotal: cancelledAt === null ? minus(subtotal, refundedSubtotal(refunds, lines)) : '0',
    received,
    refunded,
    refunds,
    sourceName: input.sourceName ?? 'web',
    tags: input.tags ?? [],
    note: input.note ?? null,
  };
}

function refundedSubtotal(refunds: readonly Refund[], lines: readonly OrderLine[]): string {
  if (refunds.length === 0 || lines.length === 0) return '0';
  return sum(refunds.flatMap((refund) => refund.lines.map((line) => line.subtotal)));
}

export function statusAfterRefunds(status: FinancialStatus, received: string, refunded: string): FinancialStatus {
  if (compare(refunded, '0') <= 0) return status;
  return compare(refunded, received) >= 0 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

function buildLine(state: ShopState, line: NewOrderLine, variantId: number | null): OrderLine {
  const variant = variantId === null ? undefined : state.variants.get(variantId);
  return {
    id: nextId(state, 'LineItem'),
    productId: variant?.productId ?? null,
    variantId,
    sku: line.sku ?? variant?.sku ?? null,
    title: line.title,
    quantity: line.quantity,
    currentQuantity: line.quantity,
    unitPrice: line.unitPrice,
    discount: line.discount ?? '0',
  };
}

/** Puts the order into the shop's books, where its customer finds it. */
export function enterOrder(state: ShopState, order: Order): void {
  if (state.orders.has(order.id)) throw new Error(`An order with the number ${order.id} is there already.`);
  state.orders.set(order.id, order);
  if (order.customerId === null) return;
  const customer = state.customers.get(order.customerId);
  if (!customer) throw new Error(`The order ${order.name} names the customer ${order.customerId}, who is not in the shop.`);
  customer.orderIds.push(order.id);
}

/** What a shopper has spent: money received and not given back, test orders aside. */
export function amountSpent(state: ShopState, orderIds: readonly number[]): string {
  let spent = '0';
  for (const id of orderIds) {
    const order = state.orders.get(id);
    if (order && !order.test) spent = plus(spent, minus(order.received, order.refunded));
  }
  return spent;
}

/** Test orders are not counted (REST reference of orders_count). */
export function numberOfOrders(state: ShopState, orderIds: readonly number[]): number {
  let count = 0;
  for (const id of orderIds) if (state.orders.get(id)?.test === false) count += 1;
  return count;
}
