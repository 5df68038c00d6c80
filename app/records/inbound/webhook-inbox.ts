// What waits in the inbox, and what became of it.
import { inShopBulk, type ShopId, type ShopTx } from '../db.ts';
import { awaitReceiving } from './store-webhooks.ts';

export interface WaitingWebhook {
  readonly inboxId: bigint;
  readonly topic: string;
  readonly triggeredAt: Date;
  readonly body: Buffer;
  readonly attempts: number;
}

/** Tries of an event that fails, before it is left aside. */
export const MOST_ATTEMPTS = 6;

const DUE = 'applied_at is null and (retry_at is null or retry_at <= now())';

/** The events that wait, by the time at which they happened. Also sees those that are just being stored. */
export async function findWaiting(shopId: ShopId, limit: number): Promise<bigint[]> {
  return inShopBulk(shopId, async (connection) => {
    const read = () =>
      connection.query<{ inbox_id: string }>(
        `select inbox_id::text from webhook_inbox where shop_id = $1 and ${DUE} order by coalesce(triggered_at, received_at), inbox_id limit $2`,
        [shopId.toString(), limit],
      );
    const first = await read();
    if (first.rows.length > 0) return first.rows.map((row) => BigInt(row.inbox_id));
    await awaitReceiving(connection, shopId);
    return (await read()).rows.map((row) => BigInt(row.inbox_id));
  });
}

/** Takes one event for this transaction; null when somebody else has applied it. */
export async function takeWaiting(tx: ShopTx, shopId: ShopId, inboxId: bigint): Promise<WaitingWebhook | null> {
  const rows = await tx.$queryRaw<{ inboxId: bigint; topic: string; triggeredAt: Date; body: Uint8Array | null; attempts: number }[]>`
    select inbox_id as "inboxId", topic, coalesce(triggered_at, received_at) as "triggeredAt", body, attempts from webhook_inbox
    where shop_id = ${shopId} and inbox_id = ${inboxId} and applied_at is null for update`;
  const [row] = rows;
  return row ? { ...row, body: Buffer.from(row.body ?? []) } : null;
}

/** Together with the effect. @param outcome "applied", "stale" or "ignored", and why: "stale: newer-version". */
export async function markApplied(tx: ShopTx, shopId: ShopId, inboxId: bigint, outcome: string, touched: readonly bigint[]): Promise<void> {
  await tx.$executeRaw`
    update webhook_inbox set applied_at = now(), outcome = ${outcome}, body = null, retry_at = null,
      touched_customer_ids = case when cardinality(${[...touched]}::bigint[]) > 0 then ${[...touched]}::bigint[] end
    where shop_id = ${shopId} and inbox_id = ${inboxId}`;
}

/**
 * The event could not be applied: it waits longer each time, and is left aside after MOST_ATTEMPTS, its body kept.
 *
 * @returns milliseconds until the next try; null when there is none.
 */
export async function markFailed(tx: ShopTx, shopId: ShopId, inboxId: bigint, why: string): Promise<number | null> {
  const rows = await tx.$queryRaw<{ attempts: number }[]>`
    update webhook_inbox set attempts = attempts + 1, outcome = ${`failed: ${why.slice(0, 500)}`},
      retry_at = now() + make_interval(secs => 2 ^ attempts),
      applied_at = case when attempts + 1 >= ${MOST_ATTEMPTS}::int then now() end
    where shop_id = ${shopId} and inbox_id = ${inboxId} and applied_at is null returning attempts`;
  const attempts = rows[0]?.attempts;
  return attempts === undefined || attempts >= MOST_ATTEMPTS ? null : 1000 * 2 ** (attempts - 1);
}

/** Milliseconds until the next failed event is due; null when none waits. */
export async function nextRetryMs(tx: ShopTx, shopId: ShopId): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ waitMs: number | null }[]>`
    select (extract(epoch from min(retry_at) - now()) * 1000)::float8 as "waitMs" from webhook_inbox where shop_id = ${shopId} and applied_at is null and retry_at is not null`;
  return row?.waitMs == null ? null : Math.max(0, Math.ceil(row.waitMs));
}

/**
 * Customers to be scored again, of events that are committed. Whoever asks for them must enqueue the work in this
 * transaction: they are given once.
 */
export async function takeTouched(tx: ShopTx, shopId: ShopId): Promise<bigint[]> {
  const rows = await tx.$queryRaw<{ ids: bigint[] }[]>`
    with t as (select inbox_id, touched_customer_ids from webhook_inbox where shop_id = ${shopId} and touched_customer_ids is not null order by inbox_id limit 5000 for update),
    u as (update webhook_inbox w set touched_customer_ids = null from t where w.shop_id = ${shopId} and w.inbox_id = t.inbox_id)
    select touched_customer_ids as ids from t`;
  return [...new Set(rows.flatMap(({ ids }) => ids))].sort((a, b) => (a < b ? -1 : 1));
}

/** Whether shop/redact of a time after `since` came while the shop seemed to be installed. */
export async function wasRedactionAsked(tx: ShopTx, shopId: ShopId, since: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from webhook_inbox where shop_id = ${shopId} and topic = 'shop/redact' and applied_at is not null and outcome like 'stale%' and triggered_at >= ${since} limit 1`;
  return rows.length > 0;
}
