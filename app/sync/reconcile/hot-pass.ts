// The hot pass: what changed lately in Shopify, held against what is stored. A page, what it repaired and the mark up to
// which the pass has come are one transaction: killed at any moment, the pass goes on behind the last page that was committed.
import { z } from 'zod';
import { RetryLater } from '../../domain/outcomes.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { JobContext } from '../../queue/work.ts';
import { IMPORT_KINDS, type ImportKind } from '../../records/bulk-imports.ts';
import { inShop, type ShopId } from '../../records/db.ts';
import { lockInbound } from '../../records/inbound/lock.ts';
import { dropCursor, getMark, type Mark, moveMark } from '../../records/reconcile/marks.ts';
import { addCompared, beginPass, endPass, savePassState } from '../../records/reconcile/passes.ts';
import { findShopById } from '../../records/shops.ts';
import { adminClient, type AdminClient } from '../../shopify/admin-client.ts';
import { AdminApiError } from '../../shopify/admin/errors.ts';
import { type ChangedPage, readChanged } from './changed-rows.ts';
import { endOnFinalError } from './end-on-final-error.ts';
import { findMerged } from './find-merged.ts';
import { settleRows } from './settle-rows.ts';

/** Search lags behind the data, and rows change while they are listed: each pass begins so long before the last one's end. */
export const OVERLAP_MS = 15 * 60_000;
/** Rows of a page: some 100 points, and less than a second of the inbound lock even when all of them differ. */
const PAGE_ROWS: Readonly<Record<ImportKind, number>> = { customers: 200, orders: 80 };

/** What a pass that goes on need not list again. */
const stateSchema = z.object({ done: z.array(z.enum(IMPORT_KINDS)).default([]) });

interface Step {
  readonly shopId: ShopId;
  readonly passId: bigint;
  readonly admin: AdminClient;
  readonly signal: AbortSignal;
}

/** The job. Does nothing before the first import. */
export async function reconcileHot(payload: JobContracts['reconcile-hot'], context: Pick<JobContext, 'signal'>, pageRows = PAGE_ROWS): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const shop = await findShopById(shopId);
  if (!shop || shop.uninstalledAt) return;
  const pass = await inShop(shopId, async (tx) => {
    for (const subject of IMPORT_KINDS) if (!(await getMark(tx, shopId, subject))) return null;
    return beginPass(tx, shopId, 'hot');
  });
  if (!pass) return;
  await endOnFinalError(shopId, pass.passId, async () => {
    const step = { shopId, passId: pass.passId, admin: await adminClient(shop.domain), signal: context.signal };
    const { done } = stateSchema.parse(pass.state);
    for (const subject of IMPORT_KINDS) if (!done.includes(subject)) await passOver(step, subject, pageRows[subject]);
    await inShop(shopId, (tx) => endPass(tx, shopId, pass.passId, null));
  });
}

async function passOver(step: Step, subject: ImportKind, first: number): Promise<void> {
  for (let more = true; more; ) {
    // One page after the other: live work waits for one of them at most.
    if (step.signal.aborted) throw new RetryLater(0, 'the worker stops');
    const mark = await inShop(step.shopId, (tx) => getMark(tx, step.shopId, subject));
    if (!mark) return;
    const from = mark.cursorFrom ?? new Date(mark.changedUntil.getTime() - OVERLAP_MS);
    const page = await readPage(step, subject, { from, after: mark.cursor, first });
    if (page) await settlePage(step, subject, mark, from, page);
    more = page === null || page.nextCursor !== null;
  }
}

/** Null where the cursor was no good: the list begins anew. */
async function readPage({ admin, shopId, signal }: Step, subject: ImportKind, wish: Parameters<typeof readChanged>[2]): Promise<ChangedPage | null> {
  try {
    return await readChanged(admin, subject, wish, signal);
  } catch (error) {
    if (!(error instanceof AdminApiError) || wish.after === null || !/cursor/i.test(error.message)) throw error;
    await inShop(shopId, (tx) => dropCursor(tx, shopId, subject));
    return null;
  }
}

async function settlePage({ shopId, passId, admin, signal }: Step, subject: ImportKind, mark: Mark, from: Date, page: ChangedPage): Promise<void> {
  const merges = await findMerged(admin, shopId, page.orders, signal);
  const after: Mark = {
    changedUntil: new Date(Math.max(mark.changedUntil.getTime(), page.lastChangeMs ?? 0)),
    cursor: page.nextCursor,
    cursorFrom: page.nextCursor === null ? null : from,
  };
  await inShop(shopId, async (tx) => {
    await lockInbound(tx, shopId);
    if (!(await moveMark(tx, shopId, subject, mark, after))) throw new RetryLater(5_000, 'another process goes on with this pass');
    await settleRows(tx, shopId, passId, { ...page, merges });
    await addCompared(tx, shopId, passId, subject === 'customers' ? page.customers.length : page.orders.length);
    if (page.nextCursor === null) await savePassState(tx, shopId, passId, { done: IMPORT_KINDS.slice(0, IMPORT_KINDS.indexOf(subject) + 1) });
  });
}
