// One by one or as a file? By arithmetic. A change costs 10 points for each of its mutations (recorded), whether it is sent
// alone or as one alias among many, so batching aliases saves no points; it would only save round trips, which run side by
// side anyway, and would put many customers into one doubt when an answer is lost. So small runs go one customer a request.
// A bulk mutation costs 10 points whatever its size, but takes its own time to be staged, run and read.

import type { TagRoute } from '../../records/write-back/tag-routes.ts';

export const POINTS_PER_MUTATION = 10;
/** Shopify's smallest plan restores 100 points a second (shopify.dev/docs/api/usage/limits). */
const USUAL_RESTORE_RATE = 100;
/** A bulk mutation of any size takes about this long from staging to its result (small ones recorded: 1 to 3 s, polls and files added), and leaves the bucket to others. */
const BULK_OVERHEAD_SECONDS = 20;

export interface RouteFacts {
  mutationRoots: number;
  /** Points that can be spent now; null when not known. */
  level: number | null;
  /** Points a second; null when not known. */
  restoreRate: number | null;
}

/** How long the changes would take one by one, in seconds: the bucket first, then as it fills. */
export function secondsOneByOne({ mutationRoots, level, restoreRate }: RouteFacts): number {
  const missing = mutationRoots * POINTS_PER_MUTATION - (level ?? 0);
  return Math.max(0, missing) / (restoreRate ?? USUAL_RESTORE_RATE);
}

/** The choice with the figures that it was made by. */
export function chooseRoute(facts: RouteFacts): TagRoute {
  const seconds = secondsOneByOne(facts);
  return {
    route: seconds > BULK_OVERHEAD_SECONDS ? 'bulk' : 'one-by-one',
    mutations: facts.mutationRoots,
    pointsEach: POINTS_PER_MUTATION,
    levelPoints: facts.level === null ? null : Math.floor(facts.level),
    restorePointsPerSecond: facts.restoreRate ?? USUAL_RESTORE_RATE,
    secondsOneByOne: Math.round(seconds),
    secondsBulk: BULK_OVERHEAD_SECONDS,
  };
}
