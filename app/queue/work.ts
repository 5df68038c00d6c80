// Runs jobs. What a job throws decides what becomes of it: see domain/outcomes.ts.
import { AskMerchant, GiveUp, RetryLater } from '../domain/outcomes.ts';
import { log } from '../log.server.ts';
import { registry } from '../records/db.ts';
import { boss } from './boss.ts';
import { enqueue } from './enqueue.ts';
import type { JobContracts, JobName } from './job-contracts.ts';

export interface JobContext {
  /** Aborted when the job was taken from this worker, or the process is to end: stop soon, change nothing more. */
  readonly signal: AbortSignal;
  /** 0 at the first try. */
  readonly retryCount: number;
}

export type Handler<N extends JobName> = (payload: JobContracts[N], context: JobContext) => Promise<void>;

export interface MerchantProblem {
  shopId: string;
  code: string;
}

const ending = new AbortController();

/** The process is to end: running jobs stop where they can go on later, in another one, and are waiting again by then. */
export function stopWork(): void {
  ending.abort();
}

/** @param error what a job threw. */
function isOfEnding(error: unknown): boolean {
  return ending.signal.aborted && error instanceof Error && error.name === 'AbortError';
}

/** Of a shop that was erased nothing is found any more: what a job then runs into is no bug. */
async function isErased(shopId: string): Promise<boolean> {
  return (await registry().shop.count({ where: { shopId: BigInt(shopId) } })) === 0;
}

/**
 * @param onMerchantProblem told when only the merchant can help; the job is not tried again.
 */
export async function work<N extends JobName>(
  name: N,
  handler: Handler<N>,
  options: { concurrency?: number; onMerchantProblem?: (problem: MerchantProblem) => Promise<void> } = {},
): Promise<void> {
  await boss().work<JobContracts[N]>(
    name,
    { batchSize: 1, localConcurrency: options.concurrency ?? 1, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1, burstWhenBatchFull: true },
    async ([job]) => {
      if (!job) return;
      const startedAt = performance.now();
      const fields = { job: name, shopId: (job.data as { shopId?: string }).shopId };
      try {
        await handler(job.data, { signal: AbortSignal.any([job.signal, ending.signal]), retryCount: job.retryCount });
        log().debug({ ...fields, ms: Math.round(performance.now() - startedAt) }, 'job done');
      } catch (error) {
        if (error instanceof RetryLater || isOfEnding(error)) {
          const afterMs = error instanceof RetryLater ? error.afterMs : 0;
          log().info({ ...fields, afterMs, why: error instanceof Error ? error.message : '' }, 'job will be tried again');
          await enqueue(undefined, name, job.data, { afterMs });
        } else if (error instanceof GiveUp) {
          log().warn({ ...fields, why: error.message }, 'job given up');
        } else if (error instanceof AskMerchant) {
          log().warn({ ...fields, code: error.code, why: error.message }, 'job waits for the merchant');
          if (fields.shopId) await options.onMerchantProblem?.({ shopId: fields.shopId, code: error.code });
        } else if (fields.shopId && (await isErased(fields.shopId))) {
          log().info({ ...fields, why: error instanceof Error ? error.message : '' }, 'the shop was erased: the job has nothing to do any more');
        } else {
          log().error({ ...fields, err: error, retryCount: job.retryCount }, 'job failed');
          throw error;
        }
      }
    },
  );
}

/** Runs a job at the given times (cron, UTC). */
export async function schedule<N extends JobName>(name: N, cron: string, payload: JobContracts[N]): Promise<void> {
  await boss().schedule(name, cron, payload);
}
