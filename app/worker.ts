// The worker process: joins job names to functions. The only file that knows the queue and all the stages.
import { reviewAlerts } from './campaigns/alerts/review-alerts.ts';
import { log } from './log.server.ts';
import { closeQueue, openQueue } from './queue/boss.ts';
import type { JobName } from './queue/job-contracts.ts';
import { type Handler, schedule, stopWork, work } from './queue/work.ts';
import { closeDatabase, openDatabase } from './records/db.ts';
import { noteShopProblem } from './records/shop-problems.ts';
import { backtestShop } from './scoring/backtest-shop.ts';
import { moveSegments } from './scoring/move-segments.ts';
import { previewDefinition } from './scoring/preview/preview-definition.ts';
import { scoreAllShops } from './scoring/score-all-shops.ts';
import { scoreCustomers } from './scoring/score-customers.ts';
import { scoreShop } from './scoring/score-shop.ts';
import { advanceImport } from './sync/advance-import.ts';
import { applyWebhooks } from './sync/apply-webhooks.ts';
import { importShop } from './sync/import-shop.ts';
import { confirmDeparture } from './sync/privacy/confirm-departure.ts';
import { forgetOld } from './sync/privacy/forget-old.ts';
import { rotateKeys } from './sync/privacy/rotate-keys.ts';
import { reconcileDeep } from './sync/reconcile/deep/deep-pass.ts';
import { reconcileHot } from './sync/reconcile/hot-pass.ts';
import { reconcileAllShops } from './sync/reconcile/reconcile-all-shops.ts';
import { watchFreshness } from './sync/reconcile/watch-freshness.ts';
import { applyMetafields } from './write-back/customer-metafields/apply-metafields.ts';
import { sweepOfferFields } from './write-back/customer-metafields/sweep-offer-fields.ts';
import { writeMetafields } from './write-back/customer-metafields/write-metafields.ts';
import { applyTagRun } from './write-back/customer-tags/apply-tag-run.ts';
import { previewTags } from './write-back/customer-tags/preview-tags.ts';
import { writeTags } from './write-back/customer-tags/write-tags.ts';
import { settleBatch } from './write-back/discount-codes/batch/settle-batch.ts';
import { findAllOrphanCodes } from './write-back/discount-codes/orphans/find-all-orphan-codes.ts';
import { findOrphanCodes } from './write-back/discount-codes/orphans/find-orphan-codes.ts';
import { settleCode } from './write-back/discount-codes/settle-code.ts';
import { sweepCodes } from './write-back/discount-codes/sweep-codes.ts';
import { sweepRuns } from './write-back/sweep-runs.ts';

const handlers: { [N in JobName]: { run: Handler<N>; concurrency: number } } = {
  'import-shop': { run: importShop, concurrency: 1 },
  'advance-import': { run: advanceImport, concurrency: 2 },
  'apply-webhooks': { run: applyWebhooks, concurrency: 4 },
  'confirm-departure': { run: confirmDeparture, concurrency: 1 },
  'forget-old': { run: forgetOld, concurrency: 1 },
  'rotate-keys': { run: rotateKeys, concurrency: 1 },
  'reconcile-hot': { run: reconcileHot, concurrency: 2 },
  'reconcile-deep': { run: reconcileDeep, concurrency: 1 },
  'reconcile-all-shops': { run: reconcileAllShops, concurrency: 1 },
  'watch-freshness': { run: watchFreshness, concurrency: 1 },
  'score-shop': { run: scoreShop, concurrency: 1 },
  'score-customers': { run: scoreCustomers, concurrency: 2 },
  'backtest-shop': { run: backtestShop, concurrency: 1 },
  'move-segments': { run: moveSegments, concurrency: 1 },
  'preview-definition': { run: previewDefinition, concurrency: 1 },
  'preview-tags': { run: previewTags, concurrency: 1 },
  'review-alerts': { run: reviewAlerts, concurrency: 1 },
  'write-tags': { run: writeTags, concurrency: 2 },
  'apply-tag-run': { run: applyTagRun, concurrency: 2 },
  'write-metafields': { run: writeMetafields, concurrency: 2 },
  'apply-metafields': { run: applyMetafields, concurrency: 2 },
  'sweep-offer-fields': { run: sweepOfferFields, concurrency: 1 },
  'sweep-runs': { run: sweepRuns, concurrency: 1 },
  'settle-code': { run: settleCode, concurrency: 4 },
  'settle-code-batch': { run: settleBatch, concurrency: 2 },
  'find-orphan-codes': { run: findOrphanCodes, concurrency: 1 },
  'find-all-orphan-codes': { run: findAllOrphanCodes, concurrency: 1 },
  'sweep-codes': { run: sweepCodes, concurrency: 1 },
  'score-all-shops': { run: scoreAllShops, concurrency: 1 },
};

/** The process has 25 seconds to end in. */
const DRAIN_MS = 20_000;

/** @param databaseUrl connection string of the app's own role. */
export async function startWorker(databaseUrl: string): Promise<{ stop(): Promise<void> }> {
  openDatabase(databaseUrl, { max: 20 });
  await openQueue(databaseUrl, true);
  const onMerchantProblem = ({ shopId, code }: { shopId: string; code: string }) => noteShopProblem(BigInt(shopId), code);
  for (const name of Object.keys(handlers) as JobName[]) {
    const { run, concurrency } = handlers[name];
    await work(name, run as Handler<typeof name>, { concurrency, onMerchantProblem });
  }
  await schedule('sweep-codes', '*/5 * * * *', {});
  await schedule('sweep-offer-fields', '*/5 * * * *', {});
  await schedule('sweep-runs', '*/5 * * * *', {});
  await schedule('find-all-orphan-codes', '35 * * * *', {});
  await schedule('reconcile-all-shops', '*/15 * * * *', {});
  await schedule('watch-freshness', '*/5 * * * *', {});
  await schedule('forget-old', '40 3 * * *', {});
  await schedule('rotate-keys', '20 * * * *', {});
  await schedule('score-all-shops', '15 * * * *', {});
  log().info('the worker works');
  return {
    async stop() {
      // No new job is taken; those at work are told to stop.
      const closed = closeQueue(DRAIN_MS);
      stopWork();
      await closed;
      await closeDatabase();
    },
  };
}
