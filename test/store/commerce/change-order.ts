// What happens to an order after it was placed: money back, cancellation, payment that came late.
import type { CancelReason, Order, Refund, ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';
import { compare, minorDigits, minus, plus, roundTo, sum, times } from '../state/decimal.ts';
import { nextId } from '../state/ids.ts';
import { orderPayload, refundPayload } from '../webhooks/payloads/order.ts';
import { statusAfterRefunds } from './build-order.ts';
import { emitSummary } from './place-order.ts';

export function requireOrder(state: ShopState, orderId: number): Order {
  const order = state.orders.get(orderId);
  if (!order) throw new Error(`The shop has no order ${orderId}.`);
  return order;
}

export interface RefundInput {
  orderId: number;
  /** Lines given back; the whole order where neither lines nor amount are given. */
  lines?: { lineId: number; quantity: number }[];
  /** Money given back; the worth of the lines where it is left out. */
  amount?: string;
  note?: string;
}

export type RefundOutcome = { outcome: 'refunded'; refund: Refund; order: Order } | { outcome: 'refused'; message: string };

export function refundOrder(store: SimulatedStore, state: ShopState, input: RefundInput): RefundOutcome {
  const order = requireOrder(state, input.orderId);
  const whole = input.lines === undefined && input.amount === undefined;
  const wanted = whole ? order.lines.map((line) => ({ lineId: line.id, quantity: line.currentQuantity })) : (input.lines ?? []);
  const parts: Refund['lines'] = [];
  for (const part of wanted.filter((each) => each.quantity !== 0)) {
    const line = order.lines.find((candidate) => candidate.id === part.lineId);
    if (!line || part.quantity > line.currentQuantity) return { outcome: 'refused', message: 'Quantity cannot refund more items than were purchased' };
    const net = minus(times(line.unitPrice, part.quantity), roundTo(times(line.discount, (part.quantity / line.quantity).toFixed(8)), minorDigits(state.shop.currencyCode)));
    parts.push({ lineId: line.id, quantity: part.quantity, subtotal: net });
  }
  const netPayment = minus(order.received, order.refunded);
  const amount = input.amount ?? (whole ? netPayment : sum(parts.map((part) => part.subtotal)));
  if (compare(amount, netPayment) > 0) return { outcome: 'refused', message: `Refund amount $${amount} is greater than net payment received $${netPayment}` };
  store.lagSearch(state, order);
  const now = store.now();
  const refund: Refund = { id: nextId(state, 'Refund'), createdAt: now, note: input.note ?? null, amount, lines: parts };
  for (const part of parts) {
    const line = order.lines.find((candidate) => candidate.id === part.lineId);
    if (line) line.currentQuantity -= part.quantity;
  }
  order.refunds.push(refund);
  order.refunded = plus(order.refunded, amount);
  order.currentTotal = minus(order.currentTotal, amount);
  order.currentSubtotal = minus(order.currentSubtotal, sum(parts.map((part) => part.subtotal)));
  order.financialStatus = statusAfterRefunds(order.financialStatus, order.received, order.refunded);
  order.updatedAt = now;
  store.record(state, 'order-refunded', { orderId: order.id, refundId: refund.id, amount });
  store.emit(state, 'refunds/create', refundPayload(state, order, refund));
  store.emit(state, 'orders/updated', orderPayload(state, order));
  emitSummary(store, state, order);
  return { outcome: 'refunded', refund, order };
}

export type CancelOutcome = { outcome: 'cancelled'; order: Order } | { outcome: 'already' };

/** @param input.refund gives back what was paid; else the money stays with the shop. */
export function cancelOrder(store: SimulatedStore, state: ShopState, input: { orderId: number; reason?: CancelReason; refund?: boolean }): CancelOutcome {
  const order = requireOrder(state, input.orderId);
  if (order.cancelledAt !== null) return { outcome: 'already' };
  if (input.refund !== false && compare(minus(order.received, order.refunded), '0') > 0) refundOrder(store, state, { orderId: order.id });
  store.lagSearch(state, order);
  const now = store.now();
  order.cancelledAt = now;
  order.closedAt ??= now;
  order.cancelReason = input.reason ?? 'OTHER';
  order.updatedAt = now;
  order.currentTotal = '0';
  order.currentSubtotal = '0';
  if (order.financialStatus === 'PENDING' || order.financialStatus === 'AUTHORIZED') order.financialStatus = 'VOIDED';
  for (const line of order.lines) line.currentQuantity = 0;
  store.record(state, 'order-cancelled', { orderId: order.id, reason: order.cancelReason });
  store.emit(state, 'orders/cancelled', orderPayload(state, order));
  store.emit(state, 'orders/updated', orderPayload(state, order));
  emitSummary(store, state, order);
  return { outcome: 'cancelled', order };
}

/** An order that was never to be: nothing of it is left. Its customer's totals go back. */
export function deleteOrder(store: SimulatedStore, state: ShopState, orderId: number): void {
  const order = requireOrder(state, orderId);
  state.orders.delete(orderId);
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  if (customer) customer.orderIds = customer.orderIds.filter((id) => id !== orderId);
  store.record(state, 'order-deleted', { orderId });
  store.emit(state, 'orders/delete', { id: orderId });
  emitSummary(store, state, order);
}

/** A pending order is paid. @throws where it is paid or void already. */
export function payOrder(store: SimulatedStore, state: ShopState, orderId: number): Order {
  const order = requireOrder(state, orderId);
  if (order.financialStatus !== 'PENDING' && order.financialStatus !== 'AUTHORIZED') throw new Error(`The order ${order.name} is ${order.financialStatus} and cannot be paid.`);
  store.lagSearch(state, order);
  order.financialStatus = 'PAID';
  order.received = order.total;
  order.updatedAt = store.now();
  store.emit(state, 'orders/paid', orderPayload(state, order));
  store.emit(state, 'orders/updated', orderPayload(state, order));
  emitSummary(store, state, order);
  return order;
}
