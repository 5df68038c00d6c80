// Backtests of a shop, one a past day. A row is there from the moment it is asked for; while a newer result is being
// computed the older one stays.
import type { PoolClient } from 'pg';
import type { Backtest } from '../../domain/churn/backtest/backtest.ts';
import type { Day, ExclusionRule, Minor, ScoringSettings } from '../../domain/glossary.ts';
import type { ShopId } from '../db.ts';
import { inShopBulk } from '../db.ts';
import { isMadeWith, isReadable, madeWith, type MadeWith } from '../scoring/made-with.ts';
import { dayText } from '../shop/shop-calendar.ts';

/** The orders a backtest stood on, as they were known when it was computed. */
export interface BacktestBasis {
  readonly ordersCounted: number;
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
  readonly leftOut: readonly { readonly rule: ExclusionRule; readonly orders: number }[];
  /** Of those counted: up to and with the day; after it and within the horizon. */
  readonly ordersBefore: number;
  readonly ordersWithin: number;
}

export interface BacktestResult {
  readonly backtest: Backtest;
  readonly basis: BacktestBasis;
}

export interface StoredBacktest {
  readonly asOfDay: Day;
  readonly horizonDays: number;
  readonly madeWith: MadeWith;
  readonly requestedAtMs: number;
  readonly computedAtMs: number | null;
  readonly result: BacktestResult | null;
  /** Why the last attempt failed; null where it did not. */
  readonly error: string | null;
}

interface Row {
  as_of_day: number;
  horizon_days: number;
  made_with: MadeWith;
  requested_at: Date;
  computed_at: Date | null;
  result: BacktestResult | null;
  error: string | null;
}

/** So many days are kept, the last asked for; the daily one is asked for anew each day. */
const KEPT = 60;

function toBacktest(row: Row): StoredBacktest {
  return {
    asOfDay: row.as_of_day,
    horizonDays: row.horizon_days,
    madeWith: row.made_with,
    requestedAtMs: row.requested_at.getTime(),
    computedAtMs: row.computed_at?.getTime() ?? null,
    result: isReadable(row.made_with) ? row.result : null,
    error: row.error,
  };
}

/** Every backtest of the shop, the latest day first. */
export async function readBacktests(connection: PoolClient, shopId: ShopId): Promise<StoredBacktest[]> {
  const { rows } = await connection.query<Row>(
    "select as_of - date '1970-01-01' as as_of_day, horizon_days, made_with, requested_at, computed_at, result, error from shop_backtest where shop_id = $1 order by as_of desc",
    [shopId],
  );
  return rows.map(toBacktest);
}

/** Whether this day has not been asked for with these settings yet. */
export async function isBacktestDue(connection: PoolClient, shopId: ShopId, asOfDay: Day, settings: ScoringSettings): Promise<boolean> {
  const { rows } = await connection.query<{ made_with: MadeWith }>('select made_with from shop_backtest where shop_id = $1 and as_of = $2', [shopId, dayText(asOfDay)]);
  return !rows[0] || !isMadeWith(rows[0].made_with, settings);
}

/** Notes that the day is asked for; the caller enqueues the job in the same transaction. What was made with other settings is dropped. */
export async function requestBacktest(connection: PoolClient, shopId: ShopId, asOfDay: Day, settings: ScoringSettings): Promise<void> {
  await connection.query(
    `insert into shop_backtest as b (shop_id, as_of, horizon_days, made_with, requested_at) values ($1, $2, $3, $4, clock_timestamp())
     on conflict (shop_id, as_of) do update set requested_at = excluded.requested_at, horizon_days = excluded.horizon_days, made_with = excluded.made_with, error = null,
       result = case when b.made_with = excluded.made_with then b.result end, computed_at = case when b.made_with = excluded.made_with then b.computed_at end`,
    [shopId, dayText(asOfDay), settings.churn.horizonDays, JSON.stringify(madeWith(settings))],
  );
  await connection.query('delete from shop_backtest where shop_id = $1 and as_of not in (select as_of from shop_backtest where shop_id = $1 order by requested_at desc limit $2)', [shopId, KEPT]);
}

/** Puts the result in place. @returns false where the day was asked for with other settings meanwhile: their own job follows */
export async function finishBacktest(shopId: ShopId, asOfDay: Day, settings: ScoringSettings, result: BacktestResult): Promise<boolean> {
  return inShopBulk(shopId, async (connection) => {
    const { rowCount } = await connection.query(
      'update shop_backtest set result = $3, computed_at = clock_timestamp(), error = null where shop_id = $1 and as_of = $2 and made_with = $4',
      [shopId, dayText(asOfDay), JSON.stringify(result), JSON.stringify(madeWith(settings))],
    );
    return rowCount === 1;
  });
}

/** Leaves a trace for the page; the queue tries again. */
export async function failBacktest(shopId: ShopId, asOfDay: Day, error: string): Promise<void> {
  await inShopBulk(shopId, (connection) => connection.query('update shop_backtest set error = $3 where shop_id = $1 and as_of = $2', [shopId, dayText(asOfDay), error.slice(0, 500)]));
}
