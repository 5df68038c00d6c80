// What makes the figures of a shop late: news that is not applied, or a pass that did not come when it should have.
import type { ShopTx } from '../db.ts';
import { lastEnds, type PassKind } from './passes.ts';

export type Lateness = 'webhooks-waiting' | 'hot-pass-late' | 'deep-pass-late';

/** Webhooks are applied within seconds; one that waits so long waits for something that does not come. */
export const WAITING_LATE_MS = 5 * 60_000;
/** Three quarters of an hour: two passes in a row did not come to their end. */
const PASS_LATE_MS: Readonly<Record<PassKind, number>> = { hot: 45 * 60_000, deep: 36 * 3_600_000 };

export interface SyncTimes {
  /** When the oldest waiting webhook came; null when none waits. */
  readonly oldestWaitingAt: Date | null;
  /** When the first import of both kinds was done; null before: then nothing can be late but webhooks. */
  readonly importedAt: Date | null;
  readonly lastEnds: Readonly<Record<PassKind, Date | null>>;
}

export async function readSyncTimes(tx: ShopTx): Promise<SyncTimes> {
  const waiting = await tx.webhookInbox.aggregate({ where: { appliedAt: null }, _min: { receivedAt: true } });
  const imported = await tx.bulkImport.groupBy({ by: ['kind'], where: { state: 'done' }, _min: { finishedAt: true } });
  const done = imported.flatMap(({ _min }) => _min.finishedAt?.getTime() ?? []);
  return { oldestWaitingAt: waiting._min.receivedAt, importedAt: done.length < 2 ? null : new Date(Math.max(...done)), lastEnds: await lastEnds(tx) };
}

/** Decides from times alone, so that whoever reads them says the same: the page, and the worker that watches. */
export function latenessOf({ oldestWaitingAt, importedAt, lastEnds: ends }: SyncTimes, nowMs: number): Lateness[] {
  const passLate = (kind: PassKind) => importedAt !== null && nowMs - Math.max(importedAt.getTime(), ends[kind]?.getTime() ?? 0) > PASS_LATE_MS[kind];
  return [
    ...(oldestWaitingAt && nowMs - oldestWaitingAt.getTime() > WAITING_LATE_MS ? (['webhooks-waiting'] as const) : []),
    ...(passLate('hot') ? (['hot-pass-late'] as const) : []),
    ...(passLate('deep') ? (['deep-pass-late'] as const) : []),
  ];
}
