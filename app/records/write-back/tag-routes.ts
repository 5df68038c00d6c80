// How a run is sent, with the arithmetic that decided it: on record for the page that explains it.
import { z } from 'zod';
import { inShop, type ShopId } from '../db.ts';

const schema = z.object({
  route: z.enum(['one-by-one', 'bulk']),
  mutations: z.number(),
  pointsEach: z.number(),
  /** Points that could be spent at that moment; null where it was not known. */
  levelPoints: z.number().nullable(),
  restorePointsPerSecond: z.number(),
  secondsOneByOne: z.number(),
  /** What a bulk mutation takes, whatever its size. */
  secondsBulk: z.number(),
});
export type TagRoute = z.infer<typeof schema>;

/** The first choice stands: what is left of a run that goes on may be sent otherwise. */
export async function noteRoute(shopId: ShopId, tagRunId: bigint, route: TagRoute): Promise<void> {
  await inShop(shopId, (tx) => tx.$executeRaw`update tag_run set route = ${JSON.stringify(route)}::jsonb where shop_id = ${shopId} and tag_run_id = ${tagRunId} and route is null`);
}

/** @param stored the column; null before anything was sent. */
export function tagRouteOf(stored: unknown): TagRoute | null {
  return stored === null ? null : schema.parse(stored);
}
