// What is in the tables, as plain values to compare.
import type { TestDatabase } from '../../support/database.ts';
import { packCodes } from '../../../app/domain/segments/codes/pack-codes.ts';
import { LIFECYCLE_STAGES, type LifecycleStage } from '../../../app/domain/glossary.ts';
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

interface PackedHex {
  firstKey: string;
  customerIds: string;
  codes: string;
}

/** Where everybody stands, as it is stored: to the byte. */
export function storedCodes(db: TestDatabase, shopId: ShopId): Promise<PackedHex[]> {
  return db.asOwner<PackedHex & Row>(`select first_key::text as "firstKey", encode(customer_ids, 'hex') as "customerIds", encode(codes, 'hex') as codes from segment_chunk where shop_id = $1 order by first_key`, [shopId]);
}

/** What the rows of the scores say of that. */
export async function codesOfRows(db: TestDatabase, shopId: ShopId): Promise<PackedHex[]> {
  const rows = await db.asOwner<{ id: string; cell: number; stage: LifecycleStage }>(
    `select customer_id as id, case when recency_score = 0 then 255 else 25 * (recency_score - 1) + 5 * (frequency_score - 1) + monetary_score - 1 end as cell, lifecycle_stage as stage
     from customer_score where shop_id = $1 order by customer_id`,
    [shopId],
  );
  const codes = { customerIds: BigInt64Array.from(rows, ({ id }) => BigInt(id)), cells: Uint8Array.from(rows, ({ cell }) => cell), stages: Uint8Array.from(rows, ({ stage }) => LIFECYCLE_STAGES.indexOf(stage)) };
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return Array.from(packCodes(codes), ({ firstKey, ...packed }) => ({ firstKey: firstKey.toString(), customerIds: hex(packed.customerIds), codes: hex(packed.codes) }));
}
