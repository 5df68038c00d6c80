// The inbox: every webhook is here before it is answered. Written on bare connections, several at once, for this is the one
// place where a thousand requests a second may come.
import type { PoolClient } from 'pg';
import { sharedPool, type ShopId } from '../db.ts';

export interface ReceivedWebhook {
  /** Canonical. */
  readonly shopDomain: string;
  readonly topic: string;
  readonly eventId: string;
  readonly webhookId: string | null;
  readonly apiVersion: string | null;
  readonly triggeredAtMs: number | null;
  readonly body: Buffer;
}

export type Stored = 'stored' | 'known' | 'unknown-shop';

/**
 * Held, shared, by whoever stores a webhook until it has committed. Who applies them takes it alone before concluding that
 * nothing waits: so a webhook whose job found another one waiting is never left lying.
 */
const RECEIVING = 728_303;

/** @param alsoWithin enqueues the work, in the same transaction. */
export async function storeWebhooks(webhooks: readonly ReceivedWebhook[], alsoWithin: (connection: PoolClient, shopId: ShopId) => Promise<void>): Promise<Stored[]> {
  const results = webhooks.map((): Stored => 'unknown-shop');
  const byShop = Map.groupBy(webhooks.keys(), (index) => webhooks[index]?.shopDomain ?? '');
  const connection = await sharedPool().connect();
  try {
    await connection.query('begin');
    // Always in the same order, so that two groups never wait for each other.
    for (const domain of [...byShop.keys()].sort()) {
      const indexes = [...(byShop.get(domain) ?? [])].sort((a, b) => (key(webhooks[a]) < key(webhooks[b]) ? -1 : 1));
      const group = indexes.flatMap((index) => webhooks[index] ?? []);
      const { shopId, written } = await insertOfShop(connection, domain, group);
      for (const [at, index] of indexes.entries()) if (shopId !== null) results[index] = written.has(at) ? 'stored' : 'known';
      if (shopId !== null && written.size > 0) await alsoWithin(connection, shopId);
    }
    await connection.query('commit');
    connection.release();
    return results;
  } catch (error) {
    connection.release(true);
    throw error;
  }
}

const key = (webhook: ReceivedWebhook | undefined) => `${webhook?.topic} ${webhook?.eventId}`;
const COLUMNS = 7;

/**
 * One statement: finds the shop, binds the transaction to it, announces that something is being stored, inserts. The first
 * two happen row by row before the insert, so row-level security already sees the shop.
 */
async function insertOfShop(connection: PoolClient, domain: string, group: readonly ReceivedWebhook[]): Promise<{ shopId: ShopId | null; written: Set<number> }> {
  const rows = group.map((_, at) => `(${Array.from({ length: COLUMNS }, (_unused, column) => `$${2 + at * COLUMNS + column}`).join(', ')})`);
  rows[0] = `(${['int', 'text', 'text', 'text', 'text', 'timestamptz', 'bytea'].map((type, column) => `$${2 + column}::${type}`).join(', ')})`;
  const { rows: answer } = await connection.query<{ shop_id: string; at: number | null }>(
    `with s as materialized (
       select shop_id, set_config('perennial.shop_id', shop_id::text, true) as bound, pg_advisory_xact_lock_shared(${RECEIVING}, shop_id::int) from shop where domain = $1),
     w (at, topic, event_id, webhook_id, api_version, triggered_at, body) as (values ${rows.join(', ')}),
     i as (
       insert into webhook_inbox (shop_id, topic, event_id, webhook_id, api_version, triggered_at, body)
       select s.bound::bigint, w.topic, w.event_id, w.webhook_id, w.api_version, w.triggered_at, w.body from s cross join w
       on conflict (shop_id, topic, event_id) do nothing
       returning topic, event_id)
     select s.shop_id::text, (select min(w.at) from w where w.topic = i.topic and w.event_id = i.event_id) as at from s left join i on true`,
    [domain, ...group.flatMap((w, at) => [at, w.topic, w.eventId, w.webhookId, w.apiVersion, w.triggeredAtMs === null ? null : new Date(w.triggeredAtMs), w.body])],
  );
  const shopId = answer[0] ? BigInt(answer[0].shop_id) : null;
  return { shopId, written: new Set(answer.flatMap(({ at }) => (at === null ? [] : [at]))) };
}

/** Waits until every webhook of the shop that is being stored at this moment is there to be read. */
export async function awaitReceiving(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query('select pg_advisory_xact_lock($1::int, $2::int)', [RECEIVING, Number(shopId)]);
}
