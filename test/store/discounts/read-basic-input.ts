// DiscountCodeBasicInput → what it asks for, or what is wrong with it, worded as recorded.
import type { Discount, DiscountContext, DiscountItems, DiscountMinimum, DiscountValue, ShopState } from '../model.ts';
import { executionError, userError, type UserErrorShape } from '../graphql/errors.ts';
import { parseGid } from '../state/ids.ts';

type Input = Record<string, unknown>;
export type BasicChange = Partial<Omit<Discount, 'id' | 'codes' | 'redemptions' | 'bulk' | 'createdAt' | 'updatedAt'>> & { code?: string };

const ROOT = 'basicCodeDiscount';
const LARGEST_INT = 2_147_483_647;

function at(...path: string[]): string[] {
  return [ROOT, ...path];
}

function object(value: unknown): Input | null {
  return typeof value === 'object' && value !== null ? (value as Input) : null;
}

/** @param present the discount that is updated; null at creation, where what is required must be there. */
export function readBasicInput(state: ShopState, input: Input, present: Discount | null): { change: BasicChange; errors: UserErrorShape[] } {
  const change: BasicChange = {};
  const errors: UserErrorShape[] = [];
  readTitleAndCode(state, input, present, change, errors);
  readPeriod(input, present, change, errors);
  readLimits(input, change, errors);
  if ('context' in input && 'customerSelection' in input) errors.push(userError(at('context'), 'Only one of context or customerSelection can be provided.', 'INVALID'));
  else if (input.context != null) change.context = readContext(state, input.context as Input, present?.context, errors);
  else if (!present) errors.push(userError(at('context'), "Context can't be blank", 'BLANK'));
  const gets = object(input.customerGets);
  if (gets) readCustomerGets(state, gets, change, errors);
  else if (!present) errors.push(userError(at('customerGets'), "Customer gets can't be blank", 'BLANK'));
  if ('minimumRequirement' in input) change.minimum = readMinimum(object(input.minimumRequirement), errors);
  const combines = object(input.combinesWith);
  if (combines) {
    change.combinesWith = { orderDiscounts: combines.orderDiscounts === true, productDiscounts: combines.productDiscounts === true, shippingDiscounts: combines.shippingDiscounts === true };
  }
  if (Array.isArray(input.tags)) change.tags = input.tags as string[];
  return { change, errors };
}

function readTitleAndCode(state: ShopState, input: Input, present: Discount | null, change: BasicChange, errors: UserErrorShape[]): void {
  if (!present || 'title' in input) {
    const title = (input.title as string | null | undefined) ?? '';
    if (title === '') errors.push(userError(at('title'), "Title can't be blank", 'BLANK'));
    else if (title.length > 255) errors.push(userError(at('title'), 'Title is too long (maximum is 255 characters)', 'TOO_LONG'));
    else change.title = title;
  }
  if (present && input.code === undefined) return;
  const code = input.code as string | null | undefined;
  if (code == null) {
    errors.push(userError(at('code'), "Code can't be blank", 'BLANK'));
    return;
  }
  if (present?.bulk && code !== present.codes[0]?.code) {
    errors.push(userError(['id'], 'Cannot update the code of a bulk discount.', null));
    return;
  }
  if (code === '') errors.push(userError(at('code'), 'Code is too short (minimum is 1 character)', 'TOO_SHORT'));
  else if (/[\r\n]/.test(code)) errors.push(userError(at('code'), 'Code cannot contain newline characters.', 'INVALID'));
  else if (code.length > 255) errors.push(userError(at('code'), 'Code is too long (maximum is 255 characters)', 'TOO_LONG'));
  else {
    const owner = state.discountByCode.get(code.toUpperCase());
    if (owner !== undefined && owner !== present?.id) errors.push(userError(at('code'), 'Code must be unique. Please try a different code.', 'TAKEN'));
    else change.code = code;
  }
}

/** Cut to whole seconds (recorded). */
function instant(value: unknown): number {
  return Math.floor(Date.parse(String(value)) / 1000) * 1000;
}

function readPeriod(input: Input, present: Discount | null, change: BasicChange, errors: UserErrorShape[]): void {
  if (input.startsAt != null) change.startsAt = instant(input.startsAt);
  else if (!present || 'startsAt' in input) errors.push(userError(at('startsAt'), "Starts at can't be blank", 'BLANK'));
  if ('endsAt' in input) change.endsAt = input.endsAt == null ? null : instant(input.endsAt);
  const startsAt = change.startsAt ?? present?.startsAt;
  const endsAt = change.endsAt === undefined ? present?.endsAt : change.endsAt;
  if (startsAt !== undefined && endsAt != null && endsAt <= startsAt) errors.push(userError(at('endsAt'), 'Ends at needs to be after starts_at', 'INVALID'));
}

function readLimits(input: Input, change: BasicChange, errors: UserErrorShape[]): void {
  if ('usageLimit' in input) {
    const limit = input.usageLimit as number | null;
    if (limit !== null && limit > LARGEST_INT) errors.push(userError(at('usageLimit'), `Usage limit must be less than or equal to ${LARGEST_INT}`, 'LESS_THAN_OR_EQUAL_TO'));
    else if (limit !== null && limit <= 0) errors.push(userError(at('usageLimit'), 'Usage limit must be greater than 0', 'GREATER_THAN'));
    else change.usageLimit = limit;
  }
  if (typeof input.appliesOncePerCustomer === 'boolean') change.appliesOncePerCustomer = input.appliesOncePerCustomer;
}

function ids(value: unknown): number[] {
  return Array.isArray(value) ? value.map((each) => parseGid(String(each))?.id ?? Number(each)) : [];
}

function readContext(state: ShopState, context: Input, present: DiscountContext | undefined, errors: UserErrorShape[]): DiscountContext {
  const customers = object(context.customers);
  if (customers) {
    const before = present?.kind === 'customers' ? present.customerIds : [];
    return { kind: 'customers', customerIds: changedIds(customers, before, 'customer', (id) => state.customers.has(id), ['context', 'customers'], errors) };
  }
  const segments = object(context.customerSegments);
  if (segments) {
    const before = present?.kind === 'segments' ? present.segmentIds : [];
    return { kind: 'segments', segmentIds: changedIds(segments, before, 'customer segment', (id) => state.segments.has(id), ['context', 'customerSegments'], errors) };
  }
  if (context.markets) throw executionError('NOT_IMPLEMENTED_BY_SIMULATED_STORE', 'The simulated store does not implement DiscountContextInput.markets.');
  return { kind: 'all' };
}

function changedIds(input: Input, before: readonly number[], noun: string, exists: (id: number) => boolean, path: string[], errors: UserErrorShape[]): number[] {
  const [add, remove] = [ids(input.add), ids(input.remove)];
  if (add.some((id) => remove.includes(id))) throw executionError('BAD_REQUEST', `A ${noun} id is present in \`add\` and \`remove\` fields`);
  for (const id of add) if (!exists(id)) errors.push(userError(at(...path, 'add'), `${noun[0]?.toUpperCase()}${noun.slice(1)} with id: ${id} is invalid`, 'INVALID'));
  return [...new Set([...before, ...add])].filter((id) => !remove.includes(id));
}

function readCustomerGets(state: ShopState, gets: Input, change: BasicChange, errors: UserErrorShape[]): void {
  const value = object(gets.value);
  if (value) {
    const given = ['percentage', 'discountOnQuantity', 'discountAmount'].filter((name) => value[name] != null);
    if (given.length > 1) throw executionError('BAD_REQUEST', 'A discount can only have one of percentage, discountOnQuantity or discountAmount.');
    const read = readValue(value, errors);
    if (read) change.value = read;
  }
  const items = object(gets.items);
  if (items) change.items = readItems(state, items, errors);
}

function readValue(value: Input, errors: UserErrorShape[]): DiscountValue | null {
  if (value.percentage != null) {
    const percentage = Number(value.percentage);
    if (percentage >= 0 && percentage <= 1) return { kind: 'percentage', percentage };
    errors.push(userError(at('customerGets', 'value', 'percentage'), 'Value must be between 0.0 and 1.0', 'VALUE_OUTSIDE_RANGE'));
    return null;
  }
  const amount = object(value.discountAmount);
  if (amount) {
    if (Number(amount.amount) >= 0) return { kind: 'amount', amount: String(amount.amount), onEachItem: amount.appliesOnEachItem === true };
    // The real message looks inverted, and is.
    errors.push(userError(at('customerGets', 'value', 'discountAmount', 'amount'), 'Value must be less than or equal to 0', 'LESS_THAN_OR_EQUAL_TO'));
    return null;
  }
  errors.push(userError(at('customerGets', 'value', 'discountOnQuantity'), 'discountOnQuantity field is only permitted with bxgy discounts.', 'INVALID'));
  return null;
}

function readItems(state: ShopState, items: Input, errors: UserErrorShape[]): DiscountItems {
  if (items.collections) throw executionError('NOT_IMPLEMENTED_BY_SIMULATED_STORE', 'The simulated store does not implement DiscountItemsInput.collections.');
  const products = object(items.products);
  if (!products) return { kind: 'all' };
  const productIds = ids(products.productsToAdd);
  const variantIds = ids(products.productVariantsToAdd);
  const path = ['customerGets', 'items', 'products'];
  for (const id of productIds) if (!state.products.has(id)) errors.push(userError(at(...path, 'productsToAdd'), `Product with id: ${id} is invalid`, 'INVALID'));
  for (const id of variantIds) if (!state.variants.has(id)) errors.push(userError(at(...path, 'productVariantsToAdd'), `Product variant with id: ${id} is invalid`, 'INVALID'));
  return { kind: 'products', productIds, variantIds };
}

function readMinimum(minimum: Input | null, errors: UserErrorShape[]): DiscountMinimum | null {
  const subtotal = object(minimum?.subtotal)?.greaterThanOrEqualToSubtotal;
  const quantity = object(minimum?.quantity)?.greaterThanOrEqualToQuantity;
  if (subtotal != null && quantity != null) {
    for (const [outer, inner] of [['subtotal', 'greaterThanOrEqualToSubtotal'], ['quantity', 'greaterThanOrEqualToQuantity']] as const) {
      errors.push(userError(at('minimumRequirement', outer, inner), 'Minimum subtotal cannot be defined when minimum quantity is.', 'CONFLICT'));
    }
    return null;
  }
  if (subtotal != null) return { kind: 'subtotal', amount: `${subtotal as string | number}` };
  return quantity == null ? null : { kind: 'quantity', quantity: Number(quantity) };
}
