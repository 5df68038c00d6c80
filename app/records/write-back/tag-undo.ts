// What undoing a run reads and marks.
import type { PoolClient } from 'pg';
import type { CustomerId } from '../../domain/glossary.ts';
import type { ShopId } from '../db.ts';

/** Marks a finished run as being undone; the same run cannot be undone twice. */
export async function markUndoing(connection: PoolClient, shopId: ShopId, tagRunId: bigint): Promise<'undoing' | 'not-finished' | 'nothing-in-place' | 'no-run'> {
  const { rows } = await connection.query<{ state: string; finished: boolean }>('select state, finished_at is not null as finished from tag_run where shop_id = $1 and tag_run_id = $2 for update', [shopId, tagRunId]);
  const run = rows[0];
  if (!run) return 'no-run';
  if (!run.finished) return 'not-finished';
  if (run.state === 'undoing' || run.state === 'undone') return 'nothing-in-place';
  await connection.query("update tag_run set state = 'undoing' where shop_id = $1 and tag_run_id = $2", [shopId, tagRunId]);
  return 'undoing';
}

export interface AppliedChange {
  readonly customerId: CustomerId;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** What the customer carries now. */
  readonly ownTags: readonly string[];
}

/** What a change has done: all of it, or one half where the other was refused. A half that has nothing to do counts as not done. */
const DONE = `case when t.state = 'applied' or t.add_done then t.add else '{}' end as add, case when t.state = 'applied' or t.remove_done then t.remove else '{}' end as remove`;
const HALF = `t.state in ('failed', 'stopped') and (t.add_done or t.remove_done)`;

/** What the changes of a run have done, in the order of the customers' ids. */
export async function readAppliedPage(connection: PoolClient, shopId: ShopId, tagRunId: bigint, after: CustomerId, limit: number): Promise<AppliedChange[]> {
  const { rows } = await connection.query<{ customer_id: string; add: string[]; remove: string[]; own_tags: string[] }>(
    `select t.customer_id, ${DONE}, c.own_tags from tag_change t join customer c on c.shop_id = t.shop_id and c.customer_id = t.customer_id
     where t.shop_id = $1 and t.tag_run_id = $2 and t.customer_id > $3 and (t.state = 'applied' or ${HALF}) and c.merged_into_id is null
     order by t.customer_id limit $4`,
    [shopId, tagRunId, after, limit],
  );
  return rows.map((row) => ({ customerId: BigInt(row.customer_id), add: row.add, remove: row.remove, ownTags: row.own_tags }));
}

/** What earlier runs that undid this one have done by halves: per customer the tags that are back, and those that are off again. */
export async function readHalfUndone(connection: PoolClient, shopId: ShopId, tagRunId: bigint, customerIds: readonly CustomerId[]): Promise<Map<CustomerId, { add: string[]; remove: string[] }>> {
  const { rows } = await connection.query<{ customer_id: string; add: string[]; remove: string[] }>(
    `select t.customer_id, ${DONE} from tag_change t join tag_run r on r.shop_id = t.shop_id and r.tag_run_id = t.tag_run_id
     where t.shop_id = $1 and r.undoes_run_id = $2 and t.customer_id = any($3::bigint[]) and ${HALF}`,
    [shopId, tagRunId, customerIds],
  );
  const halves = Map.groupBy(rows, (row) => BigInt(row.customer_id));
  return new Map([...halves].map(([customerId, done]) => [customerId, { add: done.flatMap(({ add }) => add), remove: done.flatMap(({ remove }) => remove) }]));
}
