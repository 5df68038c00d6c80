// Applies a planned run, or goes on with one that was broken off: by the route that is cheaper, as long as nobody stops it.
import { setTimeout as sleep } from 'node:timers/promises';
import { RetryLater } from '../../domain/outcomes.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { JobContext } from '../../queue/work.ts';
import type { ShopId } from '../../records/db.ts';
import { requireShopById } from '../../records/shops.ts';
import { claimTagRun, countUnfinished, finishTagRun, getTagRun, releaseTagRun, renewTagRun } from '../../records/tag-runs.ts';
import { findUnfinishedBulks } from '../../records/write-back/tag-bulks.ts';
import { putBackChanges } from '../../records/write-back/tag-changes.ts';
import { noteRoute } from '../../records/write-back/tag-routes.ts';
import { type AdminClient, adminClient } from '../../shopify/admin-client.ts';
import { keepClaim } from '../keep-claim.ts';
import { advanceBulks, startBulks } from './bulk/advance-bulks.ts';
import { chooseRoute } from './choose-route.ts';
import { sendOneByOne } from './send-one-by-one.ts';

/** Renewed all the time; a worker that dies holds the run up for no longer. */
const HOLD_MS = 30_000;
/** Small files are done in a second, large ones in minutes. */
const FIRST_POLL_MS = 200;
const LONGEST_POLL_MS = 2_000;
/** A file under way longer than this is watched from the queue, so that this worker is free for others. */
const WATCH_MS = 20_000;
const WATCH_AGAIN_MS = 3_000;

/** @throws RetryLater while the run is not over. */
export async function applyTagRun(payload: JobContracts['apply-tag-run'], { signal }: JobContext): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const tagRunId = BigInt(payload.tagRunId);
  if (!(await claimTagRun(shopId, tagRunId, HOLD_MS))) {
    const run = await getTagRun(shopId, tagRunId);
    if (!run || run.finishedAt) return;
    throw new RetryLater(Math.max(1_000, (run.claimedUntil?.getTime() ?? 0) - Date.now()), `tag run ${tagRunId} is being applied by another process`);
  }
  const letGo = keepClaim(() => renewTagRun(shopId, tagRunId, HOLD_MS), HOLD_MS, { tagRunId: payload.tagRunId });
  const stopped = async () => (await renewTagRun(shopId, tagRunId, HOLD_MS)) === 'stopped';
  try {
    const { domain } = await requireShopById(shopId);
    const client = await adminClient(domain);
    await putBackChanges(shopId, tagRunId);
    const watchUntilMs = Date.now() + WATCH_MS;
    let pollMs = FIRST_POLL_MS;
    while (!signal.aborted) {
      if ((await findUnfinishedBulks(shopId, tagRunId)).length > 0) {
        if (!(await advanceBulks(client, shopId, tagRunId, await stopped()))) continue;
        if (Date.now() > watchUntilMs) throw new RetryLater(WATCH_AGAIN_MS, `tag run ${tagRunId}: a bulk mutation is under way`);
        await sleep(pollMs);
        pollMs = Math.min(LONGEST_POLL_MS, pollMs * 1.5);
        continue;
      }
      const { planned, sending, mutationRoots } = await countUnfinished(shopId, tagRunId);
      if (planned === 0 && sending === 0) return await finishTagRun(shopId, tagRunId);
      if (planned === 0) {
        // Left over by a bulk whose last step was broken off, or in the hands of a process that was held up until its claim ended.
        await advanceBulks(client, shopId, tagRunId, await stopped());
        if ((await countUnfinished(shopId, tagRunId)).sending === sending) throw new RetryLater(WATCH_AGAIN_MS, `tag run ${tagRunId}: changes are being sent by another process`);
      } else if ((await routeOf(shopId, tagRunId, mutationRoots, client)) === 'bulk') await startBulks(shopId, tagRunId);
      else await sendOneByOne(client, shopId, tagRunId, signal, async () => !(await stopped()));
    }
    throw new RetryLater(0, 'the worker stops');
  } finally {
    letGo();
    await releaseTagRun(shopId, tagRunId);
  }
}

async function routeOf(shopId: ShopId, tagRunId: bigint, mutationRoots: number, { bucket: { level, restoreRate } }: AdminClient): Promise<'one-by-one' | 'bulk'> {
  const chosen = chooseRoute({ mutationRoots, level, restoreRate });
  await noteRoute(shopId, tagRunId, chosen);
  return chosen.route;
}
