import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { readRunPage } from '../../../app/records/pages/write-back/run.ts';
import { findTagRuns, getTagRun } from '../../../app/records/tag-runs.ts';
import { applyTagRun } from '../../../app/write-back/customer-tags/apply-tag-run.ts';
import { planTagRun } from '../../../app/write-back/customer-tags/plan-tag-run.ts';
import { stopTagRun } from '../../../app/write-back/customer-tags/stop-tag-run.ts';
import { ADD_TAGS, REMOVE_TAGS } from '../../../app/write-back/customer-tags/tag-operations.ts';
import { undoTagRun } from '../../../app/write-back/customer-tags/undo-tag-run.ts';
import { removeTags } from '../../store/commerce/tags.ts';
import { useDatabase } from '../../support/database.ts';
import { saveSettings } from '../../support/save-settings.ts';
import { score, type StoreShop, useSimulatedStore } from '../simulated-store.ts';
import { applyAll, changeStates, context, lastRun, letTimePass, ownTags, plan } from './runs.ts';

const db = useDatabase();
const store = useSimulatedStore(db, { bulk: { delayMs: 20 } });

const GROUP = (name: string) => `perennial:group:${name}`;
const ACTIVE = 'perennial:stage:active';

let shop: StoreShop;
beforeEach(async () => {
  shop = await store.newShop();
  store.running.runtime.plan.length = 0;
  store.running.runtime.operations.clear();
});

const raiseAlert = (customerId: number) =>
  db.asOwner("insert into churn_alert (shop_id, customer_id, raised_at, risk_score, value_at_risk_minor, cause, updated_at) values ($1, $2, now(), 90, 100, 'drifting', now())", [shop.shopId, customerId]);

/** Shopify refuses one half of what moves a customer, and does the other. @returns what ends it. */
function refuse(refused: 'tagsAdd' | 'tagsRemove'): () => void {
  const send = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.text();
    const { method, headers } = request;
    if (!text.includes('moveTags')) return send(request.url, { method, headers, ...(text ? { body: text } : {}) });
    const { variables } = JSON.parse(text) as { variables: { id: string; add: string[]; remove: string[] } };
    const { id, add, remove } = variables;
    const other = refused === 'tagsAdd' ? { query: REMOVE_TAGS, variables: { id, remove } } : { query: ADD_TAGS, variables: { id, add } };
    const answer = await send(request.url, { method, headers, body: JSON.stringify(other) });
    const { data, ...rest } = (await answer.json()) as { data: object };
    return Response.json({ ...rest, data: { ...data, [refused]: { userErrors: [{ field: null, message: 'Something went wrong' }] } } });
  };
  return () => {
    globalThis.fetch = send;
  };
}

/** Ours only, and that nothing else was lost. */
function expectTags(customerIds: readonly number[], tags: string[], others: string[] = []): void {
  for (const id of customerIds) expect(shop.tagsOf(id), String(id)).toEqual([...tags, ...others].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
}

test('customers get the tags of their group, stage and alert, once, and keep their others', async () => {
  const [champion, atRisk, unscored] = (await store.newCustomers(shop, 3, ['VIP', 'group:other'])) as [number, number, number];
  await score(db, shop.shopId, [champion], 'champions');
  await score(db, shop.shopId, [atRisk], 'at-risk', 'at-risk');
  await raiseAlert(atRisk);
  await plan(shop.shopId);
  expectTags([champion], [GROUP('champions'), ACTIVE], ['VIP', 'group:other']);
  expectTags([atRisk], [GROUP('at-risk'), 'perennial:stage:at-risk', 'perennial:alert'], ['VIP', 'group:other']);
  expectTags([unscored], [], ['VIP', 'group:other']);
  expect(await ownTags(shop.shopId, atRisk)).toEqual(['perennial:alert', GROUP('at-risk'), 'perennial:stage:at-risk']);
  expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', planned: 2, applied: 2, failed: 0, reason: 'scored' });
  const changes = await db.asOwner('select state, reason, applied_at is not null as dated from tag_change where shop_id = $1', [shop.shopId]);
  expect(changes).toEqual([{ state: 'applied', reason: 'scored', dated: true }, { state: 'applied', reason: 'scored', dated: true }]);

  const requests = shop.ledger('tags-added');
  await plan(shop.shopId);
  expect(await findTagRuns(shop.shopId, 10)).toHaveLength(1);
  expect(shop.ledger('tags-added')).toBe(requests);
});

test('a customer who moves loses the old tag and gets the new one, at 20 points; opted out, they lose all', async () => {
  const [id] = (await store.newCustomers(shop, 1, ['VIP'])) as [number];
  await score(db, shop.shopId, [id], 'champions');
  await plan(shop.shopId, [id]);
  store.running.runtime.operations.clear();
  await score(db, shop.shopId, [id], 'loyal');
  await plan(shop.shopId, [id]);
  expectTags([id], [GROUP('loyal'), ACTIVE], ['VIP']);
  expect(store.running.runtime.operations.get('moveTags')).toEqual({ count: 1, points: 20 });
  await db.asOwner('delete from customer_score where shop_id = $1', [shop.shopId]);
  await plan(shop.shopId, [id]);
  expectTags([id], [], ['VIP']);
  expect(await ownTags(shop.shopId, id)).toEqual([]);
});

test('only customers named are looked at, and only what the merchant chose is written', async () => {
  const [one, other] = (await store.newCustomers(shop, 2)) as [number, number];
  await score(db, shop.shopId, [one, other], 'champions');
  await saveSettings(shop.shopId, { tags: { group: true, stage: false, alert: false } });
  await plan(shop.shopId, [one]);
  expectTags([one], [GROUP('champions')]);
  expectTags([other], []);
});

test('the preview says what would be done, and does nothing', async () => {
  const ids = await store.newCustomers(shop, 3);
  await score(db, shop.shopId, ids, 'champions');
  expect(await planTagRun(shop.shopId, { sampleSize: 1 })).toMatchObject({ customers: 3, added: { [GROUP('champions')]: 3, [ACTIVE]: 3 }, removed: {}, points: 30, sample: [{ add: [GROUP('champions'), ACTIVE] }] });
  expect(await findTagRuns(shop.shopId, 10)).toHaveLength(0);
  expect(shop.ledger('tags-added')).toBe(0);
});

test('a customer who is gone is noted with the reason and not tried again', async () => {
  const [gone, there] = (await store.newCustomers(shop, 2)) as [number, number];
  await score(db, shop.shopId, [gone, there], 'champions');
  shop.state.customers.delete(gone);
  await plan(shop.shopId);
  expectTags([there], [GROUP('champions'), ACTIVE]);
  expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', applied: 1, failed: 1 });
  expect(await db.asOwner("select error, attempts from tag_change where shop_id = $1 and state = 'failed'", [shop.shopId])).toEqual([{ error: 'customer-gone', attempts: 1 }]);
});

test('a hundred and fifty customers one by one: the whole budget, never throttled', { timeout: 60_000 }, async () => {
  const ids = await store.newCustomers(shop, 150, ['VIP']);
  await score(db, shop.shopId, ids, 'champions');
  await plan(shop.shopId);
  expect(await lastRun(shop.shopId)).toMatchObject({ state: 'applying', planned: 150, applied: 0 });
  await applyAll(db, shop.shopId);
  expectTags(ids, [GROUP('champions'), ACTIVE], ['VIP']);
  expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', applied: 150 });
  expect(store.running.runtime.operations.get('addTags')).toEqual({ count: 150, points: 1_500 });
  expect(shop.ledger('throttled')).toBe(0);
});

describe('a sweep that is cheaper as files', () => {
  test('goes out as bulk mutations, adds and removals side by side', { timeout: 60_000 }, async () => {
    const ids = await store.newCustomers(shop, 2_500, ['VIP']);
    const moving = ids.slice(0, 1_000);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    await applyAll(db, shop.shopId);
    expectTags(ids, [GROUP('champions'), ACTIVE], ['VIP']);
    expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', planned: 2_500, applied: 2_500, failed: 0 });
    expect(store.running.runtime.operations.get('runTagBulk')?.count).toBe(1);
    expect(store.running.runtime.operations.has('addTags')).toBe(false);
    for (const id of [ids[0], ids.at(-1)]) expect(await ownTags(shop.shopId, id ?? 0)).toEqual([GROUP('champions'), ACTIVE]);

    shop.state.customers.delete(moving[0] ?? 0);
    await score(db, shop.shopId, moving, 'loyal');
    await plan(shop.shopId);
    await applyAll(db, shop.shopId);
    expectTags(moving.slice(1), [GROUP('loyal'), ACTIVE], ['VIP']);
    expectTags(ids.slice(1_000), [GROUP('champions'), ACTIVE], ['VIP']);
    expect(store.running.runtime.operations.get('runTagBulk')?.count).toBe(3);
    expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', planned: 1_000, applied: 999, failed: 1 });
    expect(shop.ledger('throttled')).toBe(0);
  });

  test('whose operation fails half way is finished all the same', { timeout: 60_000 }, async () => {
    const ids = await store.newCustomers(shop, 420);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    (await import('../../store/bulk/run-bulk.ts')).bulkSettings(store.running.store).failAfterRoots = 230;
    await applyAll(db, shop.shopId);
    expectTags(ids, [GROUP('champions'), ACTIVE]);
    expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', applied: 420 });
    expect((await db.asOwner('select error from tag_bulk where shop_id = $1 order by part', [shop.shopId]))[0]).toEqual({ error: 'INTERNAL_SERVER_ERROR' });
  });

  test('with an upload, a start and a result that are lost, starts no operation twice', { timeout: 60_000 }, async () => {
    const ids = await store.newCustomers(shop, 420);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    store.running.runtime.plan.push(
      { where: 'upload', fault: { kind: 'status', status: 503 } },
      { where: 'graphql', operationName: 'runTagBulk', fault: { kind: 'answer-lost' } },
      { where: 'bulk-file', fault: { kind: 'cut-off', afterBytes: 5_000 } },
      { where: 'bulk-file', fault: { kind: 'status', status: 500 } },
    );
    await applyAll(db, shop.shopId);
    expectTags(ids, [GROUP('champions'), ACTIVE]);
    expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', applied: 420, failed: 0 });
    expect([...shop.state.bulkOperations.values()]).toHaveLength(1);
  });
});

describe('while a run waits or is under way', () => {
  test('a newer plan takes the place of what has not been sent', async () => {
    const ids = await store.newCustomers(shop, 30);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    const first = await lastRun(shop.shopId);
    const [moved, ...others] = ids as [number, ...number[]];
    await score(db, shop.shopId, [moved], 'loyal');
    await plan(shop.shopId, [moved]);
    expectTags([moved], [GROUP('loyal'), ACTIVE]);
    await applyAll(db, shop.shopId);
    expectTags([moved], [GROUP('loyal'), ACTIVE]);
    expectTags(others, [GROUP('champions'), ACTIVE]);
    expect(await changeStates(shop.shopId, first.tagRunId)).toEqual({ superseded: 1, applied: 29 });
  });

  test('the same plan again adds nothing', async () => {
    const ids = await store.newCustomers(shop, 30);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    await letTimePass(db, shop.shopId);
    await plan(shop.shopId);
    expect(await findTagRuns(shop.shopId, 10)).toHaveLength(1);
  });

  test('two processes do not apply it at once', async () => {
    const ids = await store.newCustomers(shop, 60);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    const { tagRunId } = await lastRun(shop.shopId);
    const payload = { shopId: shop.shopId.toString(), tagRunId: tagRunId.toString() };
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => applyTagRun(payload, context())));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(store.running.runtime.operations.get('addTags')?.count).toBe(60);
    expectTags(ids, [GROUP('champions'), ACTIVE]);
  });

  test('it can be stopped: what was sent is recorded, the rest is not sent', { timeout: 60_000 }, async () => {
    const ids = await store.newCustomers(shop, 180);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    const { tagRunId } = await lastRun(shop.shopId);
    const applying = applyTagRun({ shopId: shop.shopId.toString(), tagRunId: tagRunId.toString() }, context());
    while (shop.ledger('tags-added') < 60) await sleep(10);
    expect(await stopTagRun(shop.shopId, tagRunId)).toEqual({ outcome: 'stopped' });
    await applying;
    const run = await getTagRun(shop.shopId, tagRunId);
    expect(run).toMatchObject({ state: 'stopped' });
    expect(run?.finishedAt).not.toBeNull();
    const tagged = ids.filter((id) => shop.tagsOf(id).length > 0);
    expect(tagged.length).toBeLessThan(180);
    expect(await changeStates(shop.shopId, tagRunId)).toEqual({ applied: tagged.length, stopped: 180 - tagged.length });
    expect(run?.applied).toBe(tagged.length);
    expect(await stopTagRun(shop.shopId, tagRunId)).toEqual({ outcome: 'over' });
  });
});

describe('undoing a run', () => {
  test('brings back what was, and it is not done again until the customer moves', async () => {
    const ids = await store.newCustomers(shop, 3, ['VIP']);
    const [one = 0] = ids;
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    await score(db, shop.shopId, ids, 'loyal');
    await plan(shop.shopId);
    const { tagRunId } = await lastRun(shop.shopId);
    expect(await undoTagRun(shop.shopId, tagRunId)).toMatchObject({ outcome: 'undoing', customers: 3 });
    await applyAll(db, shop.shopId);
    expectTags(ids, [GROUP('champions'), ACTIVE], ['VIP']);
    expect(await getTagRun(shop.shopId, tagRunId)).toMatchObject({ state: 'undone' });
    expect(await changeStates(shop.shopId, tagRunId)).toEqual({ undone: 3 });
    expect(await undoTagRun(shop.shopId, tagRunId)).toEqual({ outcome: 'nothing-in-place' });

    await plan(shop.shopId);
    expectTags(ids, [GROUP('champions'), ACTIVE], ['VIP']);
    await score(db, shop.shopId, [one], 'at-risk');
    await plan(shop.shopId);
    expectTags([one], [GROUP('at-risk'), ACTIVE], ['VIP']);
    expectTags(ids.slice(1), [GROUP('champions'), ACTIVE], ['VIP']);
  });

  test.each(['tagsAdd', 'tagsRemove'] as const)('of which Shopify refuses %s is finished by the next one', async (refused) => {
    const ids = await store.newCustomers(shop, 2, ['VIP']);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    await score(db, shop.shopId, ids, 'loyal');
    await plan(shop.shopId);
    const { tagRunId } = await lastRun(shop.shopId);
    const stop = refuse(refused);
    await undoTagRun(shop.shopId, tagRunId);
    await applyAll(db, shop.shopId);
    stop();
    expectTags(ids, refused === 'tagsAdd' ? [ACTIVE] : [GROUP('champions'), GROUP('loyal'), ACTIVE], ['VIP']);
    expect(await getTagRun(shop.shopId, tagRunId)).toMatchObject({ state: 'done' });
    expect(await undoTagRun(shop.shopId, tagRunId)).toMatchObject({ outcome: 'undoing', customers: 2 });
    await applyAll(db, shop.shopId);
    expectTags(ids, [GROUP('champions'), ACTIVE], ['VIP']);
    expect(await changeStates(shop.shopId, tagRunId)).toEqual({ undone: 2 });
    expect(await undoTagRun(shop.shopId, tagRunId)).toEqual({ outcome: 'nothing-in-place' });
  });

  test('of a run of which Shopify refused one half takes the other back', async () => {
    const ids = await store.newCustomers(shop, 2, ['VIP']);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    await score(db, shop.shopId, ids, 'loyal');
    const stop = refuse('tagsAdd');
    await plan(shop.shopId);
    stop();
    expectTags(ids, [ACTIVE], ['VIP']);
    const { tagRunId } = await lastRun(shop.shopId);
    // The page offers to undo it.
    expect(await readRunPage(shop.shopId, tagRunId, 'all', 1)).toMatchObject({ states: { failed: 2 }, inPlace: 2 });
    expect(await undoTagRun(shop.shopId, tagRunId)).toMatchObject({ outcome: 'undoing', customers: 2 });
    await applyAll(db, shop.shopId);
    expectTags(ids, [GROUP('champions'), ACTIVE], ['VIP']);
    expect(await changeStates(shop.shopId, tagRunId)).toEqual({ undone: 2 });
    expect(await readRunPage(shop.shopId, tagRunId, 'all', 1)).toMatchObject({ inPlace: 0 });
  });

  test('leaves alone what a later run or a hand has changed since', async () => {
    const [moved, edited, kept] = (await store.newCustomers(shop, 3)) as [number, number, number];
    await score(db, shop.shopId, [moved, edited, kept], 'champions');
    await plan(shop.shopId);
    const { tagRunId } = await lastRun(shop.shopId);
    await score(db, shop.shopId, [moved], 'loyal');
    await plan(shop.shopId, [moved]);
    await db.asOwner('update customer set own_tags = $3 where shop_id = $1 and customer_id = $2', [shop.shopId, edited, [ACTIVE]]);
    expect(await undoTagRun(shop.shopId, tagRunId)).toMatchObject({ outcome: 'undoing', customers: 3 });
    await applyAll(db, shop.shopId);
    expectTags([moved], [GROUP('loyal')]);
    expectTags([kept], []);
    expect(await ownTags(shop.shopId, edited)).toEqual([]);
  });

  test('waits for the run to be over', async () => {
    const ids = await store.newCustomers(shop, 30);
    await score(db, shop.shopId, ids, 'champions');
    await plan(shop.shopId);
    expect(await undoTagRun(shop.shopId, (await lastRun(shop.shopId)).tagRunId)).toEqual({ outcome: 'not-finished' });
    expect(await undoTagRun(shop.shopId, 999_999n)).toEqual({ outcome: 'no-run' });
  });
});

test('a tag that a hand took off in Shopify is not put on again until the customer moves', async () => {
  const [id] = (await store.newCustomers(shop, 1)) as [number];
  await score(db, shop.shopId, [id], 'champions');
  await plan(shop.shopId);
  const customer = shop.state.customers.get(id);
  if (!customer) throw new Error('the customer is there');
  removeTags(store.running.store, shop.state, { kind: 'Customer', thing: customer }, [GROUP('champions')], 'merchant');
  await db.asOwner('update customer set own_tags = $3 where shop_id = $1 and customer_id = $2', [shop.shopId, id, [ACTIVE]]);
  await plan(shop.shopId);
  expectTags([id], [ACTIVE]);
  await score(db, shop.shopId, [id], 'loyal');
  await plan(shop.shopId);
  expectTags([id], [GROUP('loyal'), ACTIVE]);
});
