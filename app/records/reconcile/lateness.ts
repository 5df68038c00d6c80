// What makes the figures of a shop late: news that is not applied or does not come, or a pass that did not come when it should.
import type { ShopTx } from '../db.ts';
import { lastEnds, type PassKind } from './passes.ts';

export type Lateness = 'webhooks-waiting' | 'webhooks-silent' | 'hot-pass-late' | 'deep-pass-late';

/** Webhooks are applied within seconds; one that waits so long waits for something that does not come. */
const WAITING_LATE_MS = 5 * 60_000;
/** Hot: two passes in a row did not come to their end. Deep: a day, and half of another. */
const PASS_LATE_MS: Readonly<Record<PassKind, number>> = { hot: 45 * 60_000, deep: 36 * 3_600_000 };
const SILENT_MS = 24 * 3_600_000;
/** One order may be lost by chance; so many, and not one that came, are a subscription that is no more. */
const SILENT_ORDERS = 3;

export interface SyncTimes {
  /** When the oldest waiting webhook came; null when none waits. */
  readonly oldestWaitingAt: Date | null;
  /** When the first import of both kinds was done; null before: then no pass can be late. */
  readonly importedAt: Date | null;
  readonly lastEnds: Readonly<Record<PassKind, Date | null>>;
  /** Orders changed within a day, and no webhook told us of any. */
  readonly silent: boolean;
}

export async function readSyncTimes(tx: ShopTx): Promise<SyncTimes> {
  const waiting = await tx.webhookInbox.aggregate({ where: { appliedAt: null }, _min: { receivedAt: true } });
  const imported = await tx.bulkImport.groupBy({ by: ['kind'], where: { state: 'done' }, _min: { finishedAt: true } });
  const done = imported.flatMap(({ _min }) => _min.finishedAt?.getTime() ?? []);
  return {
    oldestWaitingAt: waiting._min.receivedAt,
    importedAt: done.length < 2 ? null : new Date(Math.max(...done)),
    lastEnds: await lastEnds(tx),
    silent: await areWebhooksSilent(tx),
  };
}

/** Subscriptions of shopify.app.toml cannot be listed by the app that has them: whether they stand shows in what comes. */
async function areWebhooksSilent(tx: ShopTx): Promise<boolean> {
  const since = new Date(Date.now() - SILENT_MS);
  const missed = await tx.drift.count({ where: { subject: 'order', inFlight: false, was: { in: ['missing', 'stale'] }, foundAt: { gte: since }, differedSince: { gte: since } } });
  if (missed < SILENT_ORDERS) return false;
  return (await tx.webhookInbox.findFirst({ where: { topic: { startsWith: 'orders/' }, receivedAt: { gte: since } }, select: { inboxId: true } })) === null;
}

/** Decides from times alone, so that whoever reads them says the same: the pages, and the worker that watches. */
export function latenessOf({ oldestWaitingAt, importedAt, lastEnds: ends, silent }: SyncTimes, nowMs: number): Lateness[] {
  const passLate = (kind: PassKind) => importedAt !== null && nowMs - Math.max(importedAt.getTime(), ends[kind]?.getTime() ?? 0) > PASS_LATE_MS[kind];
  return [
    ...(oldestWaitingAt && nowMs - oldestWaitingAt.getTime() > WAITING_LATE_MS ? (['webhooks-waiting'] as const) : []),
    ...(silent ? (['webhooks-silent'] as const) : []),
    ...(passLate('hot') ? (['hot-pass-late'] as const) : []),
    ...(passLate('deep') ? (['deep-pass-late'] as const) : []),
  ];
}
