// Who moved between the segments from one day to another. Both days are seen from what is known now, by the present definition.
import { historyAsOf } from '../domain/churn/calibration/as-of.ts';
import type { Day, ScoringSettings } from '../domain/glossary.ts';
import { GiveUp } from '../domain/outcomes.ts';
import { movementBetween, type Places } from '../domain/segments/movement.ts';
import { placesOnDay } from '../domain/segments/places-on-day.ts';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import type { JobContracts } from '../queue/job-contracts.ts';
import { inShopBulk, type ShopId } from '../records/db.ts';
import { readCurrentPlaces, readKnownSince } from '../records/movement/read-places.ts';
import { failMovement, finishMovement, requestMovement } from '../records/movement/segment-movements.ts';
import { getLastRunWithin } from '../records/scoring/scoring-runs.ts';
import { findShopById } from '../records/shops.ts';
import { readHistory } from './read-history.ts';
import { historySince } from './refresh-run-figures.ts';

/** The job. */
export async function moveSegments({ shopId, fromDay, toDay }: JobContracts['move-segments']): Promise<void> {
  const shop = await findShopById(BigInt(shopId));
  if (!shop || shop.uninstalledAt) return;
  const startedAtMs = Date.now();
  const customers = await computeMovement(shop.shopId, shop.timeZone, fromDay, toDay, startedAtMs);
  log().info({ shopId, fromDay, toDay, customers, ms: Date.now() - startedAtMs }, 'movement computed');
}

/** Asks for the movement between two days by these settings, which have to be those of the last run. */
export async function askForMovement(shopId: ShopId, fromDay: Day, toDay: Day, settings: ScoringSettings): Promise<void> {
  await inShopBulk(shopId, async (connection) => {
    await requestMovement(connection, shopId, fromDay, toDay, settings);
    await enqueue(connection, 'move-segments', { shopId: shopId.toString(), fromDay, toDay });
  });
}

/**
 * The last scored day is taken from the current scores, so that its sums are those of the page Segments; earlier days are
 * worked out from the history.
 *
 * @returns how many customers stood somewhere on one of the days.
 */
export async function computeMovement(shopId: ShopId, timeZone: string, fromDay: Day, toDay: Day, nowMs: number): Promise<number> {
  try {
    return await inShopBulk(shopId, async (connection) => {
      const run = await getLastRunWithin(connection, shopId);
      if (!run) throw new GiveUp('the shop has not been scored');
      const history = await readHistory(historySince(run, shopId, timeZone, nowMs));
      const known = await readKnownSince(connection, shopId, timeZone);
      const knownSince = Int32Array.from(history.customerIds, (id) => known.get(id) ?? history.today);
      const on = async (day: Day): Promise<Places> => (day >= run.model.today ? readCurrentPlaces(connection, shopId) : placesOnDay(historyAsOf(history, day), run.settings, knownSince));
      const movement = movementBetween(await on(fromDay), await on(toDay));
      await finishMovement(connection, shopId, fromDay, toDay, run.settings, movement);
      return movement.customerIds.length;
    });
  } catch (error) {
    await failMovement(shopId, fromDay, toDay, error instanceof Error ? error.message : String(error));
    throw error;
  }
}
