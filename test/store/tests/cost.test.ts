// Points: the recorded table, the bucket, and the three ways to ask for too much.
import { describe, expect, test } from 'vitest';
import { connectionWeight } from '../graphql/cost.ts';
import { customerOf, openStore } from './support/open-store.ts';

const store = openStore();
const requested = async (query: string, variables?: Record<string, unknown>) => {
  const { cost } = (await store.gql(query, variables)).extensions as unknown as { cost: { requestedQueryCost: number; actualQueryCost: number } };
  return [cost.requestedQueryCost, cost.actualQueryCost];
};

describe('reference: recorded costs', () => {
  test.each([[0, 0], [1, 1], [2, 1], [3, 2], [5, 3], [10, 4], [20, 5], [50, 7], [100, 9], [250, 11]])('weight of first: %i is %i', (first, weight) => {
    expect(connectionWeight(first)).toBe(weight);
  });

  test.each([[1, 3], [5, 5], [10, 6], [50, 9], [250, 13]])('a flat list of first: %i asks for %i', async (first, points) => {
    expect((await requested(`{ customers(first: ${first}) { nodes { id } } }`))[0]).toBe(points);
  });

  test('a nested list', async () => {
    expect((await requested('{ customers(first: 250) { nodes { id metafields(first: 10) { nodes { key } } } } }'))[0]).toBe(79);
  });

  test('the size may come from a variable, and nodes and edges are paid for separately', async () => {
    expect((await requested('query Q($n: Int!) { customers(first: $n) { nodes { id } } }', { n: 50 }))[0]).toBe(9);
    expect((await requested('{ customers(first: 10) { nodes { id } edges { cursor node { id } } } }'))[0]).toBe(10);
  });

  test.each([
    ['tagsAdd, not found', 'mutation { tagsAdd(id: "gid://shopify/Customer/1", tags: ["a"]) { node { id } userErrors { field message } } }', 10, 10],
    ['three counts', '{ a: customersCount { count } b: ordersCount { count } c: productsCount { count precision } }', 30, 30],
    ['bulkOperation', '{ bulkOperation(id: "gid://shopify/BulkOperation/1") { id status } }', 1, 1],
    ['stagedUploadsCreate', 'mutation { stagedUploadsCreate(input: [{ filename: "a", mimeType: "text/jsonl", httpMethod: POST, resource: BULK_MUTATION_VARIABLES }]) { stagedTargets { url parameters { name value } } userErrors { message } } }', 11, 11],
    ['bulkOperationRunQuery', 'mutation { bulkOperationRunQuery(query: "") { bulkOperation { id } userErrors { code } } }', 10, 10],
    ['customers, one hit of five', '{ customers(first: 5, query: "email:\\"ada@example.com\\"") { nodes { id tags } } }', 5, 4],
    ['metafieldsDelete', 'mutation { metafieldsDelete(metafields: [{ ownerId: "gid://shopify/Customer/1", namespace: "abc", key: "xy" }]) { deletedMetafields { key } userErrors { message } } }', 10, 10],
    ['shop with plan', '{ shop { id plan { shopifyPlus } } }', 2, 2],
  ])('%s', async (_name, query, wanted, actual) => {
    expect(await requested(query)).toEqual([wanted, actual]);
  });

  test('a customer with his address objects', async () => {
    const id = `gid://shopify/Customer/${customerOf(store, 'ada@example.com')}`;
    expect(await requested('query Q($id: ID!) { customer(id: $id) { id defaultEmailAddress { emailAddress } } }', { id })).toEqual([2, 2]);
  });

  test('discountCodeBasicCreate: 10, 11 with codeDiscount, 17 with ten codes', async () => {
    const input = '{ title: "T", code: "X-%", startsAt: "2026-01-01T00:00:00Z", context: { all: ALL }, customerGets: { value: { percentage: 0.1 }, items: { all: true } } }';
    const make = (code: string, selection: string) => `mutation { discountCodeBasicCreate(basicCodeDiscount: ${input.replace('%', code)}) { codeDiscountNode { id ${selection} } userErrors { code } } }`;
    expect((await requested(make('1', '')))[0]).toBe(10);
    expect((await requested(make('2', 'codeDiscount { ... on DiscountCodeBasic { title } }')))[0]).toBe(11);
    expect((await requested(make('3', 'codeDiscount { ... on DiscountCodeBasic { title codes(first: 10) { nodes { code } } } }')))[0]).toBe(17);
  });

  test('each alias of a mutation is paid for', async () => {
    const aliases = Array.from({ length: 25 }, (_, n) => `a${n}: segmentCreate(name: "S${n}", query: "amount_spent > 1") { segment { id } userErrors { message } }`).join(' ');
    expect(await requested(`mutation { ${aliases} }`)).toEqual([250, 250]);
  });
});

describe('the bucket', () => {
  test('shows what is left after the debit, at the recorded size', async () => {
    const other = (await store.control('/shops', { domain: 'bucket.myshopify.com' })) as unknown as { accessToken: string };
    const answer = (await (await store.post({ query: 'mutation { tagsAdd(id: "gid://shopify/Customer/1", tags: ["a"]) { node { id } } }' }, { 'x-simulated-shop': 'bucket.myshopify.com', 'x-shopify-access-token': other.accessToken })).json()) as { extensions: { cost: unknown } };
    expect(answer.extensions.cost).toEqual({ requestedQueryCost: 10, actualQueryCost: 10, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1990, restoreRate: 100 } });
  });

  test('THROTTLED, HTTP 200, when it is not enough, and nothing happens; then it fills again', async () => {
    await store.control('/bucket', { maximumAvailable: 30, restoreRate: 200 });
    const id = `gid://shopify/Customer/${customerOf(store, 'bob@example.com')}`;
    const tag = (name: string) => store.gql(`mutation { tagsAdd(id: "${id}", tags: ["${name}"]) { node { id } } }`);
    const answers = await Promise.all(['t1', 't2', 't3', 't4', 't5', 't6'].map(tag));
    const throttled = answers.filter((answer) => answer.errors);
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled[0]?.errors).toEqual([{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: expect.any(String) as string } }]);
    expect(throttled[0]).not.toHaveProperty('data');
    expect(throttled[0]?.extensions.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: null, throttleStatus: { maximumAvailable: 30, restoreRate: 200 } });
    expect(store.running.state.customers.get(customerOf(store, 'bob@example.com'))?.tags).toHaveLength(6 - throttled.length);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await tag('t7')).errors).toBeUndefined();
    // Filled before the next question comes, however soon that is.
    await store.control('/bucket', { maximumAvailable: 2000, restoreRate: 100_000 });
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  test('MAX_COST_EXCEEDED above 1,000 points', async () => {
    const answer = await store.gql('{ customers(first: 250) { nodes { orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id } } } } } } }');
    expect(answer.errors).toMatchObject([{ extensions: { code: 'MAX_COST_EXCEEDED', maxCost: 1000 } }]);
    expect(answer).not.toHaveProperty('data');
  });

  test('metafieldsSet: 10 and 1 for each owner, however many fields each has', async () => {
    const field = (customer: number, key: string) => ({ ownerId: `gid://shopify/Customer/${customer}`, namespace: 'abc', key, value: '1', type: 'number_integer' });
    const answer = await store.gql('mutation M($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { code } } }', { m: [field(1, 'xy'), field(1, 'yz'), field(2, 'xy')] });
    expect(answer.extensions.cost).toMatchObject({ requestedQueryCost: 12 });
  });

  test('MAX_INPUT_SIZE_EXCEEDED above 250 items: no data, actual null, the bucket pays', async () => {
    const metafields = Array.from({ length: 251 }, () => ({ ownerId: 'gid://shopify/Customer/1', namespace: 'abc', key: 'xy', value: '1', type: 'number_integer' }));
    const answer = await store.gql('mutation M($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { code } } }', { m: metafields });
    expect(answer.errors).toEqual([
      { message: 'The input array size of 251 is greater than the maximum allowed of 250.', path: ['metafieldsSet', 'metafields'], extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } },
    ]);
    expect(answer).not.toHaveProperty('data');
    expect(answer.extensions.cost).toMatchObject({ requestedQueryCost: 11, actualQueryCost: null });
  });
});
