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

/** The applied changes of a run, in the order of the customers' ids. */
export async function readAppliedPage(connection: PoolClient, shopId: ShopId, tagRunId: bigint, after: CustomerId, limit: number): Promise<AppliedChange[]> {
  const { rows } = await connection.query<{ customer_id: string; add: string[]; remove: string[]; own_tags: string[] }>(
    `select t.customer_id, t.add, t.remove, c.own_tags from tag_change t join customer c on c.shop_id = t.shop_id and c.customer_id = t.customer_id
     where t.shop_id = $1 and t.tag_run_id = $2 and t.customer_id > $3 and t.state = 'applied' and c.merged_into_id is null
     order by t.customer_id limit $4`,
    [shopId, tagRunId, after, limit],
  );
  return rows.map((row) => ({ customerId: BigInt(row.customer_id), add: row.add, remove: row.remove, ownTags: row.own_tags }));
}
