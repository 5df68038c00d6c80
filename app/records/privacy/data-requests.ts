// Shoppers who asked to see what is kept of them: the merchant has 30 days to hand it over.
import type { ShopId, ShopTx } from '../db.ts';

/** Source: shopify.dev/docs/apps/build/compliance/privacy-law-compliance, customers/data_request. */
export const DAYS_TO_HAND_OVER = 30;
/** After so many days the merchant is reminded of a request that is not handed over. */
export const REMIND_AFTER_DAYS = 7;
const DAY_MS = 86_400_000;

/** In place of a customer's number: somebody who has none, a guest for example. Shopify counts from 1. */
export const NO_CUSTOMER = 0n;

export interface DataRequest {
  readonly requestId: string;
  readonly customerId: bigint;
  /** Orders that Shopify names besides, such as those placed as a guest. */
  readonly orderIds: readonly bigint[];
  readonly askedAt: Date;
}

export interface ListedRequest {
  readonly requestId: string;
  /** Null for somebody who is no customer. */
  readonly customerId: string | null;
  /** Shopify named neither a customer's number nor orders: there is nothing to find them by. */
  readonly nobodyFound: boolean;
  readonly askedAtMs: number;
  readonly dueAtMs: number;
  readonly downloadedAtMs: number | null;
  readonly handedOverAtMs: number | null;
}

/** A request that is delivered again is the same request. Whoever is erased has nothing left to see: it is not noted. */
export async function noteDataRequest(tx: ShopTx, shopId: ShopId, { requestId, customerId, orderIds, askedAt }: DataRequest): Promise<void> {
  await tx.$executeRaw`
    insert into data_request (shop_id, request_id, customer_id, order_ids, asked_at)
    select ${shopId}, ${requestId}, ${customerId}, ${[...orderIds]}::bigint[], ${askedAt}
    where not exists (select from tombstone where shop_id = ${shopId} and kind = 'erased' and subject_id = ${customerId})
    on conflict (shop_id, request_id) do nothing`;
}

/** @param orderIds what is erased with them: a request of somebody without a number is known by its orders. */
export async function forgetDataRequests(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[], orderIds: readonly bigint[]): Promise<void> {
  await tx.$executeRaw`
    delete from data_request where shop_id = ${shopId} and (customer_id = any(${[...customerIds]}::bigint[]) or (customer_id = ${NO_CUSTOMER} and order_ids && ${[...orderIds]}::bigint[]))`;
}

export interface WaitingRequests {
  /** Not handed over, and asked for more than REMIND_AFTER_DAYS ago. */
  readonly requests: number;
  /** The first of them has to be handed over by then. */
  readonly dueAtMs: number;
}

/** Null where the merchant need not be reminded. */
export async function findWaitingRequests(tx: ShopTx, shopId: ShopId, nowMs: number): Promise<WaitingRequests | null> {
  const { _count: requests, _min: first } = await tx.dataRequest.aggregate({
    where: { shopId, handedOverAt: null, askedAt: { lte: new Date(nowMs - REMIND_AFTER_DAYS * DAY_MS) } },
    _count: true,
    _min: { askedAt: true },
  });
  return first.askedAt ? { requests, dueAtMs: first.askedAt.getTime() + DAYS_TO_HAND_OVER * DAY_MS } : null;
}

/** Open ones first, the one due soonest on top; then those handed over, the newest on top. */
export async function listDataRequests(tx: ShopTx, shopId: ShopId, limit: number): Promise<ListedRequest[]> {
  const rows = await tx.dataRequest.findMany({ where: { shopId }, orderBy: [{ handedOverAt: { sort: 'desc', nulls: 'first' } }, { askedAt: 'asc' }], take: limit });
  return rows.map(({ requestId, customerId, orderIds, askedAt, downloadedAt, handedOverAt }) => ({
    requestId,
    customerId: customerId === NO_CUSTOMER ? null : customerId.toString(),
    nobodyFound: customerId === NO_CUSTOMER && orderIds.length === 0,
    askedAtMs: askedAt.getTime(),
    dueAtMs: askedAt.getTime() + DAYS_TO_HAND_OVER * DAY_MS,
    downloadedAtMs: downloadedAt?.getTime() ?? null,
    handedOverAtMs: handedOverAt?.getTime() ?? null,
  }));
}

/** Null where this shop has no such request. */
export async function getDataRequest(tx: ShopTx, shopId: ShopId, requestId: string): Promise<DataRequest | null> {
  return tx.dataRequest.findUnique({ where: { shopId_requestId: { shopId, requestId } }, select: { requestId: true, customerId: true, orderIds: true, askedAt: true } });
}

export async function markDownloaded(tx: ShopTx, shopId: ShopId, requestId: string, at: Date): Promise<void> {
  await tx.dataRequest.updateMany({ where: { shopId, requestId }, data: { downloadedAt: at } });
}

/** @returns false where this shop has no such request. */
export async function markHandedOver(tx: ShopTx, shopId: ShopId, requestId: string, at: Date | null): Promise<boolean> {
  const { count } = await tx.dataRequest.updateMany({ where: { shopId, requestId }, data: { handedOverAt: at } });
  return count > 0;
}
