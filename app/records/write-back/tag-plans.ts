// What planning tags reads and writes: one transaction for one plan, one plan of a shop at a time.
import type { PoolClient } from 'pg';
import type { CustomerId } from '../../domain/glossary.ts';
import type { TaggedSegments } from '../../domain/segments/plan-tag-change.ts';
import type { ShopId } from '../db.ts';
import { readScored } from '../scoring/read-scored.ts';

/** Takes the shop's right to plan tags, until the transaction ends. */
export async function lockTagPlans(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query("select pg_advisory_xact_lock(hashtextextended('perennial tags ' || $1, 0))", [shopId.toString()]);
}

export interface TagState {
  readonly customerId: CustomerId;
  /** Null for a customer who is not scored. */
  readonly scored: TaggedSegments | null;
  readonly alertOpen: boolean;
  readonly ownTags: readonly string[];
}

/** Where customers would stand, in place of their current scores. */
export type ScoredAs = (customerId: CustomerId) => TaggedSegments | null;

/** One page of the shop's customers, merged ones left out: Shopify no longer has those. In the order of their ids. */
export async function readTagStates(connection: PoolClient, shopId: ShopId, page: { after: CustomerId; limit: number; among?: readonly CustomerId[] }, scoredAs?: ScoredAs): Promise<TagState[]> {
  const { rows } = await connection.query<{ customer_id: string; own_tags: string[]; alert_open: boolean }>(
    `select c.customer_id, c.own_tags, a.alert_id is not null as alert_open
     from customer c left join churn_alert a on a.shop_id = c.shop_id and a.customer_id = c.customer_id and a.state = 'open'
     where c.shop_id = $1 and c.customer_id > $2 and c.merged_into_id is null ${page.among ? 'and c.customer_id = any($4::bigint[])' : ''}
     order by c.customer_id limit $3`,
    [shopId, page.after, page.limit, ...(page.among ? [page.among] : [])],
  );
  const ids = rows.map((row) => BigInt(row.customer_id));
  const scored = scoredAs ? null : new Map((await readScored(connection, shopId, ids)).map((one) => [one.customerId, one]));
  return rows.map((row) => {
    const customerId = BigInt(row.customer_id);
    return { customerId, scored: scoredAs ? scoredAs(customerId) : (scored?.get(customerId) ?? null), alertOpen: row.alert_open, ownTags: row.own_tags };
  });
}

export interface EarlierChange {
  readonly customerId: CustomerId;
  readonly tagRunId: bigint;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly state: string;
  /** The change took back an earlier one, on the merchant's word. */
  readonly undoes: boolean;
}

/** What was changed or is about to be, newest first. @param states of tag_change. */
export async function readChanges(connection: PoolClient, shopId: ShopId, customerIds: readonly CustomerId[], states: readonly string[]): Promise<Map<CustomerId, EarlierChange[]>> {
  const { rows } = await connection.query<{ customer_id: string; tag_run_id: string; add: string[]; remove: string[]; state: string; undoes: boolean }>(
    `select c.customer_id, c.tag_run_id, c.add, c.remove, c.state, r.undoes_run_id is not null as undoes
     from tag_change c join tag_run r on r.shop_id = c.shop_id and r.tag_run_id = c.tag_run_id
     where c.shop_id = $1 and c.customer_id = any($2::bigint[]) and c.state = any($3::text[])
     order by c.customer_id, c.tag_run_id desc`,
    [shopId, customerIds, states],
  );
  const changes = new Map<CustomerId, EarlierChange[]>();
  for (const row of rows) {
    const customerId = BigInt(row.customer_id);
    const list = changes.get(customerId) ?? [];
    list.push({ ...row, customerId, tagRunId: BigInt(row.tag_run_id) });
    changes.set(customerId, list);
  }
  return changes;
}

/** A newer plan takes the place of changes that nobody has begun to send. @returns the customers whose change was still waiting. */
export async function supersedeWaiting(connection: PoolClient, shopId: ShopId, customerIds: readonly CustomerId[]): Promise<void> {
  if (customerIds.length === 0) return;
  await connection.query("update tag_change set state = 'superseded' where shop_id = $1 and customer_id = any($2::bigint[]) and state = 'planned'", [shopId, customerIds]);
}

/** @param by Shopify's number of the staff member who asked for it; undefined where nobody did. */
export async function insertTagRun(connection: PoolClient, shopId: ShopId, reason: string, { by, undoesRunId }: { by?: string | undefined; undoesRunId?: bigint } = {}): Promise<bigint> {
  const { rows } = await connection.query<{ tag_run_id: string }>("insert into tag_run (shop_id, state, reason, staff, undoes_run_id) values ($1, 'applying', $2, $3, $4) returning tag_run_id", [
    shopId,
    reason,
    by ?? null,
    undoesRunId ?? null,
  ]);
  return BigInt(rows[0]?.tag_run_id ?? 0);
}

export interface PlannedChange {
  readonly customerId: CustomerId;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly reason: string;
}

/** Who was merged or erased since the plan was read gets none; the others' rows are kept from both until the transaction ends. */
export async function insertTagChanges(connection: PoolClient, shopId: ShopId, tagRunId: bigint, planned: readonly PlannedChange[]): Promise<void> {
  if (planned.length === 0) return;
  const { rows } = await connection.query<{ customer_id: string }>('select customer_id from customer where shop_id = $1 and customer_id = any($2::bigint[]) and merged_into_id is null for key share', [
    shopId,
    planned.map(({ customerId }) => customerId),
  ]);
  const there = new Set(rows.map((row) => row.customer_id));
  const changes = planned.filter(({ customerId }) => there.has(customerId.toString()));
  await connection.query(
    `insert into tag_change (shop_id, tag_run_id, customer_id, add, remove, reason)
     select $1, $2, customer_id, add, remove, reason from jsonb_to_recordset($3::jsonb) as planned(customer_id bigint, add text[], remove text[], reason text)`,
    [shopId, tagRunId, JSON.stringify(changes.map(({ customerId, ...change }) => ({ customer_id: customerId.toString(), ...change })))],
  );
  const tags = (of: 'add' | 'remove') => changes.reduce((sum, change) => sum + change[of].length, 0);
  await connection.query('update tag_run set planned = planned + $3, adds = adds + $4, removals = removals + $5 where shop_id = $1 and tag_run_id = $2', [shopId, tagRunId, changes.length, tags('add'), tags('remove')]);
}

/** Runs that are not over and that nobody is at: their job was given up, for a missing permission for example. */
export async function findAbandonedRuns(connection: PoolClient, shopId: ShopId): Promise<bigint[]> {
  const { rows } = await connection.query<{ tag_run_id: string }>(
    `select tag_run_id from tag_run where shop_id = $1 and finished_at is null and planned_at < now() - interval '1 minute'
       and (claimed_until is null or claimed_until < now()) order by tag_run_id`,
    [shopId],
  );
  return rows.map((row) => BigInt(row.tag_run_id));
}
