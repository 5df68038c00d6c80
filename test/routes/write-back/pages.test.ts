// The pages of write-back: what a merchant is told of runs, and what their buttons do.
import { beforeAll, expect, it } from 'vitest';
import { inShopBulk } from '../../../app/records/db.ts';
import { getTagRun } from '../../../app/records/tag-runs.ts';
import { insertTagChanges, insertTagRun } from '../../../app/records/write-back/tag-plans.ts';
import * as run from '../../../app/routes/app.write-back.$tagRunId.tsx';
import * as list from '../../../app/routes/app.write-back._index.tsx';
import { planTagRun } from '../../../app/write-back/customer-tags/plan-tag-run.ts';
import { previewTags } from '../../../app/write-back/customer-tags/preview-tags.ts';
import { writeTags } from '../../../app/write-back/customer-tags/write-tags.ts';
import { useDatabase } from '../../support/database.ts';
import { act, load, statusOf } from '../support/call.ts';
import { type SeededShop, seededShop } from '../support/seeded-shop.ts';
import '../support/shopify-stub.ts';
import { type WrittenShop, writtenShop } from './written-shop.ts';

const db = useDatabase();
let shop: SeededShop;
let wrote: WrittenShop;

beforeAll(async () => {
  shop = await seededShop(db);
  wrote = await writtenShop(db, shop.shopId);
});

const jobs = (name: string) => db.asOwner<{ data: Record<string, string> }>("select data from pgboss.job where name = $1 and data ->> 'shopId' = $2 order by created_on desc", [name, shop.shopId.toString()]);
const open = (id: string, query = '') => load(run.loader, shop.domain, `/app/write-back/${id}${query}`, { tagRunId: id });

it('lists the runs, unfinished ones first, with who asked for them', async () => {
  const { runs, runRows, fields } = await load(list.loader, shop.domain, '/app/write-back');
  expect(runs[0]).toMatchObject({ runId: wrote.open, state: 'applying', finishedAtMs: null, adds: 20, removals: 5, staff: '12345' });
  expect(runs.map(({ state }) => state).sort()).toEqual(['applying', 'done', 'stopped', 'undoing', 'undone']);
  expect(runRows).toBe(5);
  expect(fields.runs.map(({ state }) => state)).toEqual(['applying', 'stopped', 'done']);
  expect(fields.refused.map(({ error }) => error).sort()).toEqual(['customer-gone', 'refused']);
});

it('says of a run what it plans by tag, how far it is, what was refused and by which arithmetic it is sent', async () => {
  const page = await open(wrote.open);
  expect(page.states).toEqual({ planned: 1, sending: 1, applied: 1, superseded: 1, stopped: 1, undone: 1, failed: 3 });
  expect(page.byTag).toEqual([{ tag: 'perennial:group:loyal', added: 9, removed: 0 }, { tag: 'perennial:stage:active', added: 0, removed: 4 }]);
  expect(page.errors.map(({ error }) => error).sort()).toEqual(['customer-gone', 'refused', 'too-many-tags']);
  expect(page.route).toMatchObject({ route: 'bulk', mutations: 5_000 });
  expect(page.files).toHaveLength(5);
  expect(page.changes).toHaveLength(9);
  expect((await open(wrote.open, '?show=failed')).changes.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
  expect((await open(wrote.open, '?show=waiting')).changeRows).toBe(2);
  expect(await statusOf(open('999999'))).toBe(404);
});

it('previews exactly what writing then plans, without writing', async () => {
  await db.asOwner("update customer set own_tags = '{}' where shop_id = $1", [shop.shopId]);
  const asked = await act(list.action, shop.domain, '/app/write-back?index', { intent: 'preview-tags' });
  const [job] = await jobs('preview-tags');
  expect(job?.data).toEqual({ shopId: shop.shopId.toString(), previewId: asked.previewId, asScored: true });
  const before = await load(list.loader, shop.domain, `/app/write-back?preview=${asked.previewId}`);
  expect(before.preview?.state).toBe('waiting');
  await previewTags({ shopId: shop.shopId.toString(), previewId: asked.previewId ?? '', asScored: true });
  const { preview, runRows } = await load(list.loader, shop.domain, `/app/write-back?preview=${asked.previewId}`);
  const planned = await planTagRun(shop.shopId);
  expect(preview).toMatchObject({ state: 'done', tags: { customers: planned.customers, points: planned.points } });
  expect(planned.customers).toBeGreaterThan(100);
  expect(preview?.tags?.plan?.sample).toHaveLength(10);
  expect(runRows).toBe(5);
  const sums = Object.fromEntries(preview?.tags?.plan?.byTag.map(({ tag, added }) => [tag, added]) ?? []);
  await writeTags({ shopId: shop.shopId.toString(), reason: 'by-merchant', staff: '7' }, { signal: AbortSignal.abort(), retryCount: 0 });
  const { runs } = await load(list.loader, shop.domain, '/app/write-back');
  const newest = runs.find(({ staff }) => staff === '7');
  expect(newest).toMatchObject({ staff: '7', planned: planned.customers, adds: Object.values(sums).reduce((a, b) => a + b, 0) });
  expect((await open(newest?.runId ?? '')).byTag.map(({ tag, added }) => [tag, added])).toEqual(Object.entries(sums));
});

it('writes on demand in the name of who pressed the button', async () => {
  await act(list.action, shop.domain, '/app/write-back?index', { intent: 'write-now' });
  for (const name of ['write-tags', 'write-metafields']) expect((await jobs(name))[0]?.data, name).toMatchObject({ reason: 'by-merchant', staff: expect.stringMatching(/^\w+$/) as string });
});

async function newRun(): Promise<bigint> {
  return inShopBulk(shop.shopId, async (connection) => {
    const id = await insertTagRun(connection, shop.shopId, 'scored');
    await insertTagChanges(connection, shop.shopId, id, [{ customerId: 1_000n, add: ['perennial:group:lost'], remove: [], reason: 'scored' }]);
    return id;
  });
}

it('stops a run, and says when there is nothing left to stop', async () => {
  const id = await newRun();
  const press = (intent: string) => act(run.action, shop.domain, `/app/write-back/${id}`, { intent }, { tagRunId: id.toString() });
  expect(await press('undo-run')).toEqual({ outcome: 'not-finished' });
  expect(await press('stop-run')).toEqual({ outcome: 'stopped' });
  expect(await press('stop-run')).toEqual({ outcome: 'over' });
  const page = await open(id.toString());
  expect(page.run).toMatchObject({ state: 'stopped', stoppedAtMs: expect.any(Number) as number });
  expect(page.states).toEqual({ stopped: 1 });
});

it('takes a run back by another run, which says so', async () => {
  const id = await newRun();
  await db.asOwner("update tag_run set state = 'done', finished_at = now() where shop_id = $1 and tag_run_id = $2", [shop.shopId, id]);
  await db.asOwner("update tag_change set state = 'applied', applied_at = now() where shop_id = $1 and tag_run_id = $2", [shop.shopId, id]);
  await db.asOwner("update customer set own_tags = array['perennial:group:lost'] where shop_id = $1 and customer_id = 1000", [shop.shopId]);
  expect(await act(run.action, shop.domain, `/app/write-back/${id}`, { intent: 'undo-run' }, { tagRunId: id.toString() })).toEqual({ outcome: 'undoing' });
  expect((await getTagRun(shop.shopId, id))?.state).toBe('undoing');
  const { runs } = await load(list.loader, shop.domain, '/app/write-back');
  expect(runs.find(({ undoesRunId }) => undoesRunId === id.toString())).toMatchObject({ reason: 'undone-by-merchant', staff: expect.stringMatching(/^\w+$/) as string, removals: 1 });
});

it('stops the writing of fields', async () => {
  expect(await act(list.action, shop.domain, '/app/write-back?index', { intent: 'stop-fields' })).toMatchObject({ outcome: 'stopped' });
  const { fields } = await load(list.loader, shop.domain, '/app/write-back');
  expect(fields.runs[0]).toMatchObject({ state: 'stopped', finishedAtMs: null });
});

it('answers 400 to a form that no page sends', async () => {
  expect(await statusOf(act(list.action, shop.domain, '/app/write-back?index', { intent: 'everything' }))).toBe(400);
  expect(await statusOf(act(run.action, shop.domain, `/app/write-back/${wrote.over}`, { intent: 'everything' }, { tagRunId: wrote.over }))).toBe(400);
});
