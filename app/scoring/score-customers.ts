// Scores single customers with the model of the last full run: what makes an order show within seconds. No model is fitted.
import type { PoolClient } from 'pg';
import type { CustomerId, Day } from '../domain/glossary.ts';
import { seasonOn } from '../domain/segments/seasons/season-windows.ts';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import type { JobContracts } from '../queue/job-contracts.ts';
import { inShopBulk, type ShopId } from '../records/db.ts';
import { isImported } from '../records/scoring/is-imported.ts';
import { type FinishedRun, getLastRunWithin } from '../records/scoring/scoring-runs.ts';
import { lockScores, withSurvivors, type WrittenScores, writeScores } from '../records/scoring/scores.ts';
import { findShopById, requireShopById } from '../records/shops.ts';
import { readHistory } from './read-history.ts';
import { historySince, refreshRunFigures } from './refresh-run-figures.ts';
import { scoreHistory } from './score-history.ts';

export type CustomersScored = ({ readonly outcome: 'scored' } & WrittenScores) | { readonly outcome: 'full-run-first' } | { readonly outcome: 'import-first' };

/** The job. */
export async function scoreCustomers({ shopId, customerIds }: JobContracts['score-customers']): Promise<void> {
  const shop = await findShopById(BigInt(shopId));
  if (!shop || shop.uninstalledAt) return;
  const startedAtMs = Date.now();
  const result = await scoreNamedCustomers(shop.shopId, customerIds.map(BigInt), startedAtMs);
  log().info({ shopId, customers: customerIds.length, ...result, ms: Date.now() - startedAtMs }, 'customers scored');
}

/**
 * Scores the named customers, or who they were merged into, with the model and the settings of the last full run; removes the
 * scores of those who are gone. The day is today's, also where the model is a day older. The figures of the run follow in a
 * transaction of their own: alerts and tags do not wait for a count of all orders.
 */
export async function scoreNamedCustomers(shopId: ShopId, named: readonly CustomerId[], nowMs: number): Promise<CustomersScored> {
  const { timeZone } = await requireShopById(shopId);
  const scored = await inShopBulk<CustomersScored>(shopId, async (connection) => {
    await lockScores(connection, shopId);
    const run = await getLastRunWithin(connection, shopId);
    const read = run && historySince(run, shopId, timeZone, nowMs);
    if (!run || !read || isOfOtherSeason(run, read.today)) return scoreWholeFirst(connection, shopId);
    const customerIds = await withSurvivors(connection, shopId, named);
    const history = await readHistory(read, customerIds);
    const changes = await writeScores(connection, shopId, run.runId, scoreHistory(history, run.model, run.settings), { among: customerIds });
    if (customerIds.length > 0) await enqueue(connection, 'review-alerts', { shopId: shopId.toString(), customerIds: customerIds.map(String) });
    return { outcome: 'scored', ...changes };
  });
  if (scored.outcome === 'scored') await refreshRunFigures(shopId, timeZone, nowMs);
  return scored;
}

/** Seasonal weights begin or end with the day: by yesterday's, these customers would stand among all others by another rule. */
function isOfOtherSeason({ model, settings }: FinishedRun, today: Day): boolean {
  return seasonOn(settings.seasons, today)?.frequencyWeight !== model.season?.frequencyWeight;
}

/** There is nothing to score by. The import ends with a full run; if it has ended, that run was lost or failed: ask again. */
async function scoreWholeFirst(connection: PoolClient, shopId: ShopId): Promise<CustomersScored> {
  if (!(await isImported(connection, shopId))) return { outcome: 'import-first' };
  await enqueue(connection, 'score-shop', { shopId: shopId.toString(), because: 'no-model' }, { key: shopId.toString() });
  return { outcome: 'full-run-first' };
}
