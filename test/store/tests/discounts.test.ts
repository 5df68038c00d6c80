// Code discounts, replayed from what was recorded (section 8).
import { beforeEach, describe, expect, test } from 'vitest';
import { customerOf, eventually, openStore, type Loose } from './support/open-store.ts';

const store = openStore();
const held = { number: 0 };
beforeEach(() => {
  held.number += 1;
});

const base = () => ({
  title: 'Come back',
  code: `CODE-${held.number}`,
  startsAt: '2026-01-01T00:00:00.700Z',
  context: { all: 'ALL' },
  customerGets: { value: { percentage: 0.1 }, items: { all: true } },
});

const NODE = `codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic {
  title status summary startsAt endsAt usageLimit appliesOncePerCustomer asyncUsageCount discountClasses updatedAt
  codesCount { count precision } codes(first: 5) { nodes { id code asyncUsageCount } }
  context { __typename ... on DiscountCustomers { customers { id } } }
  combinesWith { orderDiscounts productDiscounts shippingDiscounts }
  minimumRequirement { __typename ... on DiscountMinimumSubtotal { greaterThanOrEqualToSubtotal { amount } } }
  customerGets { value { __typename ... on DiscountPercentage { percentage } } items { __typename } } } } }`;

async function create(more: object = {}): Promise<Loose> {
  const query = `mutation C($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) { ${NODE} userErrors { field message code } } }`;
  const answer = await store.gql(query, { d: { ...base(), ...more } });
  expect(answer.errors).toBeUndefined();
  return answer.data.discountCodeBasicCreate;
}

async function run(mutation: string, variables: Record<string, unknown>): Promise<Loose> {
  const answer = await store.gql(mutation, variables);
  expect(answer.errors).toBeUndefined();
  return Object.values(answer.data)[0] as Loose;
}

const switchTo = (verb: 'Activate' | 'Deactivate', id: unknown) => run(`mutation S($id: ID!) { discountCode${verb}(id: $id) { ${NODE} userErrors { field message code } } }`, { id });
const update = (id: unknown, d: object) => run(`mutation U($id: ID!, $d: DiscountCodeBasicInput!) { discountCodeBasicUpdate(id: $id, basicCodeDiscount: $d) { ${NODE} userErrors { field message code } } }`, { id, d });

describe('the life of a discount', () => {
  test('create shows what was asked for, with startsAt cut to seconds', async () => {
    const { codeDiscountNode, userErrors } = await create({ minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '1.00' } } });
    expect(userErrors).toEqual([]);
    expect(codeDiscountNode.codeDiscount).toMatchObject({
      status: 'ACTIVE',
      summary: '10% off one-time purchase products • Minimum purchase of $1.00',
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: null,
      discountClasses: ['ORDER'],
      codesCount: { count: 1, precision: 'EXACT' },
      context: { __typename: 'DiscountBuyerSelectionAll' },
      combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false },
      customerGets: { value: { percentage: 0.1 }, items: { __typename: 'AllDiscountItems' } },
    });
  });

  test('bound to a customer by context', async () => {
    const id = `gid://shopify/Customer/${customerOf(store, 'ada@example.com')}`;
    const { codeDiscountNode } = await create({ context: { customers: { add: [id] } }, usageLimit: 1, appliesOncePerCustomer: true });
    expect(codeDiscountNode.codeDiscount).toMatchObject({ context: { __typename: 'DiscountCustomers', customers: [{ id }] }, usageLimit: 1, appliesOncePerCustomer: true });
  });

  test('a new code keeps the redeem code’s id; no code keeps the code', async () => {
    const { codeDiscountNode } = await create();
    const before = codeDiscountNode.codeDiscount.codes.nodes[0];
    const renamed = await update(codeDiscountNode.id, { code: `NEW-${held.number}` });
    expect(renamed.codeDiscountNode.codeDiscount.codes.nodes).toEqual([{ ...before, code: `NEW-${held.number}` }]);
    const retitled = await update(codeDiscountNode.id, { title: 'Other' });
    expect(retitled.codeDiscountNode.codeDiscount).toMatchObject({ title: 'Other', codes: { nodes: [{ code: `NEW-${held.number}` }] } });
    expect((await store.gql(`{ codeDiscountNodeByCode(code: "CODE-${held.number}") { id } }`)).data.codeDiscountNodeByCode).toBeNull();
  });

  test('deactivating ends it now and activating clears the end; a planned start is lost', async () => {
    const { codeDiscountNode } = await create({ startsAt: '2099-01-01T00:00:00Z' });
    expect(codeDiscountNode.codeDiscount.status).toBe('SCHEDULED');
    const off = (await switchTo('Deactivate', codeDiscountNode.id)).codeDiscountNode.codeDiscount;
    expect(off.status).toBe('EXPIRED');
    expect(off.startsAt).toBe(off.endsAt);
    const on = (await switchTo('Activate', codeDiscountNode.id)).codeDiscountNode.codeDiscount;
    expect(on).toMatchObject({ status: 'ACTIVE', endsAt: null });
    expect((await switchTo('Activate', codeDiscountNode.id)).codeDiscountNode.codeDiscount.updatedAt).toBe(on.updatedAt);
  });

  test('deleted, it reads null, and again it is unknown', async () => {
    const { codeDiscountNode } = await create();
    const remove = () => run('mutation D($id: ID!) { discountCodeDelete(id: $id) { deletedCodeDiscountId userErrors { field message code } } }', { id: codeDiscountNode.id });
    expect(await remove()).toEqual({ deletedCodeDiscountId: codeDiscountNode.id, userErrors: [] });
    expect(await remove()).toEqual({ deletedCodeDiscountId: null, userErrors: [{ field: ['id'], message: 'Code discount does not exist.', code: 'INVALID' }] });
    expect((await store.gql(`{ codeDiscountNodeByCode(code: "CODE-${held.number}") { id } node(id: "${codeDiscountNode.id}") { id } }`)).data).toEqual({ codeDiscountNodeByCode: null, node: null });
    expect((await update('gid://shopify/DiscountCodeNode/1', { title: 'x' })).userErrors).toEqual([{ field: ['id'], message: 'Discount does not exist', code: null }]);
  });

  test('the list by query lags, the count and the code do not', async () => {
    await store.control('/search-lag', { ms: 60_000 });
    await create({ title: 'Lagging' });
    const look = (await store.gql(`{ discountNodes(first: 5, query: "title:Lagging") { nodes { id } } discountNodesCount(query: "title:Lagging") { count } codeDiscountNodeByCode(code: "code-${held.number}") { id } }`)).data;
    expect(look).toMatchObject({ discountNodes: { nodes: [] }, discountNodesCount: { count: 1 }, codeDiscountNodeByCode: { id: expect.stringContaining('DiscountCodeNode') as string } });
    await store.control('/search-lag', { ms: 0 });
    store.running.store.clockOffsetMs = 61_000;
    const found = (await store.gql('{ discountNodes(first: 5, query: "title:Lagging") { nodes { id discount { ... on DiscountCodeBasic { title } } } } }')).data.discountNodes.nodes;
    store.running.store.clockOffsetMs = 0;
    expect(found).toMatchObject([{ id: expect.stringMatching(/DiscountNode\/\d+/) as string, discount: { title: 'Lagging' } }]);
  });
});

describe('what is refused', () => {
  const field = (...path: string[]) => ['basicCodeDiscount', ...path];
  test.each([
    ['no start', { startsAt: undefined }, field('startsAt'), "Starts at can't be blank", 'BLANK'],
    ['the end before the start', { endsAt: '2025-01-01T00:00:00Z' }, field('endsAt'), 'Ends at needs to be after starts_at', 'INVALID'],
    ['no title', { title: '' }, field('title'), "Title can't be blank", 'BLANK'],
    ['no code', { code: undefined }, field('code'), "Code can't be blank", 'BLANK'],
    ['an empty code', { code: '' }, field('code'), 'Code is too short (minimum is 1 character)', 'TOO_SHORT'],
    ['a line break in the code', { code: 'A\nB' }, field('code'), 'Code cannot contain newline characters.', 'INVALID'],
    ['150 %', { customerGets: { value: { percentage: 1.5 }, items: { all: true } } }, field('customerGets', 'value', 'percentage'), 'Value must be between 0.0 and 1.0', 'VALUE_OUTSIDE_RANGE'],
    ['no use at all', { usageLimit: 0 }, field('usageLimit'), 'Usage limit must be greater than 0', 'GREATER_THAN'],
    ['an unknown product', { customerGets: { value: { percentage: 0.1 }, items: { products: { productsToAdd: ['gid://shopify/Product/999999999999'] } } } }, field('customerGets', 'items', 'products', 'productsToAdd'), 'Product with id: 999999999999 is invalid', 'INVALID'],
  ])('%s', async (_name, more, path, message, code) => {
    const { codeDiscountNode, userErrors } = await create(more);
    expect(codeDiscountNode).toBeNull();
    expect(userErrors).toEqual([{ field: path, message, code }]);
  });

  test('a code that is taken, whatever its case; one’s own is fine', async () => {
    const { codeDiscountNode } = await create();
    expect((await create({ code: `code-${held.number}` })).userErrors).toEqual([{ field: field('code'), message: 'Code must be unique. Please try a different code.', code: 'TAKEN' }]);
    expect((await update(codeDiscountNode.id, { code: `CODE-${held.number}` })).userErrors).toEqual([]);
  });

  test('two minimums are two conflicts; two values are an error of the request', async () => {
    const both = { subtotal: { greaterThanOrEqualToSubtotal: '5' }, quantity: { greaterThanOrEqualToQuantity: '2' } };
    expect((await create({ minimumRequirement: both })).userErrors).toMatchObject([{ code: 'CONFLICT' }, { code: 'CONFLICT' }]);
    const answer = await store.gql('mutation C($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) { userErrors { code } } }', {
      d: { ...base(), customerGets: { value: { percentage: 0.1, discountAmount: { amount: '5', appliesOnEachItem: false } }, items: { all: true } } },
    });
    expect(answer.errors).toMatchObject([{ message: 'A discount can only have one of percentage, discountOnQuantity or discountAmount.', extensions: { code: 'BAD_REQUEST' } }]);
  });
});

describe('codes in bulk', () => {
  const ADD = 'mutation A($id: ID!, $codes: [DiscountRedeemCodeInput!]!) { discountRedeemCodeBulkAdd(discountId: $id, codes: $codes) { bulkCreation { id done codesCount importedCount failedCount } userErrors { field message code } } }';
  const JOB = 'query J($id: ID!) { discountRedeemCodeBulkCreation(id: $id) { done codesCount importedCount failedCount codes(first: 20) { nodes { code errors { field message code } discountRedeemCode { id } } } } }';

  test('success at once, the truth about each code later', async () => {
    const taken = await create({ code: `TAKEN-${held.number}` });
    expect(taken.userErrors).toEqual([]);
    const { codeDiscountNode } = await create();
    const sent = ['', 'A\nB', 'x'.repeat(256), `DUP-${held.number}`, `dup-${held.number}`, `TAKEN-${held.number}`, `FINE-${held.number}`];
    const { bulkCreation, userErrors } = await run(ADD, { id: codeDiscountNode.id, codes: sent.map((code) => ({ code })) });
    expect(userErrors).toEqual([]);
    expect(bulkCreation).toMatchObject({ done: false, codesCount: 7, importedCount: 0, failedCount: 0 });
    const job = await eventually(async () => {
      const found = (await store.gql(JOB, { id: bulkCreation.id })).data.discountRedeemCodeBulkCreation;
      return found.done ? found : null;
    });
    expect(job).toMatchObject({ importedCount: 2, failedCount: 5 });
    expect(job.codes.nodes.map((each) => each.errors[0]?.message ?? null)).toEqual([
      'is too short (minimum is 1 character)',
      'cannot contain newline characters.',
      'is too long (maximum is 255 characters)',
      null,
      'Codes must be unique within BulkDiscountCodeCreation',
      'must be unique. Please try a different code.',
      null,
    ]);
    expect((await update(codeDiscountNode.id, { code: 'ANOTHER' })).userErrors).toEqual([{ field: ['id'], message: 'Cannot update the code of a bulk discount.', code: null }]);
  });

  test('an unknown discount, no codes, too many codes', async () => {
    expect((await run(ADD, { id: 'gid://shopify/DiscountCodeNode/1', codes: [{ code: 'A' }] })).userErrors).toEqual([{ field: ['discountId'], message: 'Code discount does not exist.', code: 'INVALID' }]);
    const { codeDiscountNode } = await create();
    expect((await run(ADD, { id: codeDiscountNode.id, codes: [] })).userErrors).toEqual([{ field: ['codes'], message: "Codes can't be blank", code: 'BLANK' }]);
    const many = Array.from({ length: 251 }, (_, n) => ({ code: `M-${n}` }));
    expect((await store.gql(ADD, { id: codeDiscountNode.id, codes: many })).errors).toMatchObject([{ extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } }]);
  });
});
