// The checkout and its rules for codes; what becomes of orders and customers afterwards.
import { describe, expect, test } from 'vitest';
import { customerOf, openStore, type Loose } from './support/open-store.ts';

const store = openStore();
const held = { number: 0 };

async function makeCode(more: object = {}): Promise<{ code: string; id: string }> {
  held.number += 1;
  const code = `PRN-${held.number}`;
  const answer = await store.gql('mutation C($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) { codeDiscountNode { id } userErrors { field message code } } }', {
    d: { title: code, code, startsAt: '2026-01-01T00:00:00Z', context: { all: 'ALL' }, customerGets: { value: { percentage: 0.15 }, items: { all: true } }, ...more },
  });
  expect(answer.data.discountCodeBasicCreate.userErrors).toEqual([]);
  return { code, id: answer.data.discountCodeBasicCreate.codeDiscountNode.id };
}

const variant = (sku: string) => [...store.running.state.variants.values()].find((each) => each.sku === sku)?.id;
const buy = (email: string | null, discountCode: string | null, more: object = {}) =>
  store.control('/checkout', { customerId: email === null ? null : customerOf(store, email), lines: [{ variantId: variant('MUG'), quantity: 2 }, { variantId: variant('TEA'), quantity: 1 }], discountCode, ...more });
const bound = (email: string) => ({ context: { customers: { add: [`gid://shopify/Customer/${customerOf(store, email)}`] } }, usageLimit: 1, appliesOncePerCustomer: true });

describe('a code at the checkout', () => {
  test('bound to a customer: hers once, not twice, nobody else’s; whatever the case', async () => {
    const { code } = await makeCode(bound('ada@example.com'));
    expect(await buy('bob@example.com', code)).toEqual({ outcome: 'refused', reason: 'not-for-customer' });
    expect(await buy(null, code)).toEqual({ outcome: 'refused', reason: 'not-for-customer' });
    const orders = store.running.state.orders.size;
    const placed = await buy('ada@example.com', code.toLowerCase());
    expect(placed).toMatchObject({ outcome: 'placed', order: { discountCodes: [code], subtotal: '28.05', discountTotal: '4.95', total: '28.05', financialStatus: 'PAID' } });
    expect(await buy('ada@example.com', code)).toEqual({ outcome: 'refused', reason: 'used-up' });
    expect(store.running.state.orders.size).toBe(orders + 1);
    expect(store.running.store.ledger.of('code-redeemed').map((entry) => entry.detail.code)).toEqual([code]);
    expect(store.running.store.ledger.of('code-refused').map((entry) => entry.detail.reason)).toEqual(['not-for-customer', 'not-for-customer', 'used-up']);
    const read = await store.gql(`{ codeDiscountNodeByCode(code: "${code}") { codeDiscount { ... on DiscountCodeBasic { asyncUsageCount } } } orders(first: 1, query: "discount_code:${code}") { nodes { discountCode totalDiscountsSet { shopMoney { amount } } lineItems(first: 2) { nodes { totalDiscountSet { shopMoney { amount } } } } } } }`);
    expect(read.data.codeDiscountNodeByCode.codeDiscount.asyncUsageCount).toBe(1);
    expect(read.data.orders.nodes[0]).toMatchObject({ discountCode: code, totalDiscountsSet: { shopMoney: { amount: '4.95' } } });
    const shares = (read.data.orders.nodes[0]?.lineItems.nodes as unknown as { totalDiscountSet: { shopMoney: { amount: string } } }[]).map((line) => line.totalDiscountSet.shopMoney.amount);
    expect(shares).toEqual(['3.75', '1.2']);
  });

  test('two at the same moment: one gets it', async () => {
    const { code } = await makeCode({ usageLimit: 1 });
    const outcomes = (await Promise.all([buy('ada@example.com', code), buy('bob@example.com', code), buy('cleo@example.com', code)])).map((each: Loose) => each.outcome);
    expect([...outcomes].sort()).toEqual(['placed', 'refused', 'refused']);
  });

  test('dates, repetition, minimum, items and unknown codes', async () => {
    expect(await buy('ada@example.com', 'NO-SUCH-CODE')).toMatchObject({ reason: 'code-unknown' });
    expect(await buy('ada@example.com', (await makeCode({ startsAt: '2099-01-01T00:00:00Z' })).code)).toMatchObject({ reason: 'not-started' });
    const dated = await makeCode({ endsAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await buy('ada@example.com', dated.code, { at: Date.now() + 7_200_000 })).toMatchObject({ reason: 'expired' });
    expect(await buy('ada@example.com', dated.code)).toMatchObject({ outcome: 'placed' });
    const once = await makeCode({ appliesOncePerCustomer: true });
    expect(await buy('ada@example.com', once.code)).toMatchObject({ outcome: 'placed' });
    expect(await buy('ada@example.com', once.code)).toMatchObject({ reason: 'once-per-customer' });
    expect(await buy('bob@example.com', once.code)).toMatchObject({ outcome: 'placed' });
    expect(await buy('ada@example.com', (await makeCode({ minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '33.01' } } })).code)).toMatchObject({ reason: 'minimum-not-met' });
    const tea = [...store.running.state.products.values()].find((product) => product.title === 'Tea')?.id;
    const teaOnly = await makeCode({ customerGets: { value: { discountAmount: { amount: '100', appliesOnEachItem: false } }, items: { products: { productsToAdd: [`gid://shopify/Product/${tea}`] } } } });
    expect(await buy('ada@example.com', teaOnly.code, { lines: [{ variantId: variant('MUG'), quantity: 1 }] })).toMatchObject({ reason: 'no-matching-items' });
    expect(await buy('ada@example.com', teaOnly.code)).toMatchObject({ order: { discountTotal: '8', total: '25' } });
  });

  test('a code that was switched off or deleted', async () => {
    const { code, id } = await makeCode();
    await store.gql(`mutation { discountCodeDeactivate(id: "${id}") { userErrors { message } } }`);
    expect(await buy('ada@example.com', code)).toMatchObject({ reason: 'expired' });
    await store.gql(`mutation { discountCodeDelete(id: "${id}") { userErrors { message } } }`);
    expect(await buy('ada@example.com', code)).toMatchObject({ reason: 'code-unknown' });
  });
});

describe('after the sale', () => {
  test('a refund in part, then in full; never more than was paid', async () => {
    const { order } = await buy('cleo@example.com', null);
    const line = order.lines[0];
    const part = await store.control('/orders/refund', { orderId: order.id, lines: [{ lineId: line?.id, quantity: 1 }] });
    expect(part).toMatchObject({ outcome: 'refunded', refund: { amount: '12.5' }, order: { financialStatus: 'PARTIALLY_REFUNDED', currentTotal: '20.5', refunded: '12.5' } });
    expect(await store.control('/orders/refund', { orderId: order.id, amount: '21' })).toMatchObject({ outcome: 'refused' });
    expect(await store.control('/orders/refund', { orderId: order.id })).toMatchObject({ order: { financialStatus: 'REFUNDED', currentTotal: '0', refunded: '33' } });
    expect((await store.gql(`{ customer(id: "gid://shopify/Customer/${customerOf(store, 'cleo@example.com')}") { numberOfOrders } }`)).data.customer.numberOfOrders).toEqual(expect.any(String));
  });

  test('cancelled once', async () => {
    const { order } = await buy('cleo@example.com', null);
    expect(await store.control('/orders/cancel', { orderId: order.id, reason: 'CUSTOMER' })).toMatchObject({ outcome: 'cancelled', order: { cancelReason: 'CUSTOMER', currentTotal: '0', financialStatus: 'REFUNDED' } });
    expect(await store.control('/orders/cancel', { orderId: order.id })).toEqual({ outcome: 'already' });
  });

  test('deleted, it is gone, and its customer has one order less', async () => {
    const { order } = await buy('bob@example.com', null);
    await store.control('/orders/delete', { orderId: order.id });
    expect((await store.gql(`{ order(id: "gid://shopify/Order/${order.id}") { id } }`)).data.order).toBeNull();
    expect(store.running.state.customers.get(customerOf(store, 'bob@example.com'))?.orderIds).not.toContain(order.id);
  });

  test('customers with orders are not deleted; two become one', async () => {
    const dora = await store.control('/customers', { email: ' do ra@example.com', firstName: ' Dora ' });
    expect(dora).toMatchObject({ email: 'dora@example.com', firstName: 'Dora' });
    const ada = customerOf(store, 'ada@example.com');
    expect(await store.control('/customers/delete', { customerId: ada })).toEqual({ outcome: 'has-orders' });
    await store.control('/customers/tags', { customerId: dora.id, add: ['friend'] });
    await buy('dora@example.com', null);
    const before = store.running.state.customers.get(ada)?.orderIds.length ?? 0;
    expect(await store.control('/customers/merge', { keptId: ada, mergedId: dora.id })).toMatchObject({ outcome: 'merged', kept: { tags: ['friend', 'VIP'] } });
    expect(store.running.state.customers.get(ada)?.orderIds).toHaveLength(before + 1);
    expect((await store.gql(`{ customer(id: "gid://shopify/Customer/${dora.id}") { id } }`)).data.customer).toBeNull();
    const eve = await store.control('/customers', { email: 'eve@example.com' });
    expect(await store.control('/customers/delete', { customerId: eve.id })).toEqual({ outcome: 'deleted' });
  });
});
