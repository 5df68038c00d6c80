// Reconciliation itself in trouble: killed at any page, throttled, with a cursor that is no good, beside another shop.
import { afterEach, describe, expect, it } from 'vitest';
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { inShop } from '../../../app/records/db.ts';
import { failImport, requestImport } from '../../../app/records/bulk-imports.ts';
import { askForPasses } from '../../../app/sync/reconcile/reconcile-all-shops.ts';
import { reconcileDeep } from '../../../app/sync/reconcile/deep/deep-pass.ts';
import { reconcileHot } from '../../../app/sync/reconcile/hot-pass.ts';
import { watchFreshness } from '../../../app/sync/reconcile/watch-freshness.ts';
import { readImportProgress } from '../../../app/records/pages/import-progress.ts';
import { getShopProblems } from '../../../app/records/shop-problems.ts';
import { cancelOrder, deleteOrder } from '../../store/commerce/change-order.ts';
import { addCustomer } from '../../store/commerce/customers.ts';
import { mergeCustomers } from '../../store/commerce/merge-customers.ts';
import { useDatabase } from '../../support/database.ts';
import type { FaultPlace, Faults } from '../../store/http/faults.ts';
import { useSimulatedStore } from '../../write-back/simulated-store.ts';
import { happen } from '../support/inbox.ts';
import { importAll, runImports } from '../support/run-import.ts';
import { driftOf, inShopify, stored } from './support/both-sides.ts';
import { type LossyShop, lossyShop } from './support/lossy-shop.ts';
import { deepPass, hotPass } from './support/passes.ts';
import { live } from './support/story.ts';

const HOUR_MS = 3_600_000;
const SMALL_PAGES = { customers: 3, orders: 3 };
const db = useDatabase();
/** Sees every request to the store, and may let it fail. */
let onRequest: Faults = () => null;
const store = useSimulatedStore(db, { bulk: { delayMs: 0, scatterSeed: 3 }, faults: (place) => onRequest(place) });
afterEach(() => {
  onRequest = () => null;
});

async function shopAfter(steps: number, seed: number, lost = 1): Promise<LossyShop> {
  const shop = await lossyShop(db, store.running, () => lost, { shoppers: 8, seed });
  shop.ago(6 * HOUR_MS);
  await importAll(db, shop.shopId);
  live(store.running, shop, { steps, seed, span: [5.5 * HOUR_MS, HOUR_MS] });
  await shop.deliver();
  shop.ago(0);
  return shop;
}

const payload = (shop: LossyShop) => ({ shopId: shop.shopId.toString() });
const isPage = ({ operationName }: FaultPlace) => operationName === 'ChangedOrders' || operationName === 'ChangedCustomers';

it('stopped behind every single page, it goes on with the next one and compares no page twice', { timeout: 60_000 }, async () => {
  const shop = await shopAfter(26, 41);
  let stops = 0;
  for (let done = false; !done; ) {
    const controller = new AbortController();
    let pages = 0;
    // Stopped while the second page is on its way: only the first is committed.
    onRequest = (place) => {
      if (isPage(place) && ++pages === 2) controller.abort();
      return null;
    };
    try {
      await reconcileHot(payload(shop), { signal: controller.signal }, SMALL_PAGES);
      done = true;
    } catch (error) {
      if (!(error instanceof RetryLater) || ++stops > 300) throw error;
    }
  }
  expect(stops).toBeGreaterThan(5);
  const [pass, ...others] = await db.asOwner<{ rows_compared: number; finished: boolean }>('select rows_compared, finished_at is not null as finished from reconcile_pass where shop_id = $1', [shop.shopId]);
  expect(others).toEqual([]);
  expect(pass?.finished).toBe(true);
  expect(stops).toBeLessThanOrEqual(Math.ceil((pass?.rows_compared ?? 0) / SMALL_PAGES.orders) + 2);
  const once = await driftOf(db, shop.shopId);
  expect(new Set(once.map(({ subject, id }) => `${subject} ${id}`)).size).toBe(once.length);
  await deepPass(db, shop.shopId);
  expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state));
});

it('with a cursor that Shopify no longer knows it goes on from the last row that was compared', { timeout: 60_000 }, async () => {
  const shop = await shopAfter(20, 43);
  const controller = new AbortController();
  let pages = 0;
  onRequest = (place) => {
    if (isPage(place) && ++pages === 2) controller.abort();
    return null;
  };
  await expect(reconcileHot(payload(shop), { signal: controller.signal }, SMALL_PAGES)).rejects.toBeInstanceOf(RetryLater);
  onRequest = () => null;
  const changed = await db.asOwner("update reconcile_mark set cursor = 'eyJsYXN0X2lkIjoxfQ==' where shop_id = $1 and cursor is not null returning subject", [shop.shopId]);
  expect(changed).toHaveLength(1);
  await hotPass(shop.shopId, SMALL_PAGES);
  await deepPass(db, shop.shopId);
  expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state));
});

it('a deep pass stopped again and again ends as one that was not, and alone it repairs everything, merges too', { timeout: 60_000 }, async () => {
  const shop = await shopAfter(40, 47);
  let stops = 0;
  for (let done = false; !done; ) {
    const controller = new AbortController();
    let requests = 0;
    onRequest = () => {
      if (++requests === 1 + stops) controller.abort();
      return null;
    };
    try {
      await reconcileDeep(payload(shop), { signal: controller.signal });
      done = true;
    } catch (error) {
      if (!(error instanceof RetryLater) || ++stops > 100) throw error;
      onRequest = () => null;
      // Home shows the import of an install, not the daily comparison.
      expect((await inShop(shop.shopId, readImportProgress)).state).toBe('done');
      await runImports(db, shop.shopId);
    }
  }
  expect(stops).toBeGreaterThan(3);
  expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state));
  const drift = await driftOf(db, shop.shopId);
  expect(new Set(drift.map(({ was }) => was))).toEqual(new Set(['missing', 'stale', 'gone', 'merged']));
  expect(drift.every(({ kind }) => kind === 'deep')).toBe(true);
  expect(new Set(drift.map(({ subject, id }) => `${subject} ${id}`)).size).toBe(drift.length);
});

it('an outage of four and a half hours is over after one hot pass, all but what was deleted', { timeout: 60_000 }, async () => {
  const shop = await lossyShop(db, store.running, () => 1, { shoppers: 8, seed: 53 });
  shop.ago(4.6 * HOUR_MS);
  await importAll(db, shop.shopId);
  live(store.running, shop, { steps: 40, seed: 53, span: [4.5 * HOUR_MS, 0.1 * HOUR_MS] });
  shop.ago(0);
  await hotPass(shop.shopId);
  const [ours, theirs] = [await stored(db, shop.shopId), inShopify(shop.state)];
  const idsOf = (rows: unknown[]) => new Set(rows.map((row) => (row as { id: number }).id));
  const there = { customers: idsOf(theirs.customers), orders: idsOf(theirs.orders) };
  expect(ours.orders.filter((row) => there.orders.has((row as { id: number }).id))).toEqual(theirs.orders);
  expect([...idsOf(theirs.customers)].filter((id) => !idsOf(ours.customers).has(id))).toEqual([]);
  await deepPass(db, shop.shopId);
  expect(await stored(db, shop.shopId)).toEqual(theirs);
});

it('nothing of an erased person comes back, and what is deleted here stays deleted', { timeout: 60_000 }, async () => {
  const shop = await shopAfter(0, 59);
  const [ada, bob] = [...shop.state.customers.values()].filter(({ orderIds }) => orderIds.length > 1);
  if (!ada || !bob) throw new Error('nobody to erase');
  const triggeredAt = new Date(Date.now() - HOUR_MS).toISOString();
  await happen(shop.shopId, { topic: 'customers/redact', body: { shop_domain: shop.domain, customer: { id: ada.id }, orders_to_redact: [] }, triggeredAt });
  live(store.running, shop, { steps: 20, seed: 61, span: [HOUR_MS, HOUR_MS / 2] });
  // Shopify goes on showing the person, with news.
  shop.ago(HOUR_MS / 2);
  for (const orderId of ada.orderIds) cancelOrder(store.running.store, shop.state, { orderId });
  ada.updatedAt = Date.now() - HOUR_MS / 2;
  shop.ago(0);
  await hotPass(shop.shopId);
  await deepPass(db, shop.shopId);
  const survivors = shop.state.customers.has(ada.id) ? [ada.id] : [];
  expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state, { customers: survivors }));
  const drift = await driftOf(db, shop.shopId);
  expect(drift.filter(({ id }) => id === ada.id || ada.orderIds.includes(id))).toEqual([]);
});

it('what is said of an erased person goes with them', { timeout: 60_000 }, async () => {
  const shop = await shopAfter(16, 67);
  await hotPass(shop.shopId);
  const before = await driftOf(db, shop.shopId);
  const order = before.find(({ subject, id }) => subject === 'order' && shop.state.orders.get(id)?.customerId != null);
  const customerId = shop.state.orders.get(order?.id ?? 0)?.customerId ?? 0;
  expect(customerId).toBeGreaterThan(0);
  await happen(shop.shopId, { topic: 'customers/redact', body: { shop_domain: shop.domain, customer: { id: customerId }, orders_to_redact: [] }, triggeredAt: new Date().toISOString() });
  const theirs = new Set([customerId, ...(shop.state.customers.get(customerId)?.orderIds ?? [])]);
  expect((await driftOf(db, shop.shopId)).filter(({ id }) => theirs.has(id))).toEqual([]);
});

it('two shops with the same numbers do not mix', { timeout: 60_000 }, async () => {
  const [one, other] = [await shopAfter(20, 71), await shopAfter(20, 73, 0.5)];
  const untouched = await stored(db, other.shopId);
  await hotPass(one.shopId);
  await deepPass(db, one.shopId);
  expect(await stored(db, one.shopId)).toEqual(inShopify(one.state));
  expect(await stored(db, other.shopId)).toEqual(untouched);
  expect(await driftOf(db, other.shopId)).toEqual([]);
  await hotPass(other.shopId);
  await deepPass(db, other.shopId);
  expect(await stored(db, other.shopId)).toEqual(inShopify(other.state));
});

it('throttled, with an error here and there, it comes to the same end', { timeout: 60_000 }, async () => {
  const shop = await shopAfter(30, 79);
  let requests = 0;
  onRequest = ({ where }) => (where === 'graphql' && ++requests % 5 === 3 ? { kind: 'status', status: requests % 2 ? 503 : 429, retryAfterSeconds: 0 } : null);
  const size = store.running.runtime.bucketSize;
  store.running.runtime.bucketSize = { maximumAvailable: 400, restoreRate: 400 };
  try {
    await hotPass(shop.shopId, { customers: 6, orders: 6 });
  } finally {
    store.running.runtime.bucketSize = size;
    onRequest = () => null;
  }
  expect(requests).toBeGreaterThan(6);
  await deepPass(db, shop.shopId);
  expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state));
});

describe('what is called drift', () => {
  it('is not what waits here already, nor what has only just changed', { timeout: 60_000 }, async () => {
    const waits = await lossyShop(db, store.running, () => 0, { shoppers: 10, seed: 83 });
    waits.ago(2 * HOUR_MS);
    await importAll(db, waits.shopId);
    live(store.running, waits, { steps: 20, seed: 83, span: [HOUR_MS, HOUR_MS / 2] });
    await waits.receive();
    waits.ago(0);
    await hotPass(waits.shopId);
    const found = await driftOf(db, waits.shopId);
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(({ inFlight, subject }) => !inFlight && subject === 'order')).toEqual([]);
    const fresh = await lossyShop(db, store.running, () => 1, { shoppers: 10, seed: 89 });
    fresh.ago(2 * HOUR_MS);
    await importAll(db, fresh.shopId);
    live(store.running, fresh, { steps: 20, seed: 89, span: [60_000, 1_000] });
    fresh.ago(0);
    await hotPass(fresh.shopId);
    const early = await driftOf(db, fresh.shopId);
    expect(early.length).toBeGreaterThan(5);
    expect(early.filter(({ inFlight, was }) => !inFlight && was !== 'merged')).toEqual([]);
  });

  it('is not that the orders of a merged customer moved: Shopify never announces it', { timeout: 60_000 }, async () => {
    const shop = await lossyShop(db, store.running, () => 0, { shoppers: 20, seed: 97 });
    shop.ago(2 * HOUR_MS);
    await importAll(db, shop.shopId);
    const [kept, merged] = [...shop.state.customers.values()].filter(({ orderIds }) => orderIds.length > 0);
    shop.ago(HOUR_MS);
    mergeCustomers(store.running.store, shop.state, kept?.id ?? 0, merged?.id ?? 0);
    await shop.deliver();
    shop.ago(0);
    await deepPass(db, shop.shopId);
    await hotPass(shop.shopId);
    expect(await driftOf(db, shop.shopId)).toEqual([]);
    expect(await stored(db, shop.shopId)).toEqual(inShopify(shop.state));
  });
});

it('a tag of ours that came with a merge is looked at again at once, whoever it belongs to now', { timeout: 60_000 }, async () => {
  const shop = await lossyShop(db, store.running, () => 0, { shoppers: 10, seed: 107 });
  shop.ago(2 * HOUR_MS);
  const [kept, other] = [...shop.state.customers.values()];
  if (!kept || !other) throw new Error('too few customers');
  // Without orders: those would have the survivor scored anew.
  const merged = addCustomer(store.running.store, shop.state, { tags: ['perennial:alert', 'wholesale'] });
  other.tags = ['perennial:group:loyal'];
  await importAll(db, shop.shopId);
  shop.ago(HOUR_MS);
  mergeCustomers(store.running.store, shop.state, kept.id, merged.id);
  await shop.deliver();
  // What somebody takes off comes back with the next run over all.
  other.tags = [];
  other.updatedAt = Date.now() - HOUR_MS;
  shop.ago(0);
  await db.asOwner("delete from pgboss.job where name = 'score-customers'");
  await hotPass(shop.shopId);
  const jobs = await db.asOwner<{ ids: string[] }>("select data -> 'customerIds' as ids from pgboss.job where name = 'score-customers' and data ->> 'shopId' = $1", [shop.shopId.toString()]);
  expect(jobs.flatMap(({ ids }) => ids)).toEqual([kept.id.toString()]);
});

it('an order that the list leaves out is asked for before it is removed', { timeout: 60_000 }, async () => {
  const shop = await shopAfter(0, 101);
  const [hidden, gone] = [...shop.state.orders.keys()];
  deleteOrder(store.running.store, shop.state, gone ?? 0);
  const orders = shop.state.orders;
  const order = orders.get(hidden ?? 0);
  // The list is written without it; asked for by its id it is there.
  let listed = false;
  onRequest = ({ operationName }) => {
    if (operationName === 'StartExport') orders.delete(hidden ?? 0);
    if (operationName === 'WhichExist' && order) orders.set(order.id, order);
    listed ||= operationName === 'WhichExist';
    return null;
  };
  await deepPass(db, shop.shopId);
  expect(listed).toBe(true);
  const ids = (await stored(db, shop.shopId)).orders.map((row) => (row as { id: number }).id);
  expect(ids).toContain(hidden);
  expect(ids).not.toContain(gone);
});

describe('the alarm', () => {
  it('is raised where data is late, and ends by itself', { timeout: 60_000 }, async () => {
    const shop = await shopAfter(0, 103);
    await db.asOwner("update bulk_import set finished_at = now() - interval '2 days' where shop_id = $1", [shop.shopId]);
    await watchFreshness();
    expect(Object.keys(await getShopProblems(shop.shopId))).toEqual(['sync-late']);
    await hotPass(shop.shopId);
    await deepPass(db, shop.shopId);
    await watchFreshness();
    expect(await getShopProblems(shop.shopId)).toEqual({});
    await inShop(shop.shopId, (tx) => tx.webhookInbox.create({ data: { shopId: shop.shopId, topic: 'orders/updated', eventId: 'waits', receivedAt: new Date(Date.now() - 6 * 60_000), body: Buffer.from('{}') } }));
    await watchFreshness();
    expect(Object.keys(await getShopProblems(shop.shopId))).toEqual(['sync-late']);
  });

  it('begins a first import anew that failed for good, a few times a day', async () => {
    const { shopId } = await db.newShop();
    const asked = async () => (await db.asOwner("delete from pgboss.job where data->>'shopId' = $1 and name = 'import-shop' returning 1", [shopId.toString()])).length;
    const fail = () => inShop(shopId, async (tx) => void (await failImport(tx, shopId, await requestImport(tx, shopId, 'orders'), 'the shop no longer accepts our token')));
    for (let failures = 0; failures < 5; failures += 1) {
      await askForPasses({ shopId }, Date.now());
      expect(await asked()).toBe(1);
      await fail();
    }
    await askForPasses({ shopId }, Date.now());
    expect(await asked()).toBe(0);
    await askForPasses({ shopId }, Date.now() + 25 * HOUR_MS);
    expect(await asked()).toBe(1);
    // While one is under way none is begun.
    await inShop(shopId, (tx) => Promise.all([requestImport(tx, shopId, 'orders'), requestImport(tx, shopId, 'customers')]));
    await askForPasses({ shopId }, Date.now() + 25 * HOUR_MS);
    expect(await asked()).toBe(0);
  });

  it('compares everything at once when a shop has come back: what was deleted meanwhile nobody told', async () => {
    const { shopId } = await shopAfter(0, 109);
    const deep = async () => (await db.asOwner("delete from pgboss.job where data->>'shopId' = $1 and name = 'reconcile-deep' returning 1", [shopId.toString()])).length;
    await askForPasses({ shopId, installedAt: new Date(Date.now() - HOUR_MS) }, Date.now());
    expect(await deep()).toBe(0);
    const installedAt = new Date(Date.now() + 1);
    await askForPasses({ shopId, installedAt }, Date.now() + 2);
    expect(await deep()).toBe(1);
    await deepPass(db, shopId);
    await askForPasses({ shopId, installedAt }, Date.now());
    expect(await deep()).toBe(0);
  });

  it('has passes to watch: a hot one each quarter, a deep one a day after the last, none before the import', async () => {
    const { shopId } = await db.newShop();
    expect(await askForPasses({ shopId }, Date.now())).toBe(false);
    const shop = await shopAfter(0, 107);
    const jobs = () => db.asOwner<{ name: string }>("select name from pgboss.job where data->>'shopId' = $1 and name like 'reconcile-%' order by name", [shop.shopId.toString()]);
    await askForPasses(shop, Date.now());
    await askForPasses(shop, Date.now());
    expect(await jobs()).toEqual([{ name: 'reconcile-hot' }]);
    await askForPasses(shop, Date.now() + 25 * HOUR_MS);
    expect(await jobs()).toEqual([{ name: 'reconcile-deep' }, { name: 'reconcile-hot' }]);
  });
});
