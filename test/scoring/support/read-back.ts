// What is in the tables, as plain values to compare.
import type { TestDatabase } from '../../support/database.ts';
import type { ShopId } from '../../../app/records/db.ts';

export type Row = Record<string, unknown>;

/** Every score of a shop without the run and the time: what must be equal between two ways to the same state. */
export function scoresOf(db: TestDatabase, shopId: ShopId): Promise<Row[]> {
  return db.asOwner("select to_jsonb(s) - 'run_id' - 'computed_at' as score from customer_score s where shop_id = $1 order by customer_id", [shopId]).then((rows) => rows.map((row) => row['score'] as Row));
}

/** With run and time: equal only where nothing was written. */
export function rowsOf(db: TestDatabase, shopId: ShopId): Promise<Row[]> {
  return db.asOwner('select *, xmin::text from customer_score where shop_id = $1 order by customer_id', [shopId]);
}

export function runsOf(db: TestDatabase, shopId: ShopId): Promise<Row[]> {
  return db.asOwner('select run_id, finished_at is not null as finished, error, customers, orders_counted, orders_left_out, gross_minor, net_minor from scoring_run where shop_id = $1 order by run_id', [shopId]);
}

/** Jobs that wait, by name, with what they are told. */
export async function jobsOf(db: TestDatabase, shopId: ShopId): Promise<{ name: string; data: Row }[]> {
  return db.asOwner<{ name: string; data: Row }>("select name, data from pgboss.job where state = 'created' and data->>'shopId' = $1 order by created_on, name", [shopId.toString()]);
}

export async function clearJobs(db: TestDatabase): Promise<void> {
  await db.asOwner('delete from pgboss.job');
}
