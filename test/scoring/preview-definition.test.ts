// What the preview says is what happens: the same customers, from the same names to the same names.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Vocabulary } from '../../app/domain/segments/movement.ts';
import { inShop, inShopBulk, type ShopId } from '../../app/records/db.ts';
import { askForPreview, getPreview } from '../../app/records/segments/definition-previews.ts';
import { restoreDefinition, saveShopSettingsWithin } from '../../app/records/segments/save-settings.ts';
import { getShopSettings, type ShopSettings } from '../../app/records/shop-settings.ts';
import { previewAt } from '../../app/scoring/preview/preview-definition.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { planTagRun } from '../../app/write-back/customer-tags/plan-tag-run.ts';
import { previewTags } from '../../app/write-back/customer-tags/preview-tags.ts';
import { type TestDatabase, useDatabase } from '../support/database.ts';
import { NOW_MS, oddOrders, order, putOrders, putShoppers } from './support/shoppers.ts';

const db: TestDatabase = useDatabase();
let shopId: ShopId;
let run = 0;

beforeEach(async () => {
  ({ shopId } = await db.newShop({ timeZone: 'America/New_York' }));
  await putShoppers(shopId, 150, (run += 1));
  await putOrders(shopId, oddOrders(1_000));
  await scoreWholeShop(shopId, NOW_MS);
  await db.asOwner("update customer c set own_tags = array['perennial:group:' || s.rfm_group, 'perennial:stage:' || s.lifecycle_stage, 'vip'] from customer_score s where s.shop_id = c.shop_id and s.customer_id = c.customer_id and c.shop_id = $1 and s.orders > 0", [shopId]);
});

type Placed = Record<'id' | Vocabulary, string>;
const placed = () => db.asOwner<Placed>('select customer_id::text as id, rfm_group as "group", value_tier as tier, lifecycle_stage as stage from customer_score where shop_id = $1 order by customer_id', [shopId]);
async function previewOf(settings: ShopSettings, nowMs: number) {
  const previewId = await inShop(shopId, (tx) => askForPreview(tx, shopId, settings));
  await previewAt(shopId, previewId, nowMs);
  await previewTags({ shopId: String(shopId), previewId: String(previewId) });
  const { state, movement, tags } = (await inShop(shopId, (tx) => getPreview(tx, shopId, previewId)))!;
  expect(state).toBe('done');
  return { ...movement!, tags };
}

/** Every table of the shop but that of the previews and the packed history, which follows the orders as it is read; to the last row version. */
const everything = async () => {
  const tables = await db.asOwner<{ name: string }>("select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'shop_id' and table_name not in ('definition_preview', 'history_chunk', 'history_mark')");
  return Promise.all(tables.map(({ name }) => db.asOwner(`select xmin::text, t::text from "${name}" t where shop_id = $1 order by 2`, [shopId])));
};

const NOVEMBER_MS = Date.UTC(2026, 10, 12, 4); // the evening of the 11th in New York
const changes: [string, number, (settings: ShopSettings) => Partial<ShopSettings>][] = [
  ['fixed thresholds', NOW_MS, () => ({ cutPoints: { method: 'fixed', recencyDays: [30, 90, 200, 400], orders: [1, 2, 3, 5], valueMinor: [5_000, 10_000, 20_000, 40_000] } })],
  ['other unpaid orders', NOW_MS, () => ({ unpaidAfterDays: 365 })],
  ['a season that holds on the day', NOVEMBER_MS, () => ({ seasons: { frequencyWeight: 3, windows: [{ kind: 'double-11', daysBefore: 0, daysAfter: 0 }] } })],
  ['a season that does not', NOW_MS, () => ({ seasons: { frequencyWeight: 3, windows: [{ kind: 'double-11', daysBefore: 0, daysAfter: 0 }] } })],
  ['all of it, and other tags', NOVEMBER_MS, () => ({
    unpaidAfterDays: 0,
    cutPoints: { method: 'fixed', recencyDays: [100, 200, 300, 400], orders: [1, 2, 4, 6], valueMinor: [3_000, 9_000, 20_000, 40_000] },
    seasons: { frequencyWeight: 5, windows: [{ kind: 'own', name: 'Autumn', from: { month: 11, day: 1 }, to: { month: 1, day: 6 } }] },
    tags: { group: true, stage: false, alert: false },
  })],
];

describe('the preview of a changed definition', () => {
  it.each(changes)('tells exactly what a scoring after saving does, and writes nothing: %s', async (_name, nowMs, change) => {
    await scoreWholeShop(shopId, nowMs);
    // Between two scorings orders come in, and thresholds move with them.
    await putOrders(shopId, [1_003, 1_010, 1_020, 1_031].map((id) => order(id, 2, 250_000)));
    const settings = { ...(await getShopSettings(shopId)), ...change(await getShopSettings(shopId)) };
    const before = await placed();
    const untouched = await everything();
    const preview = await previewOf(settings, nowMs);
    expect(await everything()).toEqual(untouched);

    await inShop(shopId, (tx) => saveShopSettingsWithin(tx, shopId, settings));
    await scoreWholeShop(shopId, nowMs);
    const after = await placed();
    const was = new Map(before.map((row) => [row.id, row]));
    for (const vocabulary of ['group', 'tier', 'stage'] as const) {
      const told = preview.vocabularies[vocabulary];
      const moves = new Map<string, number>();
      for (const row of after) {
        const from = was.get(row.id)?.[vocabulary] ?? null;
        if (from !== row[vocabulary]) moves.set(`${from} → ${row[vocabulary]}`, (moves.get(`${from} → ${row[vocabulary]}`) ?? 0) + 1);
      }
      expect(Object.fromEntries(told.moves.map(({ from, to, customers }) => [`${from} → ${to}`, customers]))).toEqual(Object.fromEntries(moves));
      const count = (rows: Placed[], name: string) => rows.filter((row) => row[vocabulary] === name).length;
      for (const { name, before: told1, after: told2 } of told.names) expect([name, told1, told2]).toEqual([name, count(before, name), count(after, name)]);
    }
    const ids = new Map(after.map((row) => [row.id, row.group]));
    for (const { customerId, from, to } of preview.examples) expect([was.get(customerId)?.group ?? null, ids.get(customerId)]).toEqual([from, to]);
    expect(preview.examples.length).toBe(Math.min(8, preview.vocabularies.group.moved));
    const { customers, points } = await planTagRun(shopId);
    expect(preview.tags).toMatchObject({ customers, points });
  });

  it('tells what the next scoring moves anyway from what the change moves', async () => {
    const settings = await getShopSettings(shopId);
    const same = await previewOf(settings, NOW_MS);
    expect(same.vocabularies.group).toMatchObject({ moves: [], moved: 0, movedAnyway: 0 });
    expect(same.tags).toMatchObject({ customers: 0, points: 0 });
    await putOrders(shopId, [1_003, 1_010, 1_020, 1_031].map((id) => order(id, 0, 250_000)));
    const later = await previewOf(settings, NOW_MS);
    expect(later.vocabularies.group.moved).toBeGreaterThan(0);
    expect(later.vocabularies.group.movedAnyway).toBe(later.vocabularies.group.moved);
    const changed = await previewOf({ ...settings, unpaidAfterDays: 0, cutPoints: { method: 'fixed', recencyDays: [30, 90, 200, 400], orders: [1, 2, 3, 5], valueMinor: [5_000, 10_000, 20_000, 40_000] } }, NOW_MS);
    expect(changed.vocabularies.group.movedAnyway).toBeLessThan(changed.vocabularies.group.moved);
  });

  it('is taken back by restoring: the scores are those of before', async () => {
    const before = await placed();
    const settings = await getShopSettings(shopId);
    const saved = await inShop(shopId, (tx) => saveShopSettingsWithin(tx, shopId, { ...settings, cutPoints: { method: 'fixed', recencyDays: [3, 9, 20, 40], orders: [1, 2, 3, 5], valueMinor: [5_000, 10_000, 20_000, 40_000] } }));
    expect(saved).toEqual({ before: 1, after: 2 });
    await scoreWholeShop(shopId, NOW_MS);
    expect(await placed()).not.toEqual(before);
    expect(await inShop(shopId, (tx) => restoreDefinition(tx, shopId, saved.before))).toEqual({ before: 2, after: 3 });
    await scoreWholeShop(shopId, NOW_MS);
    expect(await placed()).toEqual(before);
    const runs = await inShopBulk(shopId, (connection) => connection.query('select definition_version from scoring_run order by run_id'));
    expect(runs.rows.map((row: { definition_version: number }) => row.definition_version)).toEqual([1, 2, 3]);
  });
});
