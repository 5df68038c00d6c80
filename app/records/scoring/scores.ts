// The current scores, one row a customer. Written in bulk, and only where they differ: an unchanged customer costs no write.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CustomerId, ScoredCustomer } from '../../domain/glossary.ts';
import { amendCodes, type SegmentCode, segmentCode, type SegmentCodes } from '../../domain/segments/codes/segment-codes.ts';
import type { ShopId } from '../db.ts';
import { joinByHashing } from '../inbound/lock.ts';
import { dayText } from '../shop/shop-calendar.ts';
import { lockCodes, patchSegmentCodes, storeSegmentCodes } from './segment-chunks.ts';

/** What is compared and written. run_id and computed_at follow: they tell when a row last changed. */
const COLUMNS = [
  'orders', 'purchase_days', 'value_minor', 'first_order_on', 'last_order_on', 'recency_score', 'frequency_score', 'monetary_score',
  'rfm_group', 'value_tier', 'lifecycle_stage', 'risk_score', 'lapse_chance', 'expected_orders', 'expected_value_minor', 'reasons',
] as const;

const list = (prefix: string) => COLUMNS.map((name) => `${prefix}${name}`).join(', ');

/**
 * Takes the shop's right to write scores, until the transaction ends. Whoever reads orders to write scores reads them after
 * this, so that the later writer knows at least as much as the earlier.
 */
export async function lockScores(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query("select pg_advisory_xact_lock(hashtextextended('perennial scores ' || $1, 0))", [shopId.toString()]);
}

/** Takes the shop's right to run a full scoring; false when another run has it. */
export async function tryLockScoringRun(connection: PoolClient, shopId: ShopId): Promise<boolean> {
  const { rows } = await connection.query<{ locked: boolean }>("select pg_try_advisory_xact_lock(hashtextextended('perennial scoring run ' || $1, 0)) as locked", [shopId.toString()]);
  return rows[0]?.locked === true;
}

function number(value: number | null, field: string): string {
  if (value === null) return '\\N';
  if (!Number.isFinite(value)) throw new Error(`A score is not a number: ${field} is ${value}.`);
  return String(value);
}

/** One line of COPY's text format, in the order of COLUMNS. */
function copyLine(scored: ScoredCustomer): string {
  const day = (value: number | null) => (value === null ? '\\N' : dayText(value));
  const text = (value: string) => value.replace(/[\\\t\n\r]/g, (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character] ?? '');
  return `${[
    scored.customerId,
    scored.orders,
    scored.purchaseDays,
    number(scored.valueMinor, 'valueMinor'),
    day(scored.firstOrderDay),
    day(scored.lastOrderDay),
    scored.recencyScore,
    scored.frequencyScore,
    scored.monetaryScore,
    scored.rfmGroup,
    scored.valueTier,
    scored.lifecycleStage,
    number(scored.riskScore, 'riskScore'),
    number(scored.lapseChance, 'lapseChance'),
    number(scored.expectedOrders, 'expectedOrders'),
    number(scored.expectedValueMinor === null ? null : Math.round(scored.expectedValueMinor), 'expectedValueMinor'),
    text(JSON.stringify(scored.reasons)),
  ].join('\t')}\n`;
}

/** Joins lines into pieces of about 64 KiB: one stream chunk a line would cost more than the copy. */
function* copyChunks(scored: Iterable<ScoredCustomer>): Generator<string> {
  let chunk = '';
  for (const customer of scored) {
    chunk += copyLine(customer);
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk) yield chunk;
}

/** Whose scores are written: those of some customers, or of the whole shop, with where all of them stand. */
export type ScoreScope = { readonly among: readonly CustomerId[] } | { readonly codes: SegmentCodes };

export interface WrittenScores {
  /** Rows that are new or differ from what was there. */
  readonly written: number;
  /** Rows of customers who are not scored any more: gone, merged, opted out. */
  readonly removed: number;
  /** Customers who stand in another cell or stage than before, are new or are gone; known of a whole shop only. */
  readonly moved?: number;
}

/**
 * Makes the scores of the shop, or of some customers, exactly `scored`. Call lockScores first.
 *
 * @param scope only rows of these customers may be removed; of a whole shop, `codes` say of everybody what `scored` says.
 */
export async function writeScores(connection: PoolClient, shopId: ShopId, runId: bigint, scored: Iterable<ScoredCustomer>, scope: ScoreScope): Promise<WrittenScores> {
  const changes = new Map<CustomerId, SegmentCode | null>();
  if ('codes' in scope) {
    const { unknown, ...counts } = await writeScoreRows(connection, shopId, runId, scored);
    for (const id of unknown) changes.set(id, null);
    const moved = await storeSegmentCodes(connection, shopId, amendCodes(scope.codes, changes));
    return { ...counts, moved: moved.places.length + moved.gone.length };
  }
  for (const id of scope.among) changes.set(id, null);
  const { unknown, ...counts } = await writeScoreRows(connection, shopId, runId, noted(scored, changes), scope.among);
  for (const id of unknown) changes.set(id, null);
  await patchSegmentCodes(connection, shopId, changes);
  return counts;
}

/**
 * The rows of writeScores alone. At its end the right to write codes is held: whoever goes from now on takes themselves out of
 * the codes after us.
 *
 * @param among left out: the whole shop.
 * @returns besides, who of `scored` has no row, being no customer any more.
 */
export async function writeScoreRows(connection: PoolClient, shopId: ShopId, runId: bigint, scored: Iterable<ScoredCustomer>, among?: readonly CustomerId[]): Promise<WrittenScores & { unknown: CustomerId[] }> {
  // COPY into a table with row-level security is refused by Postgres, so the rows go through one of our own.
  await connection.query(`create temp table score_staging on commit drop as select customer_id, ${list('')} from customer_score where false`);
  const copy = connection.query(copyFrom(`copy score_staging (customer_id, ${list('')}) from stdin`));
  await pipeline(Readable.from(copyChunks(scored)), copy);
  await (among ? joinByIndex(connection) : joinByHashing(connection));
  await connection.query('analyze score_staging (customer_id)');
  const updated = await connection.query(
    `update customer_score t set ${COLUMNS.map((name) => `${name} = s.${name}`).join(', ')}, run_id = $2, computed_at = clock_timestamp()
     from score_staging s where t.shop_id = $1 and t.customer_id = s.customer_id and (${list('t.')}) is distinct from (${list('s.')})`,
    [shopId, runId],
  );
  // Mostly everybody has a row and is still a customer: one look spares the rest.
  const { rows: [found] } = await connection.query<{ withoutRow: number; noCustomer: number }>(
    `select count(*) filter (where t.customer_id is null)::int as "withoutRow", count(*) filter (where c.customer_id is null)::int as "noCustomer"
     from score_staging s left join customer_score t on t.shop_id = $1 and t.customer_id = s.customer_id left join customer c on ${IS_SCORED} and c.customer_id = s.customer_id`,
    [shopId],
  );
  const inserted = found?.withoutRow === 0 ? 0 : await insertNew(connection, shopId, runId);
  const removed = among?.length === copy.rowCount && found?.noCustomer === 0 ? 0 : await removeGone(connection, shopId, among);
  await lockCodes(connection, shopId);
  const { rows: unknown } = await connection.query<{ id: string }>(
    `select customer_id as id from score_staging s where not exists (select from customer_score t where t.shop_id = $1 and t.customer_id = s.customer_id)`,
    [shopId],
  );
  await connection.query('drop table score_staging');
  return { written: (updated.rowCount ?? 0) + inserted, removed, unknown: unknown.map(({ id }) => BigInt(id)) };
}

const IS_SCORED = 'c.shop_id = $1 and c.merged_into_id is null and not c.scoring_opt_out';

async function insertNew(connection: PoolClient, shopId: ShopId, runId: bigint): Promise<number> {
  // Whoever is being deleted just now is waited for, and whoever is new here cannot be deleted before this is committed.
  await connection.query(
    `select from score_staging s join customer c on c.shop_id = $1 and c.customer_id = s.customer_id
     where not exists (select from customer_score t where t.shop_id = $1 and t.customer_id = s.customer_id)
     for key share of c`,
    [shopId],
  );
  const { rowCount } = await connection.query(
    `insert into customer_score (shop_id, customer_id, run_id, computed_at, ${list('')})
     select $1::bigint, s.customer_id, $2::bigint, clock_timestamp(), ${list('s.')} from score_staging s
     join customer c on ${IS_SCORED} and c.customer_id = s.customer_id
     where not exists (select from customer_score t where t.shop_id = $1 and t.customer_id = s.customer_id)`,
    [shopId, runId],
  );
  return rowCount ?? 0;
}

async function removeGone(connection: PoolClient, shopId: ShopId, among?: readonly CustomerId[]): Promise<number> {
  if (among) await connection.query('create index on score_staging (customer_id)');
  const { rowCount } = await connection.query(
    // As joins, for one side of "or" under "not exists" would be gone through again for each row.
    `delete from customer_score t using (
       select scored.customer_id from customer_score scored
       left join score_staging s on s.customer_id = scored.customer_id
       left join customer c on ${IS_SCORED} and c.customer_id = scored.customer_id
       where scored.shop_id = $1 ${among ? 'and scored.customer_id = any($2::bigint[])' : ''} and (s.customer_id is null or c.customer_id is null)
     ) gone where t.shop_id = $1 and t.customer_id = gone.customer_id`,
    among ? [shopId, among] : [shopId],
  );
  return rowCount ?? 0;
}

/** Few customers among many: each is looked up. The planner would go through the tables instead, for it cannot know how many are of this shop. */
async function joinByIndex(connection: PoolClient): Promise<void> {
  await connection.query("select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)");
}

function* noted(scored: Iterable<ScoredCustomer>, codes: Map<CustomerId, SegmentCode | null>): Generator<ScoredCustomer> {
  for (const customer of scored) {
    codes.set(customer.customerId, segmentCode(customer));
    yield customer;
  }
}

/** Customers whose scores changed at or after this moment. */
export async function findCustomersScoredSince(connection: PoolClient, shopId: ShopId, since: Date): Promise<CustomerId[]> {
  const { rows } = await connection.query<{ id: string }>('select customer_id as id from customer_score where shop_id = $1 and computed_at >= $2', [shopId, since]);
  return rows.map(({ id }) => BigInt(id));
}

/** The named customers, and everybody they were merged into. */
export async function withSurvivors(connection: PoolClient, shopId: ShopId, customerIds: readonly CustomerId[]): Promise<CustomerId[]> {
  const { rows } = await connection.query<{ id: string }>(
    `with recursive person(id) as (
       select unnest($2::bigint[])
       union
       select c.merged_into_id from person join customer c on c.shop_id = $1 and c.customer_id = person.id where c.merged_into_id is not null
     ) select id from person`,
    [shopId, customerIds],
  );
  return rows.map(({ id }) => BigInt(id));
}
