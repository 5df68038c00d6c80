// A shopper goes through the checkout; and orders that come in by other ways.
import type { Instant, Order, ShopState } from '../model.ts';
import type { NewOrder } from '../shoppers/types.ts';
import type { SimulatedStore } from '../store.ts';
import { checkCode, type CartLine, type CodeRefusal } from '../discounts/check-code.ts';
import { purchasingSummary } from '../webhooks/payloads/customer.ts';
import { orderPayload } from '../webhooks/payloads/order.ts';
import { buildOrder, enterOrder } from './build-order.ts';
import { redeemCode } from '../discounts/redeem-code.ts';

export interface Checkout {
  customerId: number | null;
  lines: readonly CartLine[];
  discountCode?: string | null;
  /** When the shopper pays; now where it is left out. */
  at?: Instant;
}

export type CheckoutOutcome = { outcome: 'placed'; order: Order } | { outcome: 'refused'; reason: CodeRefusal | 'empty-cart' | 'unknown-customer' | 'unknown-variant' };

/** All or nothing: with a code that does not apply no order is placed. */
export function placeOrder(store: SimulatedStore, state: ShopState, checkout: Checkout): CheckoutOutcome {
  const at = checkout.at ?? store.now();
  if (checkout.lines.length === 0) return { outcome: 'refused', reason: 'empty-cart' };
  const customer = checkout.customerId === null ? undefined : state.customers.get(checkout.customerId);
  if (checkout.customerId !== null && !customer) return { outcome: 'refused', reason: 'unknown-customer' };
  if (checkout.lines.some((line) => !state.variants.has(line.variantId))) return { outcome: 'refused', reason: 'unknown-variant' };
  const code = checkout.discountCode?.trim() || null;
  const check = code === null ? null : checkCode(state, { code, customerId: checkout.customerId, lines: checkout.lines, at });
  if (check?.outcome === 'refused') {
    store.record(state, 'code-refused', { code, customerId: checkout.customerId, reason: check.reason });
    return { outcome: 'refused', reason: check.reason };
  }
  const order = addOrder(store, state, {
    customerId: checkout.customerId,
    email: customer?.email ?? null,
    processedAt: at,
    discountCodes: check ? [check.redeemCode.code] : [],
    lines: checkout.lines.map((line, index) => {
      const variant = state.variants.get(line.variantId);
      const title = state.products.get(variant?.productId ?? -1)?.title ?? '';
      return { variantId: line.variantId, title, quantity: line.quantity, unitPrice: variant?.price ?? '0', discount: check?.lineDiscounts[index] ?? '0' };
    }),
  });
  if (check) redeemCode(store, state, check.discount, check.redeemCode, order, at);
  return { outcome: 'placed', order };
}

/** An order as it comes in, from whatever channel: webhooks go out. @throws where its customer is not in the shop. */
export function addOrder(store: SimulatedStore, state: ShopState, input: NewOrder): Order {
  const order = buildOrder(state, input, { customerId: input.customerId ?? null, variantId: (line) => line.variantId ?? null });
  enterOrder(state, order);
  store.lagSearch(state, order, true);
  store.record(state, 'order-created', { orderId: order.id, customerId: order.customerId, total: order.total });
  store.emit(state, 'orders/create', orderPayload(state, order));
  if (order.financialStatus === 'PAID') store.emit(state, 'orders/paid', orderPayload(state, order));
  store.emit(state, 'orders/updated', orderPayload(state, order));
  emitSummary(store, state, order);
  return order;
}

export function emitSummary(store: SimulatedStore, state: ShopState, order: Order): void {
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  if (customer) store.emit(state, 'customers/purchasing_summary', purchasingSummary(state, customer, store.now()));
}
