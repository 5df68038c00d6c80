/** Points that the making of one code costs, where it gets a discount of its own (recorded: discountCodeBasicCreate 10). */
const POINTS_ALONE = 10;
/** The slowest plan restores so many points a second (Standard). */
const SLOWEST_POINTS_A_SECOND = 100;
/** So long offers may hold up everything else that we ask of the shop. */
const MOST_SECONDS = 60;

/** As many codes at once as Shopify takes in one call, and as many customers in one list. */
export const MOST_IN_BATCH = 250;
/** Fewer than these get a discount each, for their customer alone; decision 0016 has the arithmetic. */
export const BATCH_FROM = (MOST_SECONDS * SLOWEST_POINTS_A_SECOND) / POINTS_ALONE;

/**
 * Whether offers on the same terms share discounts, and how they are divided among them.
 *
 * @returns parts of at most MOST_IN_BATCH; null where each gets a discount of its own.
 */
export function batchesOf<T>(offers: readonly T[], from = BATCH_FROM): T[][] | null {
  if (offers.length < Math.max(2, from)) return null;
  const parts = Math.ceil(offers.length / MOST_IN_BATCH);
  return Array.from({ length: parts }, (_, part) => offers.filter((_offer, place) => place % parts === part));
}
