// Between full runs the figures of the last one are counted again, so that Home does not go stale.
import { inShopBulk, type ShopId } from '../records/db.ts';
import { type FinishedRun, getLastRunWithin, lockFigures, refreshFigures } from '../records/scoring/scoring-runs.ts';
import { shopDay } from '../records/shop/shop-calendar.ts';
import { countFigures } from './figures.ts';
import type { HistoryOf } from './read-history.ts';

/** What a scoring after the run reads: the run's rule, on today's day. Never an earlier day than the model's. */
export function historySince(run: FinishedRun, shopId: ShopId, timeZone: string, nowMs: number): HistoryOf {
  return { shopId, timeZone, unpaidAfterDays: run.settings.unpaidAfterDays, today: Math.max(run.model.today, shopDay(nowMs, timeZone)) };
}

/** Counts once more, after whoever is counting now: the last to write has seen the most. */
export async function refreshRunFigures(shopId: ShopId, timeZone: string, nowMs: number): Promise<void> {
  await inShopBulk(shopId, async (connection) => {
    await lockFigures(connection, shopId);
    const run = await getLastRunWithin(connection, shopId);
    if (run) await refreshFigures(connection, shopId, run.runId, await countFigures(connection, historySince(run, shopId, timeZone, nowMs)));
  });
}
