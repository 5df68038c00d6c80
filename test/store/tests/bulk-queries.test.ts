// Bulk exports: states, files, refusals (section 3).
import { describe, expect, test } from 'vitest';
import type { StoreHistory } from '../shoppers/types.ts';
import { eventually, openStore, smallHistory, type Loose, type OpenStore } from './support/open-store.ts';

const RUN = 'mutation R($q: String!, $g: Boolean! = false) { bulkOperationRunQuery(query: $q, groupObjects: $g) { bulkOperation { id status objectCount rootObjectCount completedAt fileSize url query errorCode } userErrors { field message code } } }';
const READ = 'query B($id: ID!) { bulkOperation(id: $id) { id type status errorCode objectCount rootObjectCount completedAt fileSize url partialDataUrl } }';
const ORDERS = '#graphql\n{ orders { edges { node { id name customer { id } totalPriceSet { shopMoney { amount } } refunds { id } lineItems { edges { node { id quantity } } } } } } }';

async function start(store: OpenStore, q: string): Promise<Loose> {
  const answer = await store.gql(RUN, { q });
  expect(answer.errors).toBeUndefined();
  return answer.data.bulkOperationRunQuery;
}

function ended(store: OpenStore, id: unknown): Promise<Loose> {
  return eventually(async () => {
    const operation = (await store.gql(READ, { id })).data.bulkOperation;
    return ['COMPLETED', 'FAILED', 'CANCELED'].includes(operation.status) ? operation : null;
  });
}

type Row = { id: string; __parentId?: string };

async function rowsOf(url: string): Promise<{ text: string; rows: Row[] }> {
  const text = await (await fetch(url)).text();
  return { text, rows: text.trimEnd().split('\n').map((line) => JSON.parse(line) as Row) };
}

describe('an export', () => {
  const store = openStore();

  test('goes from CREATED to COMPLETED; counters are strings, slashes escaped, __parentId last, children after their parent', async () => {
    const { bulkOperation, userErrors } = await start(store, ORDERS);
    expect(userErrors).toEqual([]);
    expect(bulkOperation).toMatchObject({ status: 'CREATED', objectCount: '0', rootObjectCount: '0', completedAt: null, fileSize: null, url: null, errorCode: null, query: ORDERS });
    const done = await ended(store, bulkOperation.id);
    expect(done).toMatchObject({ type: 'QUERY', status: 'COMPLETED', objectCount: '11', rootObjectCount: '5', errorCode: null, partialDataUrl: null });
    const url = new URL(done.url);
    expect(Number(url.searchParams.get('Expires')) * 1000).toBe(Date.parse(done.completedAt) + 604_800_000);
    const { text, rows } = await rowsOf(done.url);
    expect(Buffer.byteLength(text)).toBe(Number(done.fileSize));
    expect(text).toContain('gid:\\/\\/shopify\\/Order\\/');
    expect(text.endsWith('\n')).toBe(true);
    expect(rows).toHaveLength(11);
    let parent = '';
    for (const row of rows) {
      if (row.__parentId === undefined) parent = row.id;
      else {
        expect(row.__parentId).toBe(parent);
        expect(Object.keys(row).at(-1)).toBe('__parentId');
      }
    }
  });

  test('a filter applies, and no rows mean no file', async () => {
    const done = await ended(store, (await start(store, '{ orders(query: "test:true") { edges { node { id } } } }')).bulkOperation.id);
    expect(done).toMatchObject({ objectCount: '1' });
    const none = await ended(store, (await start(store, '{ orders(query: "name:nothing") { edges { node { id } } } }')).bulkOperation.id);
    expect(none).toMatchObject({ status: 'COMPLETED', objectCount: '0', url: null, fileSize: null });
  });

  test('tells the values that the API tells', async () => {
    const fields = 'id createdAt updatedAt displayName tags numberOfOrders amountSpent { amount currencyCode } statistics { rfmGroup } lastOrder { id } defaultEmailAddress { emailAddress marketingState } metafield(key: "stage") { value }';
    const done = await ended(store, (await start(store, `{ customers { edges { node { ${fields} } } } }`)).bulkOperation.id);
    const { rows } = await rowsOf(done.url);
    const direct = await store.gql(`{ customers(first: 10) { nodes { ${fields} } } }`);
    expect(rows).toEqual(direct.data.customers.nodes);
  });

  test('the address is signed and ends after seven days', async () => {
    const done = await ended(store, (await start(store, '{ customers { edges { node { id } } } }')).bulkOperation.id);
    expect((await fetch(done.url.replace(/Signature=[^&]+/, 'Signature=forged'))).status).toBe(403);
    store.running.store.clockOffsetMs = 8 * 86_400_000;
    expect((await fetch(done.url)).status).toBe(403);
    store.running.store.clockOffsetMs = 0;
    expect((await fetch(done.url)).status).toBe(200);
  });

  test('a download that broke off can go on from a byte', async () => {
    const done = await ended(store, (await start(store, ORDERS)).bulkOperation.id);
    const whole = await (await fetch(done.url)).text();
    await store.control('/faults', { plan: [{ where: 'bulk-file', fault: { kind: 'cut-off', afterBytes: 200 } }] });
    await expect(fetch(done.url).then((response) => response.text())).rejects.toThrow();
    const rest = await fetch(done.url, { headers: { range: 'bytes=200-' } });
    expect(rest.status).toBe(206);
    expect(await rest.text()).toBe(whole.slice(200));
  });

  test('a field that the store does not have fails at once and loudly', async () => {
    const answer = await store.gql(RUN, { q: '{ orders { edges { node { id shippingLine { title } } } } }' });
    expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'NOT_IMPLEMENTED_BY_SIMULATED_STORE' } });
  });
});

describe('what is refused', () => {
  const store = openStore();
  test.each([
    ['{ shop { id } }', 'Bulk queries must contain at least one connection.'],
    ['', 'Invalid bulk query: syntax error, unexpected end of file'],
    ['mutation { tagsAdd(id: "gid://shopify/Customer/1", tags: []) { node { id } } }', 'Invalid operation type. Only `query` operations are supported.'],
    ['{ customers(first: 5) { nodes { id } } }', "All connection fields in a bulk query must select their contents using 'edges' > 'node'"],
    ['{ orders { edges { node { name lineItems { edges { node { id } } } } } } }', "Connection fields without 'id': orders."],
    ['{ orders { edges { node { id refunds { id refundLineItems { edges { node { id } } } } } } } }', 'Queries that contain a connection field within a list field are not currently supported.'],
    [`{ ${['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}: customers { edges { node { id } } }`).join(' ')} }`, 'Bulk queries cannot contain more than 5 connections.'],
    [`{ customers { edges { node { id } } } } #${'x'.repeat(65_600)}`, 'Query is too large ('],
  ])('%.60s', async (q, message) => {
    const { bulkOperation, userErrors } = await start(store, q);
    expect(bulkOperation).toBeNull();
    expect(userErrors).toMatchObject([{ field: ['query'], code: 'INVALID' }]);
    expect(userErrors[0]?.message).toContain(message);
  });

  test('the sixth at a time, with the ids of the five', async () => {
    await store.control('/bulk', { delayMs: 2000 });
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await start(store, '{ customers { edges { node { id } } } }')).bulkOperation.id);
    const sixth = await start(store, '{ customers { edges { node { id } } } }');
    expect(sixth.userErrors).toMatchObject([{ field: null, code: 'OPERATION_IN_PROGRESS' }]);
    for (const id of ids) expect(sixth.userErrors[0]?.message).toContain(id);
    const CANCEL = 'mutation C($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { field message } } }';
    expect((await store.gql(CANCEL, { id: ids[0] })).data.bulkOperationCancel).toEqual({ bulkOperation: { status: 'CANCELING' }, userErrors: [] });
    expect(await ended(store, ids[0])).toMatchObject({ status: 'CANCELED', completedAt: null, fileSize: null });
    await store.control('/bulk', { delayMs: 20 });
    const last = await start(store, '{ customers { edges { node { id } } } }');
    await ended(store, last.bulkOperation.id);
    expect((await store.gql(CANCEL, { id: last.bulkOperation.id })).data.bulkOperationCancel).toEqual({
      bulkOperation: { status: 'COMPLETED' },
      userErrors: [{ field: null, message: 'A bulk operation cannot be canceled when it is completed' }],
    });
    const list = (await store.gql('{ bulkOperations(first: 3, query: "operation_type:query") { nodes { id } } }')).data.bulkOperations.nodes;
    expect(list[0]?.id).toBe(last.bulkOperation.id);
  });

  test('a token without the scope: FAILED with ACCESS_DENIED', async () => {
    const installation = store.running.state.installation;
    installation?.accessTokens.set('narrow', { token: 'narrow', scopes: ['read_products'], expiresAt: null });
    const answer = await store.gql(RUN, { q: '{ orders { edges { node { id } } } }' }, 'narrow');
    const done = await ended(store, answer.data.bulkOperationRunQuery.bulkOperation.id);
    expect(done).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED', url: null });
  });
});

describe('a large shop', () => {
  const ORDERS_MANY = 3000;
  const history: StoreHistory = {
    ...smallHistory(),
    orders: Array.from({ length: ORDERS_MANY }, (_, n) => ({ customerKey: 'ada', processedAt: Date.now() - n * 60_000, lines: Array.from({ length: 10 }, () => ({ variantKey: 'tea', title: 'Tea', quantity: 1, unitPrice: '8.00' })) })),
  };
  const store = openStore({ history, bulk: { delayMs: 0, scatterSeed: 7 } });

  test('children may lie apart from their parents, and nothing is lost or doubled', async () => {
    const done = await ended(store, (await start(store, ORDERS)).bulkOperation.id);
    expect(done).toMatchObject({ rootObjectCount: String(ORDERS_MANY), objectCount: String(ORDERS_MANY * 11) });
    const { rows } = await rowsOf(done.url);
    expect(new Set(rows.map((row) => row.id)).size).toBe(ORDERS_MANY * 11);
    const seen = new Set<string>();
    let early = 0;
    for (const row of rows) {
      if (row.__parentId === undefined) seen.add(row.id);
      else if (!seen.has(row.__parentId)) early += 1;
    }
    expect(early).toBeGreaterThan(100);
  });

  test('a failed run leaves what it had', async () => {
    await store.control('/bulk', { failAfterRoots: 1 });
    const { bulkOperation } = await start(store, ORDERS);
    const failed = await ended(store, bulkOperation.id);
    expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', url: null });
    expect(failed.partialDataUrl).toContain('/bulk-operation-outputs/');
  });
});
