// A code is used up by one.
import type { Discount, Instant, Order, RedeemCode, ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';

export function redeemCode(store: SimulatedStore, state: ShopState, discount: Discount, code: RedeemCode, order: Order, at: Instant): void {
  code.usageCount += 1;
  discount.redemptions.push({ codeId: code.id, code: code.code, orderId: order.id, customerId: order.customerId, at });
  store.record(state, 'code-redeemed', { code: code.code, discountId: discount.id, orderId: order.id, customerId: order.customerId, amount: order.discountTotal });
}
