// One row a scoring of a whole shop. Its figures are kept true between full runs by refreshFigures, so every page that
// says "orders counted" reads them here.
import type { PoolClient } from 'pg';
import type { ExclusionRule, Minor, ScoringSettings } from '../../domain/glossary.ts';
import { SHOP_MODEL_VERSION, type ShopModel } from '../../domain/shop-model.ts';
import { inShop, inShopBulk, type ShopId } from '../db.ts';

/** Orders left out of the purchase history, by the rule that left them out. Every rule is there, also with zero. */
export type LeftOut = Readonly<Record<ExclusionRule, { readonly orders: number; readonly grossMinor: Minor }>>;

export interface RunFigures {
  readonly customers: number;
  readonly ordersCounted: number;
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
  readonly leftOut: LeftOut;
}

/** What a run went by: its settings, and the version of the segment definition that is part of them. */
export interface ScoredBy {
  readonly settings: ScoringSettings;
  readonly definitionVersion: number;
}

export interface FinishedRun extends RunFigures {
  readonly runId: bigint;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** The last moment whose orders were known to the run. */
  readonly asOf: Date;
  readonly model: ShopModel;
  /** With which the run was scored; a customer scored between runs is scored with the same. */
  readonly settings: ScoringSettings;
}

interface RunRow {
  run_id: string;
  started_at: Date;
  finished_at: Date;
  as_of: Date;
  customers: number;
  orders_counted: number;
  orders_left_out: LeftOut;
  gross_minor: string;
  net_minor: string;
  model: ShopModel & { settings: ScoringSettings };
}

function toRun(row: RunRow): FinishedRun {
  const { settings, ...model } = row.model;
  return {
    runId: BigInt(row.run_id),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    asOf: row.as_of,
    customers: row.customers,
    ordersCounted: row.orders_counted,
    grossMinor: Number(row.gross_minor),
    netMinor: Number(row.net_minor),
    leftOut: row.orders_left_out,
    model,
    settings,
  };
}

/**
 * The last run that came to its end, inside the caller's transaction. Null before the first, and where its model was made by
 * an older version of the code: it can no longer be read, and a new run is due.
 */
export async function getLastRunWithin(connection: PoolClient, shopId: ShopId): Promise<FinishedRun | null> {
  const { rows } = await connection.query<RunRow>(
    `select run_id, started_at, finished_at, as_of, customers, orders_counted, orders_left_out, gross_minor, net_minor, model
     from scoring_run where shop_id = $1 and finished_at is not null order by run_id desc limit 1`,
    [shopId],
  );
  return rows[0] && rows[0].model.version === SHOP_MODEL_VERSION ? toRun(rows[0]) : null;
}

/** As getLastRunWithin, in a transaction of its own. */
export async function getLastRun(shopId: ShopId): Promise<FinishedRun | null> {
  return inShopBulk(shopId, (connection) => getLastRunWithin(connection, shopId));
}

/**
 * Begins a run, for all to see. Call it while holding the right to run (tryLockScoringRun): a run that still looks unfinished
 * then belongs to a worker that died.
 */
export async function beginRun(shopId: ShopId): Promise<{ runId: bigint; startedAt: Date }> {
  return inShopBulk(shopId, async (connection) => {
    await connection.query("update scoring_run set error = 'interrupted' where shop_id = $1 and finished_at is null and error is null", [shopId]);
    const { rows } = await connection.query<{ run_id: string; started_at: Date }>(
      'insert into scoring_run (shop_id, started_at, as_of) values ($1, clock_timestamp(), clock_timestamp()) returning run_id, started_at',
      [shopId],
    );
    const [row] = rows;
    if (!row) throw new Error('The scoring run was not written.');
    return { runId: BigInt(row.run_id), startedAt: row.started_at };
  });
}

/** In the transaction that writes the scores: the run is finished exactly when they are in place. */
export async function finishRun(connection: PoolClient, shopId: ShopId, runId: bigint, figures: RunFigures, model: ShopModel, { settings, definitionVersion }: ScoredBy): Promise<void> {
  await refreshFigures(connection, shopId, runId, figures);
  await connection.query('update scoring_run set model = $3, definition_version = $4, finished_at = clock_timestamp() where shop_id = $1 and run_id = $2', [
    shopId,
    runId,
    JSON.stringify({ ...model, settings }),
    definitionVersion,
  ]);
}

/** Takes the shop's right to count its figures between runs, until the transaction ends. */
export async function lockFigures(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query("select pg_advisory_xact_lock(hashtextextended('perennial figures ' || $1, 0))", [shopId.toString()]);
}

/** Brings the figures of the last run up to date after single customers were scored; writes only what differs. */
export async function refreshFigures(connection: PoolClient, shopId: ShopId, runId: bigint, figures: RunFigures): Promise<void> {
  await connection.query(
    `update scoring_run set customers = $3, orders_counted = $4, gross_minor = $5, net_minor = $6, orders_left_out = $7
     where shop_id = $1 and run_id = $2
       and (customers, orders_counted, gross_minor, net_minor, orders_left_out) is distinct from ($3::int, $4::int, $5::bigint, $6::bigint, $7::jsonb)`,
    [shopId, runId, figures.customers, figures.ordersCounted, figures.grossMinor, figures.netMinor, JSON.stringify(figures.leftOut)],
  );
}

/** Leaves a trace of a run that failed, so that the pages can say that the scores are older than they should be. */
export async function failRun(shopId: ShopId, runId: bigint, error: string): Promise<void> {
  await inShop(shopId, (tx) => tx.scoringRun.update({ where: { shopId_runId: { shopId, runId } }, data: { error: error.slice(0, 500) } }));
}
