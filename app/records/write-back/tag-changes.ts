// Single changes of a run: taken up, and what became of them. Also what Shopify is now known to hold.
import type { PoolClient } from 'pg';
import type { CustomerId } from '../../domain/glossary.ts';
import { inShopBulk, type ShopId } from '../db.ts';

export interface TakenChange {
  readonly customerId: CustomerId;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Takes up to `limit` waiting changes, to be sent one by one. From here on Shopify may hold them. */
export async function takeChanges(shopId: ShopId, tagRunId: bigint, limit: number): Promise<TakenChange[]> {
  return inShopBulk(shopId, async (connection) => {
    const { rows } = await connection.query<{ customer_id: string; add: string[]; remove: string[] }>(
      // By ctid: a fresh run has no statistics yet, and joining the table with itself by its key was planned row against row.
      `update tag_change c set state = 'sending', attempts = attempts + 1
       where ctid = any(array(select ctid from tag_change where shop_id = $1 and tag_run_id = $2 and state = 'planned' order by customer_id limit $3 for update skip locked))
       returning c.customer_id, c.add, c.remove`,
      [shopId, tagRunId, limit],
    );
    return rows.map((row) => ({ customerId: BigInt(row.customer_id), add: row.add, remove: row.remove })).sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
  });
}

/**
 * Changes that were taken by a process that is gone, or whose sending did not come off, wait again; in a stopped run they stop. Who
 * stops it at the same moment waits for this, or this for him: nothing waits in a stopped run.
 *
 * @param customerIds undefined: all that were taken to be sent one by one.
 */
export async function putBackChanges(shopId: ShopId, tagRunId: bigint, customerIds?: readonly CustomerId[]): Promise<void> {
  await inShopBulk(shopId, (connection) =>
    connection.query(
      `update tag_change c set state = case when r.state = 'stopped' then 'stopped' else 'planned' end
       from (select state from tag_run where shop_id = $1 and tag_run_id = $2 for share) r
       where c.shop_id = $1 and c.tag_run_id = $2 and c.state = 'sending' and c.part is null
         ${customerIds ? 'and c.customer_id = any($3::bigint[])' : ''}`,
      customerIds ? [shopId, tagRunId, customerIds] : [shopId, tagRunId],
    ),
  );
}

/** What became of a change, or of one half of it. */
export interface TagOutcome {
  readonly customerId: CustomerId;
  readonly added: boolean;
  readonly removed: boolean;
  /** A code of the locales (tags.errors.<code>); null for success. */
  readonly error: string | null;
}

/**
 * Records outcomes, and with them the tags that Shopify now holds: each tag by itself, and only where nothing newer is known
 * of it (the same rule as for webhooks, in records/customers.ts).
 *
 * @param at when Shopify did it. Taken in whole seconds, as Shopify states its times: else a change of ours could seem older than
 * the one before it in the same second. Of the same second, the one that is recorded later counts.
 */
export async function recordOutcomes(connection: PoolClient, shopId: ShopId, tagRunId: bigint, outcomes: readonly TagOutcome[], at: Date): Promise<void> {
  if (outcomes.length === 0) return;
  await connection.query(
    `with outcome as (
       select * from unnest($3::bigint[], $4::boolean[], $5::boolean[], $6::text[]) as o(customer_id, added, removed, error)
     ), changed as (
       update tag_change c set
         add_done = c.add_done or o.added, remove_done = c.remove_done or o.removed, error = o.error,
         state = case
           when o.error is not null then 'failed'
           when (cardinality(c.add) = 0 or c.add_done or o.added) and (cardinality(c.remove) = 0 or c.remove_done or o.removed) then 'applied'
           else c.state end,
         applied_at = case when o.error is null then $7::timestamptz end
       from outcome o where c.shop_id = $1 and c.tag_run_id = $2 and c.customer_id = o.customer_id and c.state = 'sending'
       returning c.customer_id, c.state, case when o.added then c.add else '{}' end as added, case when o.removed then c.remove else '{}' end as removed
     ), counted as (
       update tag_run set applied = applied + (select count(*) from changed where state = 'applied'), failed = failed + (select count(*) from changed where state = 'failed')
       where shop_id = $1 and tag_run_id = $2
     ), known as (
       select changed.customer_id,
         array(select tag from unnest(added) tag where $7 >= greatest(date_trunc('second', c.own_tags_at), date_trunc('second', (c.own_tag_times ->> tag)::timestamptz))) as added,
         array(select tag from unnest(removed) tag where $7 >= greatest(date_trunc('second', c.own_tags_at), date_trunc('second', (c.own_tag_times ->> tag)::timestamptz))) as removed
       from changed join customer c on c.shop_id = $1 and c.customer_id = changed.customer_id
     )
     update customer c set
       own_tags = array(select tag from (select unnest(c.own_tags) as tag except select unnest(known.removed) union select unnest(known.added)) held order by tag),
       own_tag_times = c.own_tag_times || (select coalesce(jsonb_object_agg(tag, to_char($7::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '{}') from unnest(known.added || known.removed) tag)
     from known where c.shop_id = $1 and c.customer_id = known.customer_id`,
    [shopId, tagRunId, outcomes.map((o) => o.customerId), outcomes.map((o) => o.added), outcomes.map((o) => o.removed), outcomes.map((o) => o.error), new Date(Math.floor(at.getTime() / 1000) * 1000)],
  );
}
