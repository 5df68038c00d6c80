import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { erasePersons } from '../../../app/records/erase.ts';
import { inShop, inShopBulk } from '../../../app/records/db.ts';
import { setScoringOptOut } from '../../../app/records/scoring-opt-out.ts';
import { applyMetafields } from '../../../app/write-back/customer-metafields/apply-metafields.ts';
import { stopMetafields } from '../../../app/write-back/customer-metafields/stop-metafields.ts';
import { sweepOfferFields } from '../../../app/write-back/customer-metafields/sweep-offer-fields.ts';
import { useDatabase } from '../../support/database.ts';
import { saveSettings } from '../../support/save-settings.ts';
import { useCrashes } from '../../crash-matrix/crash.ts';
import { type StoreShop, useSimulatedStore } from '../simulated-store.ts';
import { applyAll, context, fieldsOf, fieldStates, lastRun, letTimePass, offer, plan, scoreAs } from './runs.ts';

const db = useDatabase();
const store = useSimulatedStore(db);
const crashes = useCrashes(() => db.appUrl);

let shop: StoreShop;
beforeEach(async () => {
  shop = await store.newShop();
  store.running.runtime.plan.length = 0;
  store.running.runtime.operations.clear();
});

/** How many transactions the database has seen. */
const transactions = async () => Number((await db.asOwner<{ n: string }>('select xact_commit as n from pg_stat_database where datname = current_database()'))[0]?.n);

const spent = (operation: string) => store.running.runtime.operations.get(operation) ?? { count: 0, points: 0 };

test('stage, score and offer go out in one call, and nothing goes out twice', async () => {
  const [offered, scored, prospect, unscored] = (await store.newCustomers(shop, 4)) as [number, number, number, number];
  await scoreAs(db, shop.shopId, [offered, scored], 'cooling', 62.4);
  await scoreAs(db, shop.shopId, [prospect], 'prospect', null, 0);
  await offer(db, shop.shopId, offered, 'PRN-ONE');
  await plan(shop.shopId);
  await applyAll(db, shop.shopId);
  expect(fieldsOf(shop, offered)).toEqual({ stage: 'cooling', risk_score: '62', offer_code: 'PRN-ONE' });
  expect(fieldsOf(shop, scored)).toEqual({ stage: 'cooling', risk_score: '62' });
  expect([fieldsOf(shop, prospect), fieldsOf(shop, unscored)]).toEqual([{}, {}]);
  expect(spent('setCustomerMetafields')).toEqual({ count: 1, points: 12 });
  expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', planned: 2, written: 2, failed: 0, reason: 'scored' });

  const first = await lastRun(shop.shopId);
  await scoreAs(db, shop.shopId, [offered, scored], 'cooling', 64);
  await plan(shop.shopId);
  expect(await lastRun(shop.shopId)).toEqual(first);
  expect(spent('setCustomerMetafields').count).toBe(1);
});

test('of who moves only the field that differs is written; a hundred cost 140 points', async () => {
  const ids = await store.newCustomers(shop, 100);
  await scoreAs(db, shop.shopId, ids, 'active', 20);
  await plan(shop.shopId);
  await applyAll(db, shop.shopId);
  store.running.runtime.operations.clear();
  await scoreAs(db, shop.shopId, ids, 'cooling', 23);
  await plan(shop.shopId, ids);
  expect(spent('setCustomerMetafields')).toEqual({ count: 4, points: 140 });
  for (const id of ids) expect(fieldsOf(shop, id)).toEqual({ stage: 'cooling', risk_score: '20' });
  expect(shop.ledger('throttled')).toBe(0);
});

test('an offer that is used, ended or taken back is removed by the sweep; a new one is added by it', async () => {
  const [used, ended, added, kept] = (await store.newCustomers(shop, 4)) as [number, number, number, number];
  for (const id of [used, ended, kept]) await offer(db, shop.shopId, id, `PRN-${id}`);
  await plan(shop.shopId, [used, ended, added, kept]);
  expect([used, ended, added, kept].map((id) => fieldsOf(shop, id))).toEqual([{ offer_code: `PRN-${used}` }, { offer_code: `PRN-${ended}` }, {}, { offer_code: `PRN-${kept}` }]);
  await offer(db, shop.shopId, used, `PRN-${used}`, { state: 'redeemed' });
  await offer(db, shop.shopId, ended, `PRN-${ended}`, { endsInDays: -0.1 });
  await offer(db, shop.shopId, added, `PRN-${added}`);
  await db.asOwner('delete from pgboss.job');
  await sweepOfferFields();
  const jobs = await db.asOwner<{ data: { customerIds: string[] } }>("select data from pgboss.job where name = 'write-metafields' and data ->> 'shopId' = $1", [shop.shopId.toString()]);
  expect(jobs.map(({ data }) => data.customerIds)).toEqual([[used, ended, added].map(String)]);
  await plan(shop.shopId, [used, ended, added]);
  expect([used, ended, added, kept].map((id) => fieldsOf(shop, id))).toEqual([{}, {}, { offer_code: `PRN-${added}` }, { offer_code: `PRN-${kept}` }]);
  await db.asOwner('delete from pgboss.job');
  await sweepOfferFields();
  expect(await db.asOwner("select 1 from pgboss.job where name = 'write-metafields' and data ->> 'shopId' = $1", [shop.shopId.toString()])).toEqual([]);
});

test('who opts out loses all; who is erased leaves no row; what is not chosen is removed', async () => {
  const [out, erased, kept] = (await store.newCustomers(shop, 3)) as [number, number, number];
  await scoreAs(db, shop.shopId, [out, erased, kept], 'at-risk', 90);
  await offer(db, shop.shopId, out, 'PRN-OUT');
  await plan(shop.shopId, [out, erased, kept]);
  await inShop(shop.shopId, (tx) => setScoringOptOut(tx, shop.shopId, BigInt(out), true));
  await db.asOwner('delete from customer_score where shop_id = $1 and customer_id = $2', [shop.shopId, out]);
  await inShop(shop.shopId, (tx) => erasePersons(tx, shop.shopId, { customerIds: [BigInt(erased)], orderIds: [] }, new Date()));
  await plan(shop.shopId, [out, erased, kept]);
  expect([fieldsOf(shop, out), fieldsOf(shop, kept)]).toEqual([{}, { stage: 'at-risk', risk_score: '90' }]);
  expect(await db.asOwner('select customer_id::text as id from customer_metafield where shop_id = $1 order by customer_id', [shop.shopId])).toEqual([{ id: String(out) }, { id: String(kept) }]);
  await saveSettings(shop.shopId, { fields: { stage: true, riskScore: false, offerCode: true } });
  await plan(shop.shopId, [kept]);
  expect(fieldsOf(shop, kept)).toEqual({ stage: 'at-risk' });
});

test('what Shopify refuses one customer keeps nobody else from being written, and is not tried again', async () => {
  const ids = await store.newCustomers(shop, 30);
  const [gone, tooLong] = ids as [number, number];
  await scoreAs(db, shop.shopId, ids, 'active', 20);
  shop.state.customers.delete(gone);
  await scoreAs(db, shop.shopId, [tooLong], '', 20);
  await plan(shop.shopId, ids);
  for (const id of ids.slice(2)) expect(fieldsOf(shop, id)).toEqual({ stage: 'active', risk_score: '20' });
  expect(await lastRun(shop.shopId)).toMatchObject({ state: 'done', planned: 30, written: 28, failed: 2 });
  expect(await db.asOwner("select customer_id::text as id, error from customer_metafield where shop_id = $1 and state = 'failed' order by customer_id", [shop.shopId])).toEqual([
    { id: String(gone), error: 'customer-gone' },
    { id: String(tooLong), error: 'refused' },
  ]);
  const { count } = spent('setCustomerMetafields');
  await plan(shop.shopId);
  expect(spent('setCustomerMetafields').count).toBe(count);
  // Something else to write is a new reason to try.
  await scoreAs(db, shop.shopId, [tooLong], 'cooling', 20);
  await plan(shop.shopId, ids);
  expect(fieldsOf(shop, tooLong)).toEqual({ stage: 'cooling', risk_score: '20' });
});

test('a lost answer and an error of Shopify change nothing in the end', { timeout: 30_000 }, async () => {
  const ids = await store.newCustomers(shop, 40);
  await scoreAs(db, shop.shopId, ids, 'active', 20);
  store.running.runtime.plan.push({ where: 'graphql', operationName: 'setCustomerMetafields', fault: { kind: 'answer-lost' } }, { where: 'graphql', operationName: 'setCustomerMetafields', fault: { kind: 'status', status: 502 } });
  await plan(shop.shopId, ids);
  await applyAll(db, shop.shopId);
  for (const id of ids) expect(fieldsOf(shop, id)).toEqual({ stage: 'active', risk_score: '20' });
  expect(await fieldStates(shop.shopId)).toEqual({ written: 40 });
});

test('what happened to a merged customer, or while the app was away, is not known: all is written again', async () => {
  const [survivor, merged, other] = (await store.newCustomers(shop, 3)) as [number, number, number];
  await scoreAs(db, shop.shopId, [survivor, merged, other], 'active', 20);
  await offer(db, shop.shopId, merged, 'PRN-M');
  await plan(shop.shopId, [survivor, merged, other]);
  // As Shopify does: the survivor had no offer, and gets the other's.
  const gidOf = (id: number) => `gid://shopify/Customer/${id}`;
  const fields = shop.state.metafields;
  fields.set(gidOf(survivor), [...(fields.get(gidOf(survivor)) ?? []), ...(fields.get(gidOf(merged)) ?? []).filter(({ key }) => key === 'offer_code')]);
  await db.asOwner('update customer set merged_into_id = $3 where shop_id = $1 and customer_id = $2', [shop.shopId, merged, survivor]);
  await plan(shop.shopId, [survivor]);
  expect(fieldsOf(shop, survivor)).toEqual({ stage: 'active', risk_score: '20' });
  fields.delete(gidOf(other));
  await plan(shop.shopId);
  expect(fieldsOf(shop, other)).toEqual({});
  await db.asOwner("update shop set installed_at = now() + interval '1 second' where shop_id = $1", [shop.shopId]);
  await plan(shop.shopId);
  await applyAll(db, shop.shopId);
  expect(fieldsOf(shop, other)).toEqual({ stage: 'active', risk_score: '20' });
});

test('while somebody plans what waits, a run waits too, and does not turn round', async () => {
  const ids = await store.newCustomers(shop, 2);
  await scoreAs(db, shop.shopId, ids, 'active', 20);
  await db.asOwner("insert into metafield_run (shop_id, metafield_run_id, reason, planned) values ($1, 1, 'scored', 2)", [shop.shopId]);
  await db.asOwner("insert into customer_metafield (shop_id, customer_id, to_stage, state) select $1, id, 'active', 'planned' from unnest($2::bigint[]) as id", [shop.shopId, ids]);
  let over = Promise.resolve();
  const before = await transactions();
  await inShopBulk(shop.shopId, async (connection) => {
    await connection.query('select from customer_metafield where shop_id = $1 for update', [shop.shopId]);
    over = applyMetafields({ shopId: shop.shopId.toString() }, context());
    await sleep(1_200);
  });
  await over;
  expect((await transactions()) - before).toBeLessThan(100);
  expect(ids.map((id) => fieldsOf(shop, id))).toEqual(ids.map(() => ({ stage: 'active' })));
});

describe('a sweep', () => {
  test('lets the urgent go first, and can be stopped', async () => {
    const ids = await store.newCustomers(shop, 300);
    const last = ids.at(-1) ?? 0;
    await scoreAs(db, shop.shopId, ids, 'active', 20);
    await plan(shop.shopId);
    expect(await fieldStates(shop.shopId)).toEqual({ planned: 300 });
    await scoreAs(db, shop.shopId, [last], 'cooling', 20);
    const controller = new AbortController();
    // Somebody else is at the sweep, so this only plans.
    await db.asOwner("update metafield_run set claimed_until = now() + interval '1 minute' where shop_id = $1", [shop.shopId]);
    await plan(shop.shopId, [last]);
    await letTimePass(db, shop.shopId);
    store.running.runtime.plan.push(...Array.from({ length: 40 }, () => ({ where: 'graphql' as const, operationName: 'setCustomerMetafields', fault: { kind: 'status' as const, status: 503 } })));
    const applying = applyMetafields({ shopId: shop.shopId.toString() }, { signal: controller.signal, retryCount: 0 });
    await expect(applying).rejects.toThrow('setCustomerMetafields');
    store.running.runtime.plan.length = 0;
    expect(await stopMetafields(shop.shopId)).toEqual({ outcome: 'stopped' });
    await applyMetafields({ shopId: shop.shopId.toString() }, context());
    expect(await lastRun(shop.shopId)).toMatchObject({ state: 'stopped', written: 0 });
    expect(await fieldStates(shop.shopId)).toEqual({ stopped: 300 });
    expect(await stopMetafields(shop.shopId)).toEqual({ outcome: 'no-run' });
    await plan(shop.shopId, [last]);
    expect(fieldsOf(shop, last)).toEqual({ stage: 'cooling', risk_score: '20' });
    expect(await fieldStates(shop.shopId)).toEqual({ stopped: 299, written: 1 });
    await plan(shop.shopId);
    await applyAll(db, shop.shopId);
    expect(await fieldStates(shop.shopId)).toEqual({ written: 300 });
    expect(shop.ledger('throttled')).toBe(0);
  });
});

describe('a process that dies', () => {
  // Before a step is after the one before it, so each boundary is met once.
  test('after any step leaves what the next one brings to the same end', { timeout: 120_000 }, async () => {
    const [moving, leaving, offered] = (await store.newCustomers(shop, 3)) as [number, number, number];
    const ids = [moving, leaving, offered];
    let died = true;
    for (let step = 1; died; step += 1) {
      // Where each begins, written whole.
      await scoreAs(db, shop.shopId, ids, 'active', 20);
      await offer(db, shop.shopId, leaving, 'PRN-L');
      await offer(db, shop.shopId, offered, 'PRN-O', { state: 'revoked' });
      await plan(shop.shopId, ids);
      expect(ids.map((id) => fieldsOf(shop, id))).toEqual([{ stage: 'active', risk_score: '20' }, { stage: 'active', risk_score: '20', offer_code: 'PRN-L' }, { stage: 'active', risk_score: '20' }]);
      await scoreAs(db, shop.shopId, [moving], 'cooling', 20);
      await db.asOwner('delete from customer_score where shop_id = $1 and customer_id = $2', [shop.shopId, leaving]);
      await offer(db, shop.shopId, leaving, 'PRN-L', { state: 'redeemed' });
      await offer(db, shop.shopId, offered, 'PRN-O');
      crashes.crashAt(step, 'after');
      await plan(shop.shopId, ids).catch(() => undefined);
      died = crashes.revive();
      // What the dead one had sent may be what nobody wants any more.
      const unwanted = step % 2 === 0;
      if (unwanted) await scoreAs(db, shop.shopId, [moving], 'active', 20);
      await letTimePass(db, shop.shopId);
      await plan(shop.shopId, ids);
      await applyAll(db, shop.shopId);
      expect(ids.map((id) => fieldsOf(shop, id)), `after step ${step}`).toEqual([{ stage: unwanted ? 'active' : 'cooling', risk_score: '20' }, {}, { stage: 'active', risk_score: '20', offer_code: 'PRN-O' }]);
      expect(await fieldStates(shop.shopId)).toEqual({ written: 3 });
      expect(step).toBeLessThan(60);
    }
  });
});
