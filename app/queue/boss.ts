// The queue's own machine: pg-boss on our PostgreSQL. Only this folder knows it.
import { PgBoss } from 'pg-boss';
import { log } from '../log.server.ts';
import { KEEP_ALIVE } from '../records/db.ts';
import { type JobName, queuePolicies } from './job-contracts.ts';

/**
 * A job whose worker died runs again within a minute (decision 0024): 20 s after its last heartbeat it counts as dead, within the
 * next look somebody notices, and then it waits no longer than this. What waits for Shopify says itself how long (RetryLater).
 */
const LONGEST_RETRY_WAIT_SECONDS = 10;
const LOOK_FOR_DEAD_EVERY_SECONDS = 5;
/** The queue's own statements are short; its pool throws a connection away of which one was not answered. */
const CONNECTIONS = { ...KEEP_ALIVE, query_timeout: 60_000 };

const held = globalThis as { perennialQueue?: PgBoss };

/** Creates the queue's tables and queues, as the owner; run at every start, changes nothing when all is there. */
export async function setupQueue(ownerUrl: string): Promise<void> {
  const owner = new PgBoss({ connectionString: ownerUrl, max: 2, supervise: false, schedule: false });
  owner.on('error', (error) => log().error({ err: error }, 'queue setup'));
  await owner.start();
  try {
    for (const [name, policy] of Object.entries(queuePolicies)) {
      const options = {
        expireInSeconds: policy.expireInSeconds,
        retryLimit: policy.retryLimit,
        retryDelay: policy.retryDelaySeconds,
        retryBackoff: true,
        retryDelayMax: LONGEST_RETRY_WAIT_SECONDS,
        heartbeatSeconds: policy.heartbeatSeconds,
        notify: true,
        deleteAfterSeconds: 24 * 3600,
      };
      // stately: for one key at most one job waits and at most one runs, so a burst of events is one piece of work.
      await owner.createQueue(name, { ...options, policy: 'stately' });
      await owner.updateQueue(name, options);
    }
  } finally {
    await owner.stop({ graceful: false, close: true });
  }
}

/**
 * @param appUrl connection string of the app's role.
 * @param worker true in the worker, which also keeps house (expired jobs, schedules).
 */
export async function openQueue(appUrl: string, worker: boolean): Promise<void> {
  const boss = new PgBoss({
    connectionString: appUrl,
    ...CONNECTIONS,
    application_name: worker ? 'perennial-worker' : 'perennial-web',
    max: worker ? 6 : 3,
    migrate: false,
    createSchema: false,
    supervise: worker,
    schedule: worker,
    useListenNotify: worker,
    superviseIntervalSeconds: LOOK_FOR_DEAD_EVERY_SECONDS,
    monitorIntervalSeconds: LOOK_FOR_DEAD_EVERY_SECONDS,
  });
  boss.on('error', (error) => log().error({ err: error }, 'queue'));
  boss.on('warning', (warning) => log().warn({ warning }, 'queue'));
  await boss.start();
  held.perennialQueue = boss;
  // Also where workers never live long enough for their first look.
  if (worker) void boss.supervise().catch((error: unknown) => log().error({ err: error }, 'queue'));
}

export function boss(): PgBoss {
  if (!held.perennialQueue) throw new Error('The queue is not open: call openQueue first.');
  return held.perennialQueue;
}

/** Lets running jobs finish for up to `drainMs`, then leaves them to be taken up by another worker. */
export async function closeQueue(drainMs = 25_000): Promise<void> {
  // Kept until it has stopped: jobs that are finishing may still enqueue what follows from them.
  await held.perennialQueue?.stop({ graceful: drainMs > 0, timeout: drainMs, close: true });
  held.perennialQueue = undefined;
}

export type { JobName };
