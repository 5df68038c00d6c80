// Scores a whole shop: reads what was bought, fits the models, scores every customer, and puts the result in place at once.
import type { PoolClient } from 'pg';
import { fitShop } from '../domain/fit-shop.ts';
import type { CustomerId, ScoredCustomer } from '../domain/glossary.ts';
import { RetryLater } from '../domain/outcomes.ts';
import { amendCodes, type SegmentCode, segmentCode, segmentCodes } from '../domain/segments/codes/segment-codes.ts';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import type { JobContracts } from '../queue/job-contracts.ts';
import type { JobContext } from '../queue/work.ts';
import { inShopBulk, type ShopId } from '../records/db.ts';
import { beginRun, failRun, finishRun, type ScoredBy } from '../records/scoring/scoring-runs.ts';
import { findCustomersScoredSince, lockScores, tryLockScoringRun, type WrittenScores, writeScores } from '../records/scoring/scores.ts';
import { readScoringSettings } from '../records/segments/save-settings.ts';
import { passedOfShopDay, shopDay } from '../records/shop/shop-calendar.ts';
import { findShopById, requireShopById } from '../records/shops.ts';
import { askForBacktest } from './backtest-shop.ts';
import { countFigures, figuresOf } from './figures.ts';
import { type HistoryOf, readHistory } from './read-history.ts';
import { scoreHistory } from './score-history.ts';

/** Another run of the shop is at work; most take seconds. */
const OTHER_RUN_MS = 3_000;

export interface ShopScored extends WrittenScores {
  readonly runId: bigint;
  readonly customers: number;
}

/** The job. A shop that uninstalled the app is not scored. */
export async function scoreShop({ shopId, because }: JobContracts['score-shop'], context: JobContext): Promise<void> {
  const shop = await findShopById(BigInt(shopId));
  if (!shop || shop.uninstalledAt) return;
  const startedAtMs = Date.now();
  const { runId, ...counts } = await scoreWholeShop(shop.shopId, startedAtMs, context.signal);
  log().info({ shopId, because, runId: runId.toString(), ...counts, ms: Date.now() - startedAtMs }, 'shop scored');
}

/**
 * The scores change in one transaction: whoever reads meanwhile, or after a crash, sees those of the run before, whole.
 *
 * @param nowMs decides what day it is in the shop.
 * @throws RetryLater while another run of the shop is at work.
 */
export async function scoreWholeShop(shopId: ShopId, nowMs: number, signal?: AbortSignal): Promise<ShopScored> {
  const { timeZone } = await requireShopById(shopId);
  const by = await readScoringSettings(shopId);
  const read = { shopId, timeZone, unpaidAfterDays: by.settings.unpaidAfterDays, today: shopDay(nowMs, timeZone) };
  let run: { runId: bigint; startedAt: Date } | undefined;
  try {
    return await inShopBulk(shopId, async (connection) => {
      if (!(await tryLockScoringRun(connection, shopId))) throw new RetryLater(OTHER_RUN_MS, 'another scoring of the shop is at work');
      run = await beginRun(shopId);
      return { runId: run.runId, ...(await replaceScores(connection, run, read, by, nowMs, signal)) };
    });
  } catch (error) {
    if (run) await failRun(shopId, run.runId, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/**
 * Single customers go on being scored while the models are fitted; those who were get their orders read again, so that nothing
 * newer is overwritten by something older.
 */
async function replaceScores(connection: PoolClient, run: { runId: bigint; startedAt: Date }, read: HistoryOf, by: ScoredBy, nowMs: number, signal?: AbortSignal): Promise<Omit<ShopScored, 'runId'>> {
  const { shopId } = read;
  const { settings } = by;
  const history = await readHistory(read);
  const model = fitShop(history, settings, passedOfShopDay(nowMs, read.timeZone));
  signal?.throwIfAborted();

  await lockScores(connection, shopId);
  const late = new Set(await findCustomersScoredSince(connection, shopId, run.startedAt));
  const lateHistory = late.size > 0 ? await readHistory(read, [...late]) : null;
  const lateScored = lateHistory ? [...scoreHistory(lateHistory, model, settings)] : [];
  const lateCodes = new Map<CustomerId, SegmentCode | null>([...late].map((id) => [id, null]));
  for (const customer of lateScored) lateCodes.set(customer.customerId, segmentCode(customer));
  const codes = amendCodes(segmentCodes(history, model), lateCodes);
  const changes = await writeScores(connection, shopId, run.runId, withLate(scoreHistory(history, model, settings), late, lateScored), { codes });
  const figures = lateHistory ? await countFigures(connection, read) : figuresOf(history);
  await finishRun(connection, shopId, run.runId, figures, model, by);
  await enqueue(connection, 'review-alerts', { shopId: shopId.toString() });
  await askForBacktest(connection, shopId, read.today, settings);
  signal?.throwIfAborted();
  return { customers: figures.customers, ...changes };
}

function* withLate(scored: Iterable<ScoredCustomer>, late: ReadonlySet<CustomerId>, lateScored: Iterable<ScoredCustomer>): Generator<ScoredCustomer> {
  for (const customer of scored) if (!late.has(customer.customerId)) yield customer;
  yield* lateScored;
}
