// Every five minutes: where a shop's data is late, the merchant sees it on every page and the operator in the log; both end
// by themselves. The pages look for themselves as well: they must not depend on a worker that may be the very thing that stands still.
// On the same round it is seen to that no request for data lies forgotten.
import { log } from '../../log.server.ts';
import { inShop } from '../../records/db.ts';
import { latenessOf, readSyncTimes } from '../../records/reconcile/lateness.ts';
import { clearShopProblem, noteShopProblem } from '../../records/shop-problems.ts';
import { findInstalledShops } from '../../records/shops.ts';
import { watchRequests } from '../privacy/watch-requests.ts';

export const LATE = 'sync-late';

/** The job. */
export async function watchFreshness(): Promise<void> {
  for (const { shopId } of await findInstalledShops()) {
    await watchRequests(shopId, Date.now());
    const times = await inShop(shopId, readSyncTimes);
    const late = latenessOf(times, Date.now());
    if (late.length === 0) {
      await clearShopProblem(shopId, LATE);
      continue;
    }
    const { oldestWaitingAt, lastEnds } = times;
    log().warn({ shopId: shopId.toString(), late, oldestWaitingAt, lastHotPassAt: lastEnds.hot, lastDeepPassAt: lastEnds.deep }, 'a shop’s data is late');
    await noteShopProblem(shopId, LATE);
  }
}
