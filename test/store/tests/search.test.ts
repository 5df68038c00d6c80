// Search text, pages and the lag of the index (recorded-answers 1, 4 and 5).
import { describe, expect, test } from 'vitest';
import { parseSearch } from '../search/parse-search.ts';
import { customerOf, openStore } from './support/open-store.ts';

const store = openStore();
const emails = async (args: string) => {
  const answer = await store.gql(`{ customers(first: 10, ${args}) { nodes { defaultEmailAddress { emailAddress } } } }`);
  expect(answer.errors).toBeUndefined();
  return (answer.data.customers.nodes as unknown as { defaultEmailAddress: { emailAddress: string } }[]).map((node) => node.defaultEmailAddress.emailAddress.split('@')[0]);
};
const warnings = async (query: string) => ((await store.gql(query)).extensions.search as unknown as { warnings: { code: string; field: string }[]; parsed: string }[] | undefined) ?? [];

describe('filters', () => {
  test('by id, tag, words, brackets, OR and NOT', async () => {
    const ada = customerOf(store, 'ada@example.com');
    expect(await emails(`query: "id:${ada}"`)).toEqual(['ada']);
    expect(await emails(`query: "id:>${ada}"`)).toEqual(['bob', 'cleo']);
    expect(await emails('query: "tag:vip"')).toEqual(['ada']);
    expect(await emails('query: "-tag:vip"')).toEqual(['bob', 'cleo']);
    expect(await emails('query: "NOT (tag:vip OR first_name:Bob)"')).toEqual(['cleo']);
    expect(await emails('query: "stone"')).toEqual(['bob']);
    expect(await emails('query: "bob stone"')).toEqual(['bob']);
    expect(parseSearch("o\\'brien a\\:b")).toEqual({ kind: 'and', parts: [{ kind: 'text', value: "o'brien" }, { kind: 'text', value: 'a:b' }] });
  });

  test('updated_at by a quoted instant and by a day', async () => {
    const { state } = store.running;
    const bob = state.customers.get(customerOf(store, 'bob@example.com'));
    if (!bob) throw new Error('Bob is missing.');
    bob.updatedAt = Date.parse('2026-03-01T12:00:00.400Z');
    expect(await emails(`query: "updated_at:>='2026-03-01T12:00:00Z' updated_at:<='2026-03-01T12:00:00Z'"`)).toEqual(['bob']);
    expect(await emails(`query: "updated_at:>'2026-03-01T12:00:00Z' updated_at:<'2026-03-02T00:00:00Z'"`)).toEqual([]);
    expect(await emails('query: "updated_at:2026-03-01"')).toEqual(['bob']);
  });

  test('an unquoted instant is cut at the colon and read in the shop’s zone, with a warning only', async () => {
    const [report] = await warnings('{ customers(first: 1, query: "updated_at:>=2026-01-01T00:00:00Z") { nodes { id } } }');
    expect(report?.parsed).toBe('updated_at >= "2026-01-01T00:00:00-05:00"');
    expect(report?.warnings).toMatchObject([{ field: '00', code: 'invalid_field' }]);
    expect(parseSearch('updated_at:>=2026-01-01T00:00:00Z')).toMatchObject({ parts: [{ field: 'updated_at', value: '2026-01-01T00' }, { field: '00', value: '00Z' }] });
  });

  test('an unknown filter narrows nothing and warns', async () => {
    expect(await emails('query: "frobnicate:x"')).toHaveLength(3);
    expect((await warnings('{ customers(first: 1, query: "frobnicate:x") { nodes { id } } }'))[0]?.warnings).toMatchObject([{ field: 'frobnicate', code: 'invalid_field' }]);
  });

  test('customersCount leaves tag and email out of account', async () => {
    const query = '{ all: customersCount { count } tagged: customersCount(query: "tag:vip") { count } mailed: customersCount(query: "email:ada@example.com") { count } }';
    expect((await store.gql(query)).data).toEqual({ all: { count: 3 }, tagged: { count: 3 }, mailed: { count: 3 } });
    expect(await warnings(query)).toHaveLength(2);
  });

  test('orders by customer, test, status and discount code; sorted by processing', async () => {
    const bob = customerOf(store, 'bob@example.com');
    const answer = await store.gql(`{ orders(first: 5, query: "customer_id:${bob}", reverse: true) { nodes { name cancelledAt displayFinancialStatus totalRefundedSet { shopMoney { amount currencyCode } } currentTotalPriceSet { shopMoney { amount } } } } tests: ordersCount(query: "test:true") { count } cancelled: ordersCount(query: "status:cancelled") { count } }`);
    expect(answer.data.orders.nodes).toMatchObject([
      { displayFinancialStatus: 'VOIDED', currentTotalPriceSet: { shopMoney: { amount: '0.0' } } },
      { displayFinancialStatus: 'PARTIALLY_REFUNDED', totalRefundedSet: { shopMoney: { amount: '12.5', currencyCode: 'USD' } }, currentTotalPriceSet: { shopMoney: { amount: '12.5' } } },
    ]);
    expect(answer.data).toMatchObject({ tests: { count: 1 }, cancelled: { count: 1 } });
  });
});

describe('pages', () => {
  test('forward and backward, with cursors as Shopify makes them', async () => {
    const ask = async (args: string) => (await store.gql(`{ customers(${args}) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)).data.customers;
    const first = await ask('first: 2');
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(JSON.parse(Buffer.from(first.pageInfo.endCursor, 'base64').toString())).toMatchObject({ last_id: customerOf(store, 'bob@example.com') });
    const second = await ask(`first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(second.nodes).toHaveLength(1);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = await ask(`last: 2, before: "${second.pageInfo.startCursor}"`);
    expect(back.nodes).toEqual(first.nodes);
    expect((await ask('first: 0')).nodes).toEqual([]);
  });

  test('more than 250 or neither first nor last is refused', async () => {
    expect((await store.gql('{ customers(first: 251) { nodes { id } } }')).errors).toBeDefined();
    expect((await store.gql('{ customers { nodes { id } } }')).errors).toMatchObject([{ message: 'you must provide one of first or last' }]);
  });
});

describe('two clocks', () => {
  test('tags and newcomers are found late by search and at once by id', async () => {
    const { store: simulated } = store.running;
    simulated.searchLagMs = 60_000;
    const cleo = `gid://shopify/Customer/${customerOf(store, 'cleo@example.com')}`;
    await store.gql(`mutation { tagsAdd(id: "${cleo}", tags: ["fresh"]) { node { id } } }`);
    const made = (await store.control('/customers', { email: 'dora@example.com', firstName: 'Dora' }));
    expect(await emails('query: "tag:fresh"')).toEqual([]);
    expect(await emails('query: "email:dora@example.com"')).toEqual([]);
    expect((await store.gql(`{ customer(id: "${cleo}") { tags } dora: customer(id: "gid://shopify/Customer/${made.id}") { firstName } }`)).data).toEqual({ customer: { tags: ['fresh'] }, dora: { firstName: 'Dora' } });
    simulated.clockOffsetMs = 61_000;
    expect(await emails('query: "tag:fresh"')).toEqual(['cleo']);
    expect(await emails('query: "email:dora@example.com"')).toEqual(['dora']);
    simulated.clockOffsetMs = 0;
    simulated.searchLagMs = 0;
  });
});
