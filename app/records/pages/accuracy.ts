// Accuracy: what was said on a past day against what happened, and which model the forecasts stand on.
import type { Basis } from '../../domain/lifetime/basis.ts';
import type { FamilyChoice } from '../../domain/lifetime/choose-family.ts';
import type { ReturningForecast } from '../../domain/lifetime/forecasts/returning-customers.ts';
import type { Day, ScoringSettings } from '../../domain/glossary.ts';
import { type BacktestResult, readBacktests, type StoredBacktest } from '../accuracy/shop-backtests.ts';
import { inShopBulk, type ShopId } from '../db.ts';
import { isMadeWith } from '../scoring/made-with.ts';
import { type FinishedRun, getLastRunWithin } from '../scoring/scoring-runs.ts';
import { dayText } from '../shop/shop-calendar.ts';

/** What the forecasts of today stand on. */
export interface ModelFacts {
  readonly choice: FamilyChoice;
  /** The families were fitted to what was known on this day, YYYY-MM-DD; null where none were compared. */
  readonly splitOn: string | null;
  readonly basis: Basis;
  readonly dropOutIdentified: boolean;
  readonly buyers: number;
  readonly repeatBuyers: number;
  readonly returning: ReturningForecast;
  readonly correction: 'corrected' | 'model-stands' | 'too-little-past';
  /** The stretches of the shop's past that the correction was learned on, days as YYYY-MM-DD. */
  readonly practised: readonly { readonly from: string; readonly until: string }[];
}

export interface TestedDay {
  /** Calendar days of the shop, YYYY-MM-DD; the horizon ends with `untilOn`. */
  readonly asOf: string;
  readonly untilOn: string;
  readonly horizonDays: number;
  /** `asked`: in the queue or being computed. `failed`: the last attempt ended badly. `none`: never asked for. */
  readonly state: 'ready' | 'asked' | 'failed' | 'none';
  /** Settings have changed since. */
  readonly outOfDate: boolean;
  readonly computedAtMs: number | null;
  readonly result: BacktestResult | null;
}

export interface Accuracy {
  /** Null until the shop has been scored. */
  readonly model: ModelFacts | null;
  readonly horizonDays: number;
  readonly threshold: number;
  /** The days that may be tested, YYYY-MM-DD; null where the shop has no order, or none is old enough. */
  readonly days: { readonly first: string; readonly last: string } | null;
  readonly day: TestedDay;
  /** Other days with a result, the latest first. */
  readonly others: readonly string[];
}

/** A day that was asked for so long ago was lost or fails again and again; it may be asked for anew. */
const LOST_AFTER_MS = 30 * 60_000;

/**
 * @param today the shop's day
 * @param asked the day the merchant wants to see; the latest one otherwise
 */
export async function readAccuracy(shopId: ShopId, settings: ScoringSettings, today: Day, nowMs: number, asked: Day | null): Promise<Accuracy> {
  return inShopBulk(shopId, async (connection) => {
    const run = await getLastRunWithin(connection, shopId);
    const tests = await readBacktests(connection, shopId);
    const { rows } = await connection.query<{ first: number | null }>("select min(first_order_on) - date '1970-01-01' as first from customer_score where shop_id = $1", [shopId]);
    const { horizonDays, threshold } = settings.churn;
    const last = today - horizonDays;
    const first = rows[0]?.first ?? null;
    const current = tests.find((test) => isMadeWith(test.madeWith, settings)) ?? tests[0];
    const shown = asked === null ? current : tests.find((test) => test.asOfDay === asked);
    const day = toDay(shown, asked ?? last, settings, nowMs);
    return {
      model: run ? modelFacts(run) : null,
      horizonDays,
      threshold,
      days: first !== null && first <= last ? { first: dayText(first), last: dayText(last) } : null,
      day,
      others: tests.filter(({ result, asOfDay }) => result && dayText(asOfDay) !== day.asOf).map(({ asOfDay }) => dayText(asOfDay)),
    };
  });
}

function toDay(test: StoredBacktest | undefined, day: Day, settings: ScoringSettings, nowMs: number): TestedDay {
  const horizonDays = test?.horizonDays ?? settings.churn.horizonDays;
  const asOfDay = test?.asOfDay ?? day;
  const waiting = test !== undefined && (test.computedAtMs === null || test.computedAtMs < test.requestedAtMs);
  const lost = waiting && nowMs - test.requestedAtMs > LOST_AFTER_MS;
  return {
    asOf: dayText(asOfDay),
    untilOn: dayText(asOfDay + horizonDays),
    horizonDays,
    state: test === undefined ? 'none' : waiting && (test.error !== null || lost) ? 'failed' : waiting ? 'asked' : 'ready',
    outOfDate: test !== undefined && !isMadeWith(test.madeWith, settings),
    computedAtMs: test?.computedAtMs ?? null,
    result: test?.result ?? null,
  };
}

function modelFacts({ model }: FinishedRun): ModelFacts {
  const { choice, lifetime, returning, lapse } = model;
  return {
    choice,
    splitOn: choice.splitDay === null ? null : dayText(choice.splitDay),
    basis: lifetime.basis,
    dropOutIdentified: lifetime.dropOutIdentified,
    buyers: lifetime.buyers,
    repeatBuyers: lifetime.repeatBuyers,
    returning,
    correction: lapse.outcome,
    practised: lapse.periods.map(({ asOfDay, untilDay }) => ({ from: dayText(asOfDay + 1), until: dayText(untilDay) })),
  };
}
