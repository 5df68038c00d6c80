// The page "Privacy": who asked for their data, who looked at personal fields, and how long what is kept.
import { inShop, type ShopId } from '../db.ts';
import { type AccessEntry, readAccessLog } from '../privacy/access-log.ts';
import { findWaitingRequests, type ListedRequest, listDataRequests, type WaitingRequests } from '../privacy/data-requests.ts';
import { findUnmatchedRedactions, type UnmatchedRedactions } from '../privacy/nobody-found.ts';
import { FAILED_BODY_DAYS, RETENTION } from '../privacy/retention.ts';

export const LOG_PAGE = 25;
const MOST_REQUESTS = 100;

export interface PrivacyPage {
  readonly requests: readonly ListedRequest[];
  /** Those that lie for long. */
  readonly waiting: WaitingRequests | null;
  /** Orders to erase somebody who could not be found. */
  readonly unmatched: UnmatchedRedactions | null;
  readonly entries: readonly AccessEntry[];
  readonly entryRows: number;
  readonly kept: readonly { readonly table: string; readonly days: number | null }[];
  readonly failedBodyDays: number;
  readonly optedOut: number;
}

export async function readPrivacyPage(shopId: ShopId, page: number, nowMs: number): Promise<PrivacyPage> {
  return inShop(shopId, async (tx) => {
    const requests = await listDataRequests(tx, shopId, MOST_REQUESTS);
    const { entries, rows } = await readAccessLog(tx, shopId, page, LOG_PAGE);
    const optedOut = await tx.customer.count({ where: { shopId, scoringOptOut: true, mergedIntoId: null } });
    return { requests, waiting: await findWaitingRequests(tx, shopId, nowMs), unmatched: await findUnmatchedRedactions(tx, shopId), entries, entryRows: rows, kept: Object.entries(RETENTION).map(([table, { days }]) => ({ table, days })), failedBodyDays: FAILED_BODY_DAYS, optedOut };
  });
}
