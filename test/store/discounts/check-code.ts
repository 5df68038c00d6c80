// Would a checkout take this code? Decided as Shopify's checkout does it, with a named reason where not.
import type { Discount, DiscountStatus, Instant, RedeemCode, ShopState } from '../model.ts';
import { compare, minorDigits, minus, plus, roundTo, sum, times } from '../state/decimal.ts';

export interface CartLine {
  variantId: number;
  quantity: number;
}

export type CodeRefusal =
  | 'code-unknown'
  | 'not-started'
  | 'expired'
  | 'used-up'
  | 'not-for-customer'
  | 'once-per-customer'
  | 'minimum-not-met'
  | 'no-matching-items';

export type CodeCheck =
  | { outcome: 'applies'; discount: Discount; redeemCode: RedeemCode; lineDiscounts: string[]; total: string }
  | { outcome: 'refused'; reason: CodeRefusal };

export function discountStatus(discount: Discount, at: Instant): DiscountStatus {
  if (discount.endsAt !== null && discount.endsAt <= at) return 'EXPIRED';
  return discount.startsAt > at ? 'SCHEDULED' : 'ACTIVE';
}

/** Codes are found whatever their case. */
export function findCode(state: ShopState, code: string): { discount: Discount; redeemCode: RedeemCode } | null {
  const wanted = code.trim().toUpperCase();
  const discount = state.discounts.get(state.discountByCode.get(wanted) ?? -1);
  const redeemCode = discount?.codes.find((candidate) => candidate.code.toUpperCase() === wanted);
  return discount && redeemCode ? { discount, redeemCode } : null;
}

function refused(reason: CodeRefusal): CodeCheck {
  return { outcome: 'refused', reason };
}

/** @throws where a line names a variant that the shop does not have. */
export function checkCode(state: ShopState, input: { code: string; customerId: number | null; lines: readonly CartLine[]; at: Instant }): CodeCheck {
  const found = findCode(state, input.code);
  if (!found) return refused('code-unknown');
  const { discount, redeemCode } = found;
  const status = discountStatus(discount, input.at);
  if (status !== 'ACTIVE') return refused(status === 'EXPIRED' ? 'expired' : 'not-started');
  if (discount.usageLimit !== null && redeemCode.usageCount >= discount.usageLimit) return refused('used-up');
  if (!isFor(discount, input.customerId)) return refused('not-for-customer');
  const usedBefore = discount.redemptions.some((use) => use.customerId !== null && use.customerId === input.customerId);
  if (discount.appliesOncePerCustomer && usedBefore) return refused('once-per-customer');
  return applied(state, discount, redeemCode, input.lines);
}

function isFor(discount: Discount, customerId: number | null): boolean {
  if (discount.context.kind === 'all') return true;
  if (discount.context.kind === 'customers') return customerId !== null && discount.context.customerIds.includes(customerId);
  throw new Error('The simulated store cannot tell who belongs to a Shopify segment; bind the discount to customers.');
}

function applied(state: ShopState, discount: Discount, redeemCode: RedeemCode, lines: readonly CartLine[]): CodeCheck {
  const priced = lines.map((line) => {
    const variant = state.variants.get(line.variantId);
    if (!variant) throw new Error(`The shop has no variant ${line.variantId}.`);
    const items = discount.items;
    const matches = items.kind === 'all' || items.productIds.includes(variant.productId) || items.variantIds.includes(variant.id);
    return { amount: times(variant.price, line.quantity), quantity: line.quantity, matches };
  });
  const matching = priced.filter((line) => line.matches);
  if (matching.length === 0) return refused('no-matching-items');
  const matchingTotal = sum(matching.map((line) => line.amount));
  if (discount.minimum?.kind === 'subtotal' && compare(matchingTotal, discount.minimum.amount) < 0) return refused('minimum-not-met');
  const quantity = matching.reduce((total, line) => total + line.quantity, 0);
  if (discount.minimum?.kind === 'quantity' && quantity < discount.minimum.quantity) return refused('minimum-not-met');
  const digits = minorDigits(state.shop.currencyCode);
  const value = discount.value;
  const wanted =
    value.kind === 'percentage' ? times(matchingTotal, value.percentage) : value.onEachItem ? times(value.amount, quantity) : value.amount;
  const total = roundTo(compare(wanted, matchingTotal) > 0 ? matchingTotal : wanted, digits);
  return { outcome: 'applies', discount, redeemCode, lineDiscounts: spread(priced, matchingTotal, total, digits), total };
}

/** Shares the discount among the matching lines by their worth; the last one takes what rounding left. */
function spread(lines: readonly { amount: string; matches: boolean }[], base: string, total: string, digits: number): string[] {
  const last = lines.findLastIndex((line) => line.matches);
  let given = '0';
  return lines.map((line, index) => {
    if (!line.matches || compare(base, '0') <= 0) return '0';
    if (index === last) return minus(total, given);
    const share = roundTo(((Number(total) * Number(line.amount)) / Number(base)).toFixed(digits + 6), digits);
    given = plus(given, share);
    return share;
  });
}
