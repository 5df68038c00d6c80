// Discounts are made, changed, switched and deleted.
import type { Discount, ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';
import { gid, isoSeconds, nextId } from '../state/ids.ts';
import { discountStatus } from './check-code.ts';
import { addCode } from './code-jobs.ts';
import type { BasicChange } from './read-basic-input.ts';

function tell(store: SimulatedStore, state: ShopState, discount: Discount, what: 'create' | 'update'): void {
  store.emit(state, `discounts/${what}`, {
    admin_graphql_api_id: gid('DiscountCodeNode', discount.id),
    title: discount.title,
    status: discountStatus(discount, store.now()),
    created_at: isoSeconds(discount.createdAt),
    updated_at: isoSeconds(discount.updatedAt),
  });
}

/** The change holds everything that a new discount needs; the caller has checked that. */
export function createDiscount(store: SimulatedStore, state: ShopState, change: BasicChange, by: string): Discount {
  const now = store.now();
  const { code, ...rest } = change;
  const discount: Discount = {
    id: nextId(state, 'DiscountCodeNode'),
    title: '',
    startsAt: now,
    endsAt: null,
    usageLimit: null,
    appliesOncePerCustomer: false,
    context: { kind: 'all' },
    value: { kind: 'percentage', percentage: 0 },
    items: { kind: 'all' },
    minimum: null,
    combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false },
    tags: [],
    ...rest,
    createdAt: now,
    updatedAt: now,
    codes: [],
    bulk: false,
    redemptions: [],
  };
  state.discounts.set(discount.id, discount);
  store.lagSearch(state, discount, true);
  store.record(state, 'discount-created', { discountId: discount.id, title: discount.title, code, by });
  if (code !== undefined) addCode(store, state, discount, code);
  tell(store, state, discount, 'create');
  return discount;
}

/** A new code keeps the id of the redeem code (recorded). */
export function updateDiscount(store: SimulatedStore, state: ShopState, discount: Discount, change: BasicChange, by: string): void {
  store.lagSearch(state, discount);
  const { code, ...rest } = change;
  Object.assign(discount, rest, { updatedAt: store.now() });
  const redeemCode = discount.codes[0];
  if (code !== undefined && redeemCode && redeemCode.code !== code) {
    state.discountByCode.delete(redeemCode.code.toUpperCase());
    redeemCode.code = code;
    state.discountByCode.set(code.toUpperCase(), discount.id);
  }
  store.record(state, 'discount-updated', { discountId: discount.id, fields: Object.keys(change), by });
  tell(store, state, discount, 'update');
}

/** Clears the end, and starts a planned discount at once. On an active one nothing happens. */
export function activateDiscount(store: SimulatedStore, state: ShopState, discount: Discount): void {
  const now = store.now();
  const status = discountStatus(discount, now);
  if (status === 'ACTIVE') return;
  updateDiscount(store, state, discount, { endsAt: null, ...(status === 'SCHEDULED' ? { startsAt: now } : {}) }, 'app');
}

/** Ends it now; a planned one loses its planned start (recorded). */
export function deactivateDiscount(store: SimulatedStore, state: ShopState, discount: Discount): void {
  const now = store.now();
  const status = discountStatus(discount, now);
  if (status === 'EXPIRED') return;
  updateDiscount(store, state, discount, { endsAt: now, ...(status === 'SCHEDULED' ? { startsAt: now } : {}) }, 'app');
}

export function deleteDiscount(store: SimulatedStore, state: ShopState, discount: Discount, by: string): void {
  state.discounts.delete(discount.id);
  for (const { code } of discount.codes) state.discountByCode.delete(code.toUpperCase());
  store.record(state, 'discount-deleted', { discountId: discount.id, by });
  store.emit(state, 'discounts/delete', { admin_graphql_api_id: gid('DiscountCodeNode', discount.id), deleted_at: isoSeconds(store.now()) });
}
