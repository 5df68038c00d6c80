// Code discounts as GraphQL shows them: the same discount stands behind DiscountNode and DiscountCodeNode.
import type { Discount, DiscountContext, DiscountItems, DiscountMinimum, DiscountValue, RedeemCode } from '../../model.ts';
import { discountStatus } from '../../discounts/check-code.ts';
import type { CodeJob } from '../../discounts/code-jobs.ts';
import { sum } from '../../state/decimal.ts';
import { gid, isoSeconds } from '../../state/ids.ts';
import type { SearchKind } from '../../search/search.ts';
import { page, type SortKeys } from '../connection.ts';
import { asType, resolversOf, type AdminRequest, type ResolverTable } from '../request.ts';
import { metafieldFields } from './metafield.ts';
import { money } from './money.ts';

export const discountSearch: SearchKind<Discount> = {
  texts: (d) => [d.title],
  fields: {
    id: { kind: 'number', get: (d) => d.id },
    // Codes that were added in bulk are not found.
    code: { kind: 'text', get: (d) => (d.bulk ? (d.codes[0]?.code ?? null) : d.codes.map((code) => code.code)), exact: true },
    title: { kind: 'text', get: (d) => d.title },
    status: { kind: 'text', get: (d, request) => discountStatus(d, request.store.now()), exact: true },
    method: { kind: 'text', get: () => 'code', exact: true },
    type: { kind: 'text', get: () => ['all', 'percentage', 'fixed_amount'], exact: true },
    tag: { kind: 'text', get: (d) => d.tags, exact: true },
    times_used: { kind: 'number', get: (d) => d.redemptions.length },
    customer_ids: { kind: 'text', get: (d) => (d.context.kind === 'customers' ? d.context.customerIds.map(String) : null), exact: true },
    created_at: { kind: 'instant', get: (d) => d.createdAt },
    updated_at: { kind: 'instant', get: (d) => d.updatedAt },
    starts_at: { kind: 'instant', get: (d) => d.startsAt },
    ends_at: { kind: 'instant', get: (d) => d.endsAt },
  },
};

export const discountSorts: SortKeys<Discount> = {
  ID: (d) => d.id,
  RELEVANCE: (d) => d.id,
  TITLE: (d) => d.title.toLowerCase(),
  CREATED_AT: (d) => d.createdAt,
  UPDATED_AT: (d) => d.updatedAt,
  STARTS_AT: (d) => d.startsAt,
  ENDS_AT: (d) => d.endsAt,
};

/** Fresh objects, since one discount shows itself under several types. */
function basic(discount: Discount): { discount: Discount } {
  return asType('DiscountCodeBasic', { discount });
}

function percent(value: number): string {
  return `${Number((value * 100).toFixed(2))}%`;
}

function summary(discount: Discount): string {
  const value = discount.value.kind === 'percentage' ? percent(discount.value.percentage) : `$${Number(discount.value.amount).toFixed(2)}`;
  const items = discount.items.kind === 'all' ? 'one-time purchase products' : 'selected products';
  const minimum =
    discount.minimum === null ? '' : discount.minimum.kind === 'subtotal' ? ` • Minimum purchase of $${Number(discount.minimum.amount).toFixed(2)}` : ` • Minimum quantity of ${discount.minimum.quantity}`;
  return `${value} off ${items}${minimum}${discount.appliesOncePerCustomer ? ' • One use per customer' : ''}`;
}

function contextSource(context: DiscountContext): object {
  const names = { all: 'DiscountBuyerSelectionAll', customers: 'DiscountCustomers', segments: 'DiscountCustomerSegments' } as const;
  return asType(names[context.kind], { ...context });
}

function codes(discount: Discount): { id: number; code: RedeemCode }[] {
  return discount.codes.map((code) => ({ id: code.id, code }));
}

function totalSales(discount: Discount, request: AdminRequest): string {
  return sum(discount.redemptions.map((use) => request.state.orders.get(use.orderId)?.total ?? '0'));
}

export const discountTypes: Record<string, ResolverTable> = {
  DiscountNode: resolversOf<{ discount: Discount; id: number }>({
    id: ({ discount }) => gid('DiscountNode', discount.id),
    discount: ({ discount }) => basic(discount),
    ...metafieldFields<{ discount: Discount }>(({ discount }) => gid('DiscountNode', discount.id)),
  }),
  DiscountCodeNode: resolversOf<{ discount: Discount }>({
    id: ({ discount }) => gid('DiscountCodeNode', discount.id),
    codeDiscount: ({ discount }) => basic(discount),
    ...metafieldFields<{ discount: Discount }>(({ discount }) => gid('DiscountNode', discount.id)),
  }),
  DiscountCodeBasic: resolversOf<{ discount: Discount }>({
    title: ({ discount }) => discount.title,
    status: ({ discount }, _args, request) => discountStatus(discount, request.store.now()),
    summary: ({ discount }) => summary(discount),
    shortSummary: ({ discount }) => summary(discount),
    startsAt: ({ discount }) => isoSeconds(discount.startsAt),
    endsAt: ({ discount }) => (discount.endsAt === null ? null : isoSeconds(discount.endsAt)),
    createdAt: ({ discount }) => isoSeconds(discount.createdAt),
    updatedAt: ({ discount }) => isoSeconds(discount.updatedAt),
    usageLimit: ({ discount }) => discount.usageLimit,
    asyncUsageCount: ({ discount }) => discount.redemptions.length,
    appliesOncePerCustomer: ({ discount }) => discount.appliesOncePerCustomer,
    combinesWith: ({ discount }) => discount.combinesWith,
    codesCount: ({ discount }) => ({ count: discount.codes.length, precision: 'EXACT' }),
    codes: ({ discount }, args) => page(codes(discount), args, 'codes'),
    context: ({ discount }) => contextSource(discount.context),
    customerGets: ({ discount }) => discount,
    discountClasses: ({ discount }) => [discount.items.kind === 'all' ? 'ORDER' : 'PRODUCT'],
    hasTimelineComment: () => false,
    minimumRequirement: ({ discount }) =>
      discount.minimum && asType(discount.minimum.kind === 'subtotal' ? 'DiscountMinimumSubtotal' : 'DiscountMinimumQuantity', { ...discount.minimum }),
    recurringCycleLimit: () => 1,
    tags: ({ discount }) => discount.tags,
    totalSales: ({ discount }, _args, request) => money(totalSales(discount, request), request.state.shop.currencyCode),
  }),
  DiscountCombinesWith: resolversOf<Discount['combinesWith']>({
    orderDiscounts: (c) => c.orderDiscounts,
    productDiscounts: (c) => c.productDiscounts,
    shippingDiscounts: (c) => c.shippingDiscounts,
    productDiscountsWithTagsOnSameCartLine: () => null,
  }),
  DiscountRedeemCode: resolversOf<{ code: RedeemCode }>({
    id: ({ code }) => gid('DiscountRedeemCode', code.id),
    code: ({ code }) => code.code,
    asyncUsageCount: ({ code }) => code.usageCount,
    createdBy: (_code, _args, request) => request.state.installation,
  }),
  DiscountBuyerSelectionAll: resolversOf<DiscountContext>({ all: () => 'ALL' }),
  DiscountCustomers: resolversOf<Extract<DiscountContext, { kind: 'customers' }>>({
    customers: (context, _args, request) => context.customerIds.flatMap((id) => request.state.customers.get(id) ?? []),
  }),
  DiscountCustomerSegments: resolversOf<Extract<DiscountContext, { kind: 'segments' }>>({
    segments: (context, _args, request) => context.segmentIds.flatMap((id) => request.state.segments.get(id) ?? []),
  }),
  DiscountCustomerGets: resolversOf<Discount>({
    appliesOnOneTimePurchase: () => true,
    appliesOnSubscription: () => false,
    value: (discount) => asType(discount.value.kind === 'percentage' ? 'DiscountPercentage' : 'DiscountAmount', { ...discount.value }),
    items: (discount) => asType(discount.items.kind === 'all' ? 'AllDiscountItems' : 'DiscountProducts', { ...discount.items }),
  }),
  DiscountPercentage: resolversOf<Extract<DiscountValue, { kind: 'percentage' }>>({ percentage: (v) => v.percentage }),
  DiscountAmount: resolversOf<Extract<DiscountValue, { kind: 'amount' }>>({
    amount: (v, _args, request) => money(v.amount, request.state.shop.currencyCode),
    appliesOnEachItem: (v) => v.onEachItem,
  }),
  AllDiscountItems: resolversOf<DiscountItems>({ allItems: () => true }),
  DiscountProducts: resolversOf<Extract<DiscountItems, { kind: 'products' }>>({
    products: (items, args, request) => page(items.productIds.flatMap((id) => request.state.products.get(id) ?? []), args, 'products'),
    productVariants: (items, args, request) => page(items.variantIds.flatMap((id) => request.state.variants.get(id) ?? []), args, 'productVariants'),
  }),
  DiscountMinimumSubtotal: resolversOf<Extract<DiscountMinimum, { kind: 'subtotal' }>>({
    greaterThanOrEqualToSubtotal: (m, _args, request) => money(m.amount, request.state.shop.currencyCode),
  }),
  DiscountMinimumQuantity: resolversOf<Extract<DiscountMinimum, { kind: 'quantity' }>>({ greaterThanOrEqualToQuantity: (m) => String(m.quantity) }),
  DiscountRedeemCodeBulkCreation: resolversOf<CodeJob>({
    id: (job) => gid('DiscountRedeemCodeBulkCreation', job.id),
    createdAt: (job) => isoSeconds(job.createdAt),
    done: (job) => job.done,
    codesCount: (job) => job.codes.length,
    importedCount: (job) => (job.done ? job.codes.filter((each) => each.redeemCode).length : 0),
    failedCount: (job) => (job.done ? job.codes.filter((each) => !each.redeemCode).length : 0),
    discountCode: (job, _args, request) => {
      const discount = request.state.discounts.get(job.discountId);
      return discount ? { discount } : null;
    },
    codes: (job, args) => page(job.codes.map((each, place) => ({ ...each, id: place + 1, done: job.done })), args, 'codes'),
  }),
  DiscountRedeemCodeBulkCreationCode: resolversOf<{ code: string; message: string | null; redeemCode: RedeemCode | null; done: boolean }>({
    code: (each) => each.code,
    errors: (each) => (each.done && each.message ? [{ field: ['code'], message: each.message, code: null, extraInfo: null }] : []),
    discountRedeemCode: (each) => (each.done && each.redeemCode ? { code: each.redeemCode } : null),
  }),
};
