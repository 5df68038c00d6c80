import { beforeEach, describe, expect, test } from 'vitest';
import { AskMerchant, GiveUp, RetryLater } from '../../app/domain/outcomes.ts';
import { type AdminClient, adminClient } from '../../app/shopify/admin-client.ts';
import { AdminApiError, EffectUnknown } from '../../app/shopify/admin/errors.ts';
import { ADD_TAGS, READ_TAGS } from '../../app/write-back/customer-tags/tag-operations.ts';
import { useDatabase } from '../support/database.ts';
import { type Answer, type Asked, COST, storeSession, useScriptedShopify } from './scripted-shopify.ts';

const db = useDatabase({ queue: false });
const shopify = useScriptedShopify();
const id = 'gid://shopify/Customer/1';
const read: Answer = { json: { data: { nodes: [{ id, tags: ['VIP'] }] }, extensions: { cost: { ...COST, requestedQueryCost: 1, actualQueryCost: 1 } } } };
const added: Answer = { json: { data: { tagsAdd: { userErrors: [] } }, extensions: { cost: COST } } };
const refusal = (code: string, data: unknown = null): Answer => ({ json: { data, errors: [{ message: code, path: ['nodes'], extensions: { code } }], extensions: { cost: COST } } });

let client: AdminClient;
let domain: string;

/** One answer after the other; the last one stays. */
function inTurn(...answers: Answer[]): (asked: Asked) => Answer {
  return () => (answers.length > 1 ? answers.shift() : answers[0]) ?? read;
}

beforeEach(async () => {
  ({ domain } = await db.newShop());
  await storeSession(domain);
  client = await adminClient(domain, { timeoutMs: 400, queryRetriesMs: [5, 5, 5] });
});

const readTags = () => client.request(READ_TAGS, { ids: [id] });
const addTags = () => client.request(ADD_TAGS, { id, add: ['perennial:alert'] });

test('a request carries the token, the version and the shop', async () => {
  shopify.answer(() => read);
  expect(await readTags()).toEqual({ nodes: [{ id, tags: ['VIP'] }] });
  expect(shopify.asked).toHaveLength(1);
  expect(shopify.asked[0]).toMatchObject({ path: '/admin/api/2026-10/graphql.json', operationName: 'readTags', headers: { 'x-shopify-access-token': 'shpat_first', 'x-simulated-shop': domain } });
});

describe('a query whose answer does not come is asked again, and then later', () => {
  const faults: [string, Answer][] = [
    ['connection reset', { fault: 'reset' }],
    ['cut-off body', { fault: 'truncated' }],
    ['silence', { fault: 'silent' }],
    ['HTTP 502', { status: 502, json: {} }],
    ['HTTP 503', { status: 503, json: {} }],
    ['HTTP 429', { status: 429, json: {}, headers: { 'retry-after': '0.01' } }],
    ['INTERNAL_SERVER_ERROR', refusal('INTERNAL_SERVER_ERROR')],
    ['no data and no errors', { json: { data: null } }],
  ];
  test.each(faults)('%s', async (_name, fault) => {
    shopify.answer(inTurn(fault, fault, read));
    expect(await readTags()).toEqual({ nodes: [{ id, tags: ['VIP'] }] });
    expect(shopify.asked).toHaveLength(3);
    shopify.answer(() => fault);
    const failure = await readTags().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RetryLater);
    expect(failure).not.toBeInstanceOf(EffectUnknown);
    expect(shopify.asked).toHaveLength(3 + 4);
  });

  test.each(faults)('a mutation is sent once only, its effect unknown: %s', async (_name, fault) => {
    shopify.answer(inTurn(fault, added));
    await expect(addTags()).rejects.toBeInstanceOf(EffectUnknown);
    expect(shopify.asked).toHaveLength(1);
  });
});

describe('a throttled request has done nothing and is sent again once there are points', () => {
  const throttled = (currentlyAvailable: number): Answer => ({
    json: {
      data: null,
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: { cost: { requestedQueryCost: 10, actualQueryCost: null, throttleStatus: { maximumAvailable: 100, currentlyAvailable, restoreRate: 10 } } },
    },
  });

  test('after the time that the answer states, also a mutation', async () => {
    shopify.answer(inTurn(throttled(-5), added));
    const startedAt = performance.now();
    await addTags();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_490);
    expect(shopify.asked).toHaveLength(2);
  });

  test('but not for ever', async () => {
    client = await adminClient(domain, { throttledWaitMs: 900 });
    shopify.answer(() => throttled(0));
    const failure = await addTags().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RetryLater);
    expect(failure).not.toBeInstanceOf(EffectUnknown);
    expect((failure as RetryLater).afterMs).toBe(1_000);
  });
});

describe('what no repetition changes is told apart by who can help', () => {
  test.each<[string, Answer, unknown]>([
    ['a missing scope', refusal('ACCESS_DENIED'), { name: 'AskMerchant', code: 'missing-scope' }],
    ['HTTP 402', { status: 402, json: {} }, { name: 'AskMerchant', code: 'shop-frozen' }],
    ['HTTP 423', { status: 423, json: {} }, { name: 'AskMerchant', code: 'shop-locked' }],
    ['HTTP 403', { status: 403, json: {} }, { name: 'GiveUp' }],
    ['HTTP 404', { status: 404, json: {} }, { name: 'GiveUp' }],
    ['an inactive shop', refusal('SHOP_INACTIVE'), { name: 'GiveUp' }],
    ['a document that Shopify does not know', { json: { errors: [{ message: "Field 'x' doesn't exist", extensions: { code: 'undefinedField' } }] } }, { name: 'AdminApiError' }],
    ['HTTP 400', { status: 400, json: {} }, { name: 'AdminApiError' }],
  ])('%s', async (_name, answer, expected) => {
    shopify.answer(() => answer);
    await expect(readTags()).rejects.toMatchObject(expected as object);
    await expect(addTags()).rejects.toMatchObject(expected as object);
    expect(shopify.asked).toHaveLength(2);
  });

  test('the class of each is that of domain/outcomes', async () => {
    shopify.answer(() => refusal('ACCESS_DENIED'));
    await expect(readTags()).rejects.toBeInstanceOf(AskMerchant);
    shopify.answer(() => ({ status: 403, json: {} }));
    await expect(readTags()).rejects.toBeInstanceOf(GiveUp);
    shopify.answer(() => ({ status: 400, json: {} }));
    await expect(readTags()).rejects.toBeInstanceOf(AdminApiError);
  });
});

test('data with errors: refused as a whole, or taken field by field', async () => {
  const data = { nodes: [{ id, tags: ['VIP'] }, null] };
  shopify.answer(() => ({ json: { data, errors: [{ message: 'not approved', path: ['nodes', 1], extensions: { code: 'ACCESS_DENIED' } }], extensions: { cost: COST } } }));
  await expect(readTags()).rejects.toBeInstanceOf(AskMerchant);
  expect(await client.requestPartial(READ_TAGS, { ids: [id] })).toEqual({ data, errors: [{ message: 'not approved', path: ['nodes', 1], code: 'ACCESS_DENIED' }] });
});

test('a token that Shopify refuses is refreshed once, and the request sent again', async () => {
  shopify.answer(({ path, headers }) => {
    if (path === '/admin/oauth/access_token') return { json: { access_token: 'shpat_second', expires_in: 3600, refresh_token: 'shprt_second', refresh_token_expires_in: 7776000, scope: 'write_customers' } };
    return headers['x-shopify-access-token'] === 'shpat_second' ? added : { status: 401, json: {} };
  });
  await addTags();
  expect(shopify.asked.map(({ path }) => path)).toEqual(['/admin/api/2026-10/graphql.json', '/admin/oauth/access_token', '/admin/api/2026-10/graphql.json']);
});

test('a shop that refuses every token has gone', async () => {
  shopify.answer(({ path }) => (path === '/admin/oauth/access_token' ? { json: { access_token: 'shpat_second', expires_in: 3600, refresh_token: 'shprt_second', refresh_token_expires_in: 7776000 } } : { status: 401, json: {} }));
  await expect(addTags()).rejects.toBeInstanceOf(GiveUp);
  expect(shopify.asked).toHaveLength(3);
});

test('a shop without a session is given up before anything is sent', async () => {
  const { domain: other } = await db.newShop();
  await expect(adminClient(other)).rejects.toBeInstanceOf(GiveUp);
  expect(shopify.asked).toHaveLength(0);
});
