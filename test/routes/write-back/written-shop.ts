// Adds to a scored shop a past of write-back: runs in every state, changes in every state, all errors and reasons, and a preview.
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { askForPreview } from '../../../app/records/segments/definition-previews.ts';
import { getShopSettings } from '../../../app/records/shop-settings.ts';
import { previewTags } from '../../../app/write-back/customer-tags/preview-tags.ts';
import type { TestDatabase } from '../../support/database.ts';

export interface WrittenShop {
  /** Runs: one under way, one that is over. */
  readonly open: string;
  readonly over: string;
  readonly previewId: string;
}

const ROUTE = { route: 'bulk', mutations: 5_000, pointsEach: 10, levelPoints: 1_990, restorePointsPerSecond: 100, secondsOneByOne: 480, secondsBulk: 20 };

export async function writtenShop(db: TestDatabase, shopId: ShopId): Promise<WrittenShop> {
  const runs = await db.asOwner<{ id: string; state: string }>(
    `insert into tag_run (shop_id, state, reason, planned, applied, failed, adds, removals, staff, route, finished_at, stopped_at, undoes_run_id)
     select $1, state, reason, 12, 4, 3, 20, 5, staff, $2::jsonb, case when state <> 'applying' then now() end, case when state = 'stopped' then now() end, null
     from (values ('done', 'scored', null), ('stopped', 'by-merchant', '12345'), ('undoing', 'alert-closed', null), ('undone', 'offers', null), ('applying', 'never-heard-of', '12345')) as r(state, reason, staff)
     returning tag_run_id::text as id, state`,
    [shopId, JSON.stringify(ROUTE)],
  );
  const idOf = (wanted: string) => runs.find(({ state }) => state === wanted)?.id ?? '';
  const [open, over] = [idOf('applying'), idOf('done')];
  await db.asOwner(`update tag_run set undoes_run_id = $3, reason = 'undone-by-merchant' where shop_id = $1 and tag_run_id = $2`, [shopId, open, idOf('undoing')]);
  for (const run of [open, over]) {
    await db.asOwner(
      `insert into tag_change (shop_id, tag_run_id, customer_id, add, remove, reason, state, error, applied_at)
       select $1, $2, n + 2_000, array['perennial:group:loyal'], case when n % 2 = 0 then array['perennial:stage:active'] else '{}' end, reason, state, error, case when state = 'applied' then now() end
       from (values (1, 'scored', 'planned', null), (2, 'alert-opened', 'sending', null), (3, 'alert-closed', 'applied', null), (4, 'not-scored', 'superseded', null), (5, 'undone-by-merchant', 'stopped', null), (6, 'scored', 'undone', null),
         (7, 'scored', 'failed', 'customer-gone'), (8, 'scored', 'failed', 'too-many-tags'), (9, 'scored', 'failed', 'refused')) as c(n, reason, state, error)`,
      [shopId, run],
    );
  }
  await db.asOwner(
    `insert into tag_bulk (shop_id, tag_run_id, part, direction, state, lines, lines_read, error)
     values ($1, $2, 0, 'remove', 'done', 40, 40, null), ($1, $2, 0, 'add', 'running', 60, 0, null), ($1, $2, 1, 'add', 'planned', 60, 0, null), ($1, $2, 2, 'add', 'uploaded', 60, 0, null), ($1, $2, 3, 'add', 'done', 60, 0, 'stopped')`,
    [shopId, open],
  );
  await db.asOwner(`insert into metafield_run (shop_id, reason, state, planned, written, failed, finished_at) values ($1, 'scored', 'done', 30, 28, 2, now()), ($1, 'by-merchant', 'stopped', 30, 10, 0, now()), ($1, 'offers', 'applying', 90, 10, 1, null)`, [shopId]);
  await db.asOwner(`insert into customer_metafield (shop_id, customer_id, state, error) select $1, customer_id, 'failed', case when customer_id % 2 = 0 then 'customer-gone' else 'refused' end from customer where shop_id = $1 order by customer_id limit 12 on conflict do nothing`, [shopId]);
  const settings = await getShopSettings(shopId);
  const previewId = await inShop(shopId, (tx) => askForPreview(tx, shopId, settings));
  await previewTags({ shopId: shopId.toString(), previewId: previewId.toString(), asScored: true });
  return { open, over, previewId: previewId.toString() };
}
