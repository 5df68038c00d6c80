import { beforeAll, describe, expect, it } from 'vitest';
import { loader as frame } from '../../app/routes/app.tsx';
import { action, loader } from '../../app/routes/app.sync/route.tsx';
import { useDatabase } from '../support/database.ts';
import { act, load, statusOf } from './support/call.ts';
import { comparedShop } from './support/compared-shop.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';

const db = useDatabase();
let shop: { shopId: bigint; domain: string };
let calm: SeededShop;

beforeAll(async () => {
  shop = await comparedShop(db);
  calm = await seededShop(db, { shoppers: 20, seed: 4 });
});

describe('what was wrong with codes', () => {
  it('is listed, newest first, with the order where there is one; another shop’s is not', async () => {
    const [order] = await db.asOwner<{ order_id: string; name: string }>('select order_id, name from "order" where shop_id = $1 limit 1', [calm.shopId]);
    await db.asOwner(
      `insert into code_incident (shop_id, kind, code, intent_key, order_id)
       values ($1, 'used-by-another', 'PRN-1', 'alert:1', $2), ($1, 'orphan', 'PRN-2', 'alert:2', 0), ($3, 'missing', 'PRN-3', 'alert:1', 0)`,
      [calm.shopId, order?.order_id, shop.shopId],
    );
    const { codes } = await load(loader, calm.domain, '/app/sync');
    expect(codes).toMatchObject([{ kind: 'orphan', code: 'PRN-2', orderName: null }, { kind: 'used-by-another', code: 'PRN-1', orderName: order?.name }]);
    await db.asOwner('delete from code_incident where shop_id = any($1)', [[shop.shopId, calm.shopId]]);
  });

  it('is looked for when the merchant asks', async () => {
    await act(action, calm.domain, '/app/sync', { intent: 'compare-codes' });
    expect(await db.asOwner("select 1 from pgboss.job where name = 'find-orphan-codes' and data ->> 'shopId' = $1", [calm.shopId.toString()])).toHaveLength(1);
  });
});

describe('the page Sync', () => {
  it('adds up the differences of 30 days, and leaves out what may only have been on its way', async () => {
    const { totals, drift, driftRows, passes } = await load(loader, shop.domain, '/app/sync');
    const [expected] = await db.asOwner<{ counted: number; way: number }>('select (count(*) filter (where not in_flight))::int as counted, (count(*) filter (where in_flight))::int as way from drift where shop_id = $1', [shop.shopId]);
    expect(totals.missing + totals.stale + totals.gone + totals.merged).toBe(expected?.counted);
    expect(totals).toMatchObject({ inFlight: expected?.way, rowsCompared: 1234 + 56_789, passes: 2 });
    expect(driftRows).toBe((expected?.counted ?? 0) + (expected?.way ?? 0));
    expect(drift).toHaveLength(driftRows);
    expect(drift[0]).toMatchObject({ pass: 'hot' });
    expect(passes).toMatchObject([{ kind: 'hot', failed: false, running: { rowsCompared: 400 }, last: { rowsCompared: 1234 } }, { kind: 'deep', failed: true, running: null, last: { rowsCompared: 56_789 } }]);
  });

  it('says when the next passes begin: at the shop’s own minute of a quarter, the deep one a day after the last', async () => {
    const { passes } = await load(loader, shop.domain, '/app/sync');
    const [hot, deep] = passes;
    expect((hot?.nextAtMs ?? 0) - Date.now()).toBeGreaterThan(-1_000);
    expect((hot?.nextAtMs ?? 0) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
    expect(deep?.nextAtMs).toBe(hot?.nextAtMs);
  });

  it('is late for each reason, on this page and above every other; a calm shop is not', async () => {
    const late = ['webhooks-waiting', 'webhooks-silent', 'hot-pass-late', 'deep-pass-late'];
    expect((await load(loader, shop.domain, '/app/sync')).late).toEqual(late);
    expect((await load(frame, shop.domain, '/app')).late).toEqual(late);
    expect((await load(frame, calm.domain, '/app')).late).toEqual([]);
  });

  it('lists the everyday topics even where nothing came', async () => {
    const { topics } = await load(loader, shop.domain, '/app/sync');
    expect(topics.find(({ topic }) => topic === 'orders/create')).toEqual({ topic: 'orders/create', received: 0, waiting: 0, failed: 0 });
    expect(topics.find(({ topic }) => topic === 'customers/update')).toEqual({ topic: 'customers/update', received: 1, waiting: 1, failed: 0 });
  });

  it('asks for a pass at once, beside the one that is set for later; anything else is refused', async () => {
    await act(action, shop.domain, '/app/sync', { intent: 'check-now' });
    await act(action, shop.domain, '/app/sync', { intent: 'check-now' });
    const jobs = await db.asOwner("select data from pgboss.job where name = 'reconcile-hot' and start_after <= now()");
    expect(jobs).toEqual([{ data: { shopId: String(shop.shopId) } }]);
    expect(await statusOf(act(action, shop.domain, '/app/sync', { intent: 'delete-all' }))).toBe(400);
  });

  it('turns its pages', async () => {
    await db.asOwner("insert into drift (shop_id, pass_id, subject, subject_id, was, fields, found_at, repaired_at) select $1, 2, 'order', n, 'missing', '{}', now() - interval '3 days', now() from generate_series(1, 30) n", [shop.shopId]);
    const [first, second] = [await load(loader, shop.domain, '/app/sync'), await load(loader, shop.domain, '/app/sync?page=2')];
    expect(first.drift).toHaveLength(first.pageRows);
    expect(second.drift).toHaveLength(first.driftRows - first.pageRows);
    expect(second.drift.some(({ driftId }) => first.drift.some((row) => row.driftId === driftId))).toBe(false);
  });
});
