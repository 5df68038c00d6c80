import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { adminClient } from '../../../app/shopify/admin-client.ts';
import { CostBucket } from '../../../app/shopify/admin/pacing.ts';
import { ADD_TAGS, READ_TAGS } from '../../../app/write-back/customer-tags/tag-operations.ts';
import { useDatabase } from '../../support/database.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { storeSession, useScriptedShopify } from '../scripted-shopify.ts';
import { LeakyBucket } from './leaky-bucket.ts';

const db = useDatabase({ queue: false });
const shopify = useScriptedShopify();
const id = 'gid://shopify/Customer/1';

/** Answers after a while that differs, charging the bucket when the request arrives. */
function chargeTo(bucket: LeakyBucket, costs: Record<string, { requested: number; actual: number }>, seed: number): void {
  const random = seededRandom(seed);
  shopify.answer(async ({ operationName }) => {
    await sleep(random() * 20);
    const { requested, actual } = costs[operationName] ?? { requested: 10, actual: 10 };
    const { runs, cost } = bucket.charge(requested, actual);
    await sleep(random() * 20);
    const data = operationName === 'readTags' ? { nodes: [] } : { tagsAdd: { userErrors: [] } };
    return { json: runs ? { data, extensions: { cost } } : { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: { cost } } };
  });
}

let domain: string;
beforeEach(async () => {
  ({ domain } = await db.newShop());
  await storeSession(domain);
});

describe('a sweep of many requests side by side', () => {
  test.each([1, 2, 3])('is never throttled and uses the budget (seed %i)', { timeout: 60_000 }, async (seed) => {
    const bucket = new LeakyBucket(400, 1_000);
    chargeTo(bucket, { addTags: { requested: 10, actual: 10 } }, seed);
    const client = await adminClient(domain);
    const startedAt = performance.now();
    let left = 500;
    const lane = async () => {
      while (left-- > 0) await client.request(ADD_TAGS, { id, add: ['perennial:alert'] });
    };
    await Promise.all(Array.from({ length: 30 }, lane));
    const seconds = (performance.now() - startedAt) / 1000;
    expect(bucket.throttled).toBe(0);
    expect(bucket.spent).toBe(5_000);
    // What the bucket held over its floor at the start, and what came in meanwhile.
    const budget = 400 - 40 + seconds * 1_000;
    expect(bucket.spent / budget).toBeGreaterThan(0.9);
  });

  test('also where answers cost less than was set aside, and requests of several kinds mix', { timeout: 60_000 }, async () => {
    const bucket = new LeakyBucket(500, 1_000);
    chargeTo(bucket, { addTags: { requested: 12, actual: 10 }, readTags: { requested: 80, actual: 25 } }, 4);
    const client = await adminClient(domain);
    let left = 250;
    const lane = async () => {
      for (let mine = left--; mine > 0; mine = left--) {
        if (mine % 5 === 0) await client.request(READ_TAGS, { ids: [id] }, { priority: 'interactive' });
        else await client.request(ADD_TAGS, { id, add: ['perennial:alert'] });
      }
    };
    await Promise.all(Array.from({ length: 25 }, lane));
    expect(bucket.throttled).toBe(0);
  });
});

test('a click does not wait behind a sweep', { timeout: 60_000 }, async () => {
  const bucket = new LeakyBucket(1_000, 200);
  chargeTo(bucket, { readTags: { requested: 20, actual: 20 } }, 5);
  const client = await adminClient(domain);
  const sweep = Promise.all(Array.from({ length: 130 }, () => client.request(ADD_TAGS, { id, add: ['perennial:alert'] })));
  await sleep(600);
  const startedAt = performance.now();
  await client.request(READ_TAGS, { ids: [id] }, { priority: 'interactive' });
  expect(performance.now() - startedAt).toBeLessThan(500);
  await sweep;
  expect(bucket.throttled).toBe(0);
});

test('the view of the bucket takes in what another process spends', async () => {
  let nowMs = 0;
  const bucket = new CostBucket(() => nowMs);
  const answer = (currentlyAvailable: number) => ({ requestedQueryCost: 10, actualQueryCost: 10, throttleStatus: { maximumAvailable: 1_000, currentlyAvailable, restoreRate: 100 } });
  (await bucket.reserve('op', 10, 'background')).settle(answer(990));
  expect(bucket.level).toBe(990);
  (await bucket.reserve('op', 10, 'background')).settle(answer(300));
  expect(bucket.level).toBe(300);
  nowMs += 2_000;
  expect(bucket.level).toBe(500);
});

test('a lost answer counts as spent', async () => {
  const bucket = new CostBucket(() => 0);
  const cost = { requestedQueryCost: 10, actualQueryCost: 10, throttleStatus: { maximumAvailable: 1_000, currentlyAvailable: 990, restoreRate: 100 } };
  (await bucket.reserve('op', 10, 'background')).settle(cost);
  (await bucket.reserve('op', 10, 'background')).settle();
  expect(bucket.level).toBe(980);
});

test('until the size of the bucket is known, one request goes alone', async () => {
  const bucket = new CostBucket(() => 0);
  const first = await bucket.reserve('op', 10, 'background');
  let granted = false;
  const second = bucket.reserve('op', 10, 'background').then((reservation) => {
    granted = true;
    return reservation;
  });
  await sleep(20);
  expect(granted).toBe(false);
  first.settle({ requestedQueryCost: 10, actualQueryCost: 10, throttleStatus: { maximumAvailable: 1_000, currentlyAvailable: 990, restoreRate: 100 } });
  (await second).settle();
});

test('a request dearer than the whole bucket is sent when the bucket is full, not never', async () => {
  const bucket = new CostBucket(() => 0);
  (await bucket.reserve('small', 1, 'background')).settle({ requestedQueryCost: 1, actualQueryCost: 1, throttleStatus: { maximumAvailable: 40, currentlyAvailable: 40, restoreRate: 2 } });
  (await bucket.reserve('dear', 400, 'background')).settle();
});
