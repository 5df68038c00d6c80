// Applies the waiting changes of a run one customer a request, as many side by side as the bucket lets through.
import { inShopBulk, type ShopId } from '../../records/db.ts';
import { putBackChanges, recordOutcomes, type TakenChange, takeChanges } from '../../records/write-back/tag-changes.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { POINTS_PER_MUTATION } from './choose-route.ts';
import { sendChange } from './send-change.ts';

/** Small, so that a stop is obeyed and a claim renewed often. */
const CHUNK = 50;
/** An answer is back within this time as a rule; so many must be under way at once to use the whole budget. */
const ROUND_TRIP_SECONDS = 0.5;

function sideBySide(restoreRate: number | null): number {
  const neededForBudget = Math.ceil(((restoreRate ?? 100) / POINTS_PER_MUTATION) * ROUND_TRIP_SECONDS);
  return Math.min(40, Math.max(4, neededForBudget));
}

/**
 * @param goOn asked before each chunk; false ends the sending.
 * @throws what AdminClient.request throws; the changes that did not come off wait again.
 */
export async function sendOneByOne(client: AdminClient, shopId: ShopId, tagRunId: bigint, signal: AbortSignal, goOn: () => Promise<boolean>): Promise<void> {
  while (!signal.aborted && (await goOn())) {
    const chunk = await takeChanges(shopId, tagRunId, CHUNK);
    if (chunk.length === 0) return;
    const unsent: TakenChange[] = [];
    let obstacle: Error | undefined;
    const lane = async () => {
      for (let change = chunk.shift(); change; change = chunk.shift()) {
        if (obstacle || signal.aborted) {
          unsent.push(change);
          continue;
        }
        const sentAt = new Date();
        try {
          const outcome = await sendChange(client, change, signal);
          await inShopBulk(shopId, (connection) => recordOutcomes(connection, shopId, tagRunId, [outcome], sentAt));
        } catch (error) {
          obstacle = error instanceof Error ? error : new Error('a tag change failed', { cause: error });
          unsent.push(change);
        }
      }
    };
    await Promise.all(Array.from({ length: sideBySide(client.bucket.restoreRate) }, lane));
    if (unsent.length > 0) await putBackChanges(shopId, tagRunId, unsent.map(({ customerId }) => customerId));
    if (obstacle) throw obstacle;
  }
}
