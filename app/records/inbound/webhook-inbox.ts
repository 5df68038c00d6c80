// What waits in the inbox, and what became of it.
import { inShopBulk, type ShopId, type ShopTx } from '../db.ts';
import { lockInbound } from './lock.ts';
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

/**
 * The events that wait, by the time at which they happened, those of the late topics behind all others. Also sees those that
 * are just being stored.
 */
export async function findWaiting(shopId: ShopId, lateTopics: readonly string[], limit: number): Promise<{ inboxId: bigint; topic: string }[]> {
  return inShopBulk(shopId, async (connection) => {
    const read = async () => {
      const { rows } = await connection.query<{ inbox_id: string; topic: string }>(
        `select inbox_id::text, topic from webhook_inbox where shop_id = $1 and ${DUE} order by topic = any($3), coalesce(triggered_at, received_at), inbox_id limit $2`,
        [shopId.toString(), limit, lateTopics],
      );
      return rows.map((row) => ({ inboxId: BigInt(row.inbox_id), topic: row.topic }));
    };
    const first = await read();
    if (first.length > 0) return first;
    await awaitReceiving(connection, shopId);
    return read();
  });
}

/**
 * Takes events for this transaction; those that somebody else has applied are left out. The inbound lock comes before the rows, as
 * it does for whoever empties them (an erasure, news that is not this shop's): else the one would hold the rows and wait for the
 * lock, and the other the lock and wait for the rows. Bodies come as text: Prisma's adapter (6.19) makes an array of numbers of
 * bytes.
 */
export async function takeWaiting(tx: ShopTx, shopId: ShopId, inboxIds: readonly bigint[]): Promise<WaitingWebhook[]> {
  await lockInbound(tx, shopId);
  const rows = await tx.$queryRaw<{ inboxId: bigint; topic: string; triggeredAt: Date; body: string | null; attempts: number }[]>`
    select inbox_id as "inboxId", topic, coalesce(triggered_at, received_at) as "triggeredAt", encode(body, 'base64') as body, attempts from webhook_inbox
    where shop_id = ${shopId} and inbox_id = any(${[...inboxIds]}::bigint[]) and applied_at is null
    order by coalesce(triggered_at, received_at), inbox_id for update`;
  return rows.map((row) => ({ ...row, body: Buffer.from(row.body ?? '', 'base64') }));
}

export interface AppliedWebhook {
  readonly inboxId: bigint;
  /** "applied", "stale" or "ignored", and why: "stale: newer-version". */
  readonly outcome: string;
  readonly touched: readonly bigint[];
}

/** Together with the effect. */
export async function markApplied(tx: ShopTx, shopId: ShopId, applied: readonly AppliedWebhook[]): Promise<void> {
  const rows = applied.map(({ inboxId, outcome, touched }) => ({ id: inboxId.toString(), outcome, touched: touched.map(String) }));
  await tx.$executeRaw`
    update webhook_inbox w set applied_at = now(), outcome = v.outcome, body = null, retry_at = null,
      touched_customer_ids = case when jsonb_array_length(v.touched) > 0 then array(select jsonb_array_elements_text(v.touched)::bigint) end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) v (id bigint, outcome text, touched jsonb)
    where w.shop_id = ${shopId} and w.inbox_id = v.id`;
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
  await lockInbound(tx, shopId);
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
