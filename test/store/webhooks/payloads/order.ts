// The REST-shaped order and refund, as orders/* and refunds/create carry them.
import type { Order, Refund, ShopState } from '../../model.ts';
import { compare, minorDigits, minus, plus, restAmount, roundTo, times } from '../../state/decimal.ts';
import { gid, isoSeconds } from '../../state/ids.ts';
import { customerPayload } from './customer.ts';

function optionalIso(at: number | null): string | null {
  return at === null ? null : isoSeconds(at);
}

/** An amount in the shop's and in the buyer's currency. */
function moneySet(state: ShopState, order: Order, amount: string): Record<string, unknown> {
  const shop = { amount: restAmount(amount), currency_code: state.shop.currencyCode };
  if (!order.presentment) return { shop_money: shop, presentment_money: shop };
  const converted = roundTo(times(amount, order.presentment.rate), minorDigits(order.presentment.currencyCode));
  return { shop_money: shop, presentment_money: { amount: restAmount(converted), currency_code: order.presentment.currencyCode } };
}

export function orderPayload(state: ShopState, order: Order): Record<string, unknown> {
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  const money = (name: string, amount: string) => ({ [name]: restAmount(amount), [`${name}_set`]: moneySet(state, order, amount) });
  return {
    id: order.id,
    admin_graphql_api_id: gid('Order', order.id),
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: optionalIso(order.cancelledAt),
    closed_at: optionalIso(order.closedAt),
    confirmed: true,
    contact_email: order.email,
    created_at: isoSeconds(order.createdAt),
    currency: state.shop.currencyCode,
    ...money('current_subtotal_price', order.currentSubtotal),
    ...money('current_total_price', order.currentTotal),
    ...money('current_total_discounts', order.cancelledAt === null ? order.discountTotal : '0'),
    ...money('current_total_tax', order.cancelledAt === null ? order.taxTotal : '0'),
    discount_codes: order.discountCodes.map((code) => ({ code, amount: restAmount(order.discountTotal), type: 'percentage' })),
    email: order.email ?? '',
    financial_status: order.financialStatus.toLowerCase(),
    fulfillment_status: order.fulfillmentStatus === 'UNFULFILLED' ? null : order.fulfillmentStatus === 'FULFILLED' ? 'fulfilled' : 'partial',
    name: order.name,
    note: order.note,
    number: Number(order.name.replace(/\D/g, '')) - 1000,
    order_number: Number(order.name.replace(/\D/g, '')),
    presentment_currency: order.presentment?.currencyCode ?? state.shop.currencyCode,
    processed_at: isoSeconds(order.processedAt),
    source_name: order.sourceName,
    ...money('subtotal_price', order.subtotal),
    tags: order.tags.join(', '),
    test: order.test,
    ...money('total_discounts', order.discountTotal),
    ...money('total_line_items_price', plus(order.subtotal, order.discountTotal)),
    total_outstanding: restAmount(outstanding(order)),
    ...money('total_price', order.total),
    total_shipping_price_set: moneySet(state, order, order.shippingTotal),
    ...money('total_tax', order.taxTotal),
    updated_at: isoSeconds(order.updatedAt),
    customer: customer ? customerPayload(state, customer) : null,
    line_items: order.lines.map((line) => ({
      id: line.id,
      admin_graphql_api_id: gid('LineItem', line.id),
      current_quantity: line.currentQuantity,
      fulfillable_quantity: order.fulfillmentStatus === 'UNFULFILLED' ? line.currentQuantity : 0,
      gift_card: false,
      name: line.title,
      price: restAmount(line.unitPrice),
      price_set: moneySet(state, order, line.unitPrice),
      product_exists: line.productId !== null,
      product_id: line.productId,
      quantity: line.quantity,
      requires_shipping: true,
      sku: line.sku,
      taxable: true,
      title: line.title,
      total_discount: restAmount(line.discount),
      variant_id: line.variantId,
    })),
    refunds: order.refunds.map((refund) => refundPayload(state, order, refund)),
  };
}

function outstanding(order: Order): string {
  const due = minus(order.currentTotal, minus(order.received, order.refunded));
  return compare(due, '0') > 0 && order.cancelledAt === null ? due : '0';
}

export function refundPayload(state: ShopState, order: Order, refund: Refund): Record<string, unknown> {
  return {
    id: refund.id,
    admin_graphql_api_id: gid('Refund', refund.id),
    order_id: order.id,
    created_at: isoSeconds(refund.createdAt),
    processed_at: isoSeconds(refund.createdAt),
    note: refund.note,
    restock: false,
    return: null,
    order_adjustments: [],
    refund_line_items: refund.lines.map((line, index) => ({
      id: refund.id * 100 + index,
      line_item_id: line.lineId,
      quantity: line.quantity,
      restock_type: 'no_restock',
      subtotal: Number(line.subtotal),
      subtotal_set: moneySet(state, order, line.subtotal),
      line_item: { id: line.lineId },
    })),
    transactions:
      compare(refund.amount, '0') === 0
        ? []
        : [{ id: refund.id + 1, amount: restAmount(refund.amount), currency: state.shop.currencyCode, kind: 'refund', order_id: order.id, status: 'success', created_at: isoSeconds(refund.createdAt) }],
  };
}
