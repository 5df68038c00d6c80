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

/** A statement of the queue's own, to be put into another: see queue/enqueue.ts. */
export interface WorkClause {
  readonly parts: string;
  readonly announced: string;
}

/** SQL: the payloads of the work that has to be done, one for each shop that has something new; within the statement below. */
export const SHOPS_WITH_NEWS = `select distinct '{"shopId":"' || shop_id || '"}' as payload from i`;

/** @param statement what storing() gave. */
export async function storeWebhooks(webhooks: readonly ReceivedWebhook[], statement: StoringStatement): Promise<Stored[]> {
  const { rows } = await sharedPool().query<Inserted>({ ...statement, values: values(webhooks) });
  const shops = new Set(rows.map(({ domain }) => domain));
  const written = new Set(rows.flatMap(({ domain, topic, event_id: eventId }) => (topic === null || eventId === null ? [] : [key(domain, topic, eventId)])));
  // Of two that are the same the first is stored.
  return webhooks.map(({ shopDomain, topic, eventId }) => (!shops.has(shopDomain) ? 'unknown-shop' : written.delete(key(shopDomain, topic, eventId)) ? 'stored' : 'known'));
}

const key = (domain: string, topic: string, eventId: string) => `${domain} ${topic} ${eventId}`;

/**
 * One statement and one transaction, whatever the number of webhooks and shops, so that it is planned once and costs one way there
 * and back: finds the shops, announces that something is being stored for them, inserts, enqueues the work. Row-level security
 * looks at each row as it is inserted, and by then its own expression has bound the transaction to the shop of that domain: a row
 * can stand in no other shop than the one it names. Locks are taken, rows inserted and jobs added in this order everywhere, so
 * that two groups never wait for each other; the sort is done before the first row is inserted, and so are the locks. The bodies
 * come as one value: as an array they would travel as text, twice as long.
 */
export const storing = ({ parts, announced }: WorkClause): StoringStatement => ({
  name: 'store-webhooks',
  text: `
  with s as materialized (
      select shop_id, domain, pg_advisory_xact_lock_shared(${RECEIVING}, shop_id::int)
      from (select shop_id, domain from shop where domain = any($1::text[]) order by shop_id) found),
    w as materialized (
      select s.shop_id, topic, event_id, webhook_id, api_version, triggered_at, first_byte, bytes
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::int[], $8::int[]) as w (domain, topic, event_id, webhook_id, api_version, triggered_at, first_byte, bytes)
      join s using (domain) order by 1, 2, 3),
    i as (
      insert into webhook_inbox (shop_id, topic, event_id, webhook_id, api_version, triggered_at, body)
      select set_config('perennial.shop_id', shop_id::text, true)::bigint, topic, event_id, webhook_id, api_version, triggered_at, substring($9::bytea from first_byte for bytes) from w
      on conflict (shop_id, topic, event_id) do nothing
      returning shop_id, topic, event_id),
    ${parts}
    select s.domain, i.topic, i.event_id from s left join i using (shop_id) where ${announced}`,
});

interface StoringStatement {
  readonly name: string;
  readonly text: string;
}

interface Inserted {
  readonly domain: string;
  /** Null where all of the shop were there already. */
  readonly topic: string | null;
  readonly event_id: string | null;
}

function values(webhooks: readonly ReceivedWebhook[]): unknown[] {
  let at = 1;
  const firstBytes = webhooks.map(({ body }) => {
    const first = at;
    at += body.byteLength;
    return first;
  });
  const column = <T>(of: (webhook: ReceivedWebhook) => T) => webhooks.map(of);
  return [
    column((w) => w.shopDomain),
    column((w) => w.topic),
    column((w) => w.eventId),
    column((w) => w.webhookId),
    column((w) => w.apiVersion),
    column((w) => (w.triggeredAtMs === null ? null : new Date(w.triggeredAtMs))),
    firstBytes,
    column((w) => w.body.byteLength),
    Buffer.concat(column((w) => w.body)),
  ];
}

/** Waits until every webhook of the shop that is being stored at this moment is there to be read. */
export async function awaitReceiving(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query('select pg_advisory_xact_lock($1::int, $2::int)', [RECEIVING, Number(shopId)]);
}
