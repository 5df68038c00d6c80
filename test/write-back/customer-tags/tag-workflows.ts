// The workflows with tags for the crash matrix: applied one by one, applied as files, undone. In each a customer joins a group,
// one moves, one leaves all, one stays; each cell has a shop of its own.
import { expect } from 'vitest';
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { inShop } from '../../../app/records/db.ts';
import { applyTagRun } from '../../../app/write-back/customer-tags/apply-tag-run.ts';
import { startBulks } from '../../../app/write-back/customer-tags/bulk/advance-bulks.ts';
import { planTagRun } from '../../../app/write-back/customer-tags/plan-tag-run.ts';
import { undoTagRun } from '../../../app/write-back/customer-tags/undo-tag-run.ts';
import { asJob, type Workflow } from '../../crash-matrix/workflow.ts';
import type { TestDatabase } from '../../support/database.ts';
import { score, type StoreShop, type TestStore } from '../simulated-store.ts';
import { applyAll, changeStates, context, lastRun, letTimePass, ownTags, plan } from './runs.ts';

export interface Stage {
  readonly db: TestDatabase;
  readonly store: TestStore;
}

type Tags = ReadonlyMap<number, readonly string[]>;

interface Prepared {
  readonly shop: StoreShop;
  readonly ids: readonly number[];
  /** What the preview has announced. */
  readonly planned: Tags;
  readonly before: Tags;
  /** Of the run that is undone. */
  tagRunId: bigint;
}

const NAMESPACE = 'perennial:';
/** The merchant's own; one of them looks like ours. */
const THEIRS = ['VIP', 'group:champions'];
const prepared = new Map<string, Prepared>();

const of = (cell: string): Prepared => {
  const one = prepared.get(cell);
  if (!one) throw new Error(`${cell} was not prepared`);
  return one;
};

const sorted = (tags: readonly string[]) => [...tags].sort();
const tagsNow = (shop: StoreShop, ids: readonly number[]): Tags => new Map(ids.map((id) => [id, sorted(shop.tagsOf(id))]));

/** @param each so many customers of each kind. */
async function prepare({ db, store }: Stage, cell: string, each: number): Promise<void> {
  const shop = await store.newShop();
  const ids = await store.newCustomers(shop, 4 * each, THEIRS);
  const [joining, moving, leaving] = [0, 1, 2].map((kind) => ids.slice(kind * each, (kind + 1) * each)) as [number[], number[], number[]];
  await score(db, shop.shopId, ids.slice(each), 'champions');
  await plan(shop.shopId);
  await applyAll(db, shop.shopId);
  await score(db, shop.shopId, [...joining, ...moving], 'loyal', 'at-risk');
  await db.asOwner('delete from customer_score where shop_id = $1 and customer_id = any($2::bigint[])', [shop.shopId, leaving]);
  const before = tagsNow(shop, ids);
  const { sample, customers } = await planTagRun(shop.shopId, { sampleSize: ids.length });
  expect(customers).toBe(3 * each);
  expect(tagsNow(shop, ids)).toEqual(before);
  const planned = new Map(before);
  for (const { customerId, add, remove } of sample) planned.set(Number(customerId), sorted([...(before.get(Number(customerId)) ?? []).filter((tag) => !remove.includes(tag)), ...add]));
  prepared.set(cell, { shop, ids, before, planned, tagRunId: 0n });
}

/** Of the ledger: nothing but ours was touched, by nobody but us; at Shopify and with us the tags are those. */
async function expectTags({ shop, ids }: Prepared, tags: Tags): Promise<void> {
  expect(tagsNow(shop, ids)).toEqual(tags);
  for (const id of ids) expect(await ownTags(shop.shopId, id), `what we know of ${id}`).toEqual((tags.get(id) ?? []).filter((tag) => tag.startsWith(NAMESPACE)));
}

async function expectRecorded({ db, store }: Stage, { shop, ids, before }: Prepared): Promise<void> {
  const touched = store.running.store.ledger.entries.filter((entry) => entry.shop === shop.domain && /^tags-/.test(entry.kind)).flatMap(({ detail }) => detail.tags as string[]);
  expect(touched.filter((tag) => !tag.startsWith(NAMESPACE))).toEqual([]);
  const changes = await db.asOwner<{ customer_id: string; state: string; add: string[]; remove: string[]; reason: string | null; applied_at: Date | null }>(
    'select customer_id, state, add, remove, reason, applied_at from tag_change where shop_id = $1',
    [shop.shopId],
  );
  expect(changes.filter(({ state }) => state === 'planned' || state === 'sending')).toEqual([]);
  expect(changes.filter(({ state, reason, applied_at: at }) => (state === 'applied' || state === 'undone') && (!reason || !at))).toEqual([]);
  // Each tag that is on a customer now and was not before, or the other way round, has its change on record.
  for (const id of ids) {
    const now = shop.tagsOf(id);
    const was = before.get(id) ?? [];
    const mine = changes.filter(({ customer_id: customerId, state }) => Number(customerId) === id && state === 'applied');
    for (const tag of now.filter((one) => !was.includes(one))) expect(mine.some(({ add }) => add.includes(tag)), `the reason of ${tag}`).toBe(true);
    for (const tag of was.filter((one) => !now.includes(one))) expect(mine.some(({ remove }) => remove.includes(tag)), `the reason why ${tag} went`).toBe(true);
  }
  const runs = await inShop(shop.shopId, (tx) => tx.tagRun.count({ where: { shopId: shop.shopId, finishedAt: null } }));
  expect(runs).toBe(0);
}

/** The next scoring asks for tags once more; whatever is unfinished is taken up. */
async function recover({ db }: Stage, cell: string): Promise<void> {
  const { shop } = of(cell);
  await letTimePass(db, shop.shopId);
  await plan(shop.shopId).catch((error: unknown) => {
    if (!(error instanceof RetryLater)) throw error;
  });
  await applyAll(db, shop.shopId);
}

const shopOf = ({ db, store }: Stage, cell: string) => ({ db, store: store.running.store, shop: of(cell).shop });

async function judge(stage: Stage, cell: string): Promise<void> {
  await expectTags(of(cell), of(cell).planned);
  await expectRecorded(stage, of(cell));
}

export const applied: Workflow<Stage> = {
  name: 'tags applied',
  prepare: (stage, cell) => prepare(stage, cell, 1),
  act: (_, cell) => asJob(() => plan(of(cell).shop.shopId)),
  recover,
  judge,
  shopOf,
};

/** More than a small run, so that planning it does not apply it. */
const EACH_IN_FILES = 9;

export const appliedAsFiles: Workflow<Stage> = {
  name: 'tags applied, as files',
  async prepare(stage, cell) {
    await prepare(stage, cell, EACH_IN_FILES);
    const { shop } = of(cell);
    await plan(shop.shopId);
    of(cell).tagRunId = (await lastRun(shop.shopId)).tagRunId;
  },
  /** So few would not go as files; what is begun that way goes on that way. */
  async act(_, cell) {
    const { shop, tagRunId } = of(cell);
    await startBulks(shop.shopId, tagRunId);
    await asJob(() => applyTagRun({ shopId: shop.shopId.toString(), tagRunId: tagRunId.toString() }, context()), 'run again');
  },
  recover,
  judge,
  shopOf,
};

export const undone: Workflow<Stage> = {
  name: 'tags undone',
  async prepare(stage, cell) {
    await prepare(stage, cell, 1);
    const { shop } = of(cell);
    await plan(shop.shopId);
    of(cell).tagRunId = (await lastRun(shop.shopId)).tagRunId;
  },
  async act(_, cell) {
    const { shop, tagRunId } = of(cell);
    const result = await undoTagRun(shop.shopId, tagRunId);
    if (result.outcome === 'undoing') await asJob(() => applyTagRun({ shopId: shop.shopId.toString(), tagRunId: result.tagRunId.toString() }, context()));
  },
  async recover(stage, cell) {
    const { shop, tagRunId } = of(cell);
    await letTimePass(stage.db, shop.shopId);
    await applyAll(stage.db, shop.shopId);
    // The merchant sees that it is not undone, or not all of it, and asks again.
    await undoTagRun(shop.shopId, tagRunId);
    await applyAll(stage.db, shop.shopId);
    await recover(stage, cell);
  },
  async judge(stage, cell) {
    const { shop, before, tagRunId } = of(cell);
    await expectTags(of(cell), before);
    await expectRecorded(stage, of(cell));
    expect(await changeStates(shop.shopId, tagRunId)).toEqual({ undone: 3 });
  },
  shopOf,
};
