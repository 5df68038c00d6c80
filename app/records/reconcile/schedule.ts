// When the passes of a shop are due. Spread out, so that neither the database nor Shopify meets all shops at the same second.
import type { ShopId } from '../db.ts';
import type { SyncTimes } from './lateness.ts';
import type { PassKind } from './passes.ts';

/** The sweep that asks for passes: worker.ts schedules it at each quarter of the hour. */
const SWEEP_MS = 15 * 60_000;
export const DEEP_AFTER_MS = 24 * 3_600_000;
/** Half the distance of two sweeps: the passes of one are over before the next begins. */
const SPREAD_MS = 7 * 60_000;

/** The same for a shop at every sweep, so that its passes keep their distance; neighbouring numbers lie far apart (Knuth's multiplicative hash). */
export function spreadMs(shopId: ShopId): number {
  return Math.floor((Number(BigInt.asUintN(32, shopId * 2_654_435_761n)) / 2 ** 32) * SPREAD_MS);
}

/**
 * @param installedAt of the shop: what was deleted in Shopify between an uninstall and the return, no webhook told, and an
 * import does not show it; so after a return everything is compared at once.
 */
export function isDeepDue({ importedAt, lastEnds }: SyncTimes, nowMs: number, installedAt?: Date): boolean {
  if (importedAt === null) return false;
  const lastMs = Math.max(importedAt.getTime(), lastEnds.deep?.getTime() ?? 0);
  return nowMs - lastMs >= DEEP_AFTER_MS || (installedAt !== undefined && installedAt.getTime() > lastMs);
}

/** When the next pass of each kind begins, as far as one can know; null before the first import. */
export function nextPasses(shopId: ShopId, times: SyncTimes, nowMs: number): Record<PassKind, number> | null {
  if (!times.importedAt) return null;
  const spread = spreadMs(shopId);
  const sweepAfter = (ms: number) => Math.ceil((ms - spread) / SWEEP_MS) * SWEEP_MS + spread;
  const deepDueMs = Math.max(times.importedAt.getTime(), times.lastEnds.deep?.getTime() ?? 0) + DEEP_AFTER_MS;
  return { hot: sweepAfter(nowMs), deep: sweepAfter(Math.max(deepDueMs + spread, nowMs)) };
}
