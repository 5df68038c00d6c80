// Holds what would have been said on a past day against what happened. It waits for scorings of the shop: they are what the
// merchant sees first.
import type { PoolClient } from 'pg';
import { backtest } from '../domain/churn/backtest/backtest.ts';
import { EXCLUSION_RULES, type Day, type PurchaseHistory, type ScoringSettings } from '../domain/glossary.ts';
import { RetryLater } from '../domain/outcomes.ts';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import type { JobContracts } from '../queue/job-contracts.ts';
import { type BacktestBasis, failBacktest, finishBacktest, isBacktestDue, requestBacktest } from '../records/accuracy/shop-backtests.ts';
import { inShopBulk, type ShopId } from '../records/db.ts';
import { tryLockScoringRun } from '../records/scoring/scores.ts';
import { shopDay } from '../records/shop/shop-calendar.ts';
import { getShopSettings, scoringSettings } from '../records/shop-settings.ts';
import { findShopById } from '../records/shops.ts';
import { readHistory } from './read-history.ts';

/** A scoring of the shop is at work; most take seconds. */
const SCORING_MS = 5_000;

/** The job. */
export async function backtestShop({ shopId, asOfDay }: JobContracts['backtest-shop']): Promise<void> {
  const shop = await findShopById(BigInt(shopId));
  if (!shop || shop.uninstalledAt) return;
  if (!(await inShopBulk(shop.shopId, (connection) => tryLockScoringRun(connection, shop.shopId)))) throw new RetryLater(SCORING_MS, 'the shop is being scored');
  const startedAtMs = Date.now();
  const outcome = await backtestPast(shop.shopId, shop.timeZone, asOfDay, startedAtMs);
  log().info({ shopId, asOfDay, outcome, ms: Date.now() - startedAtMs }, 'past day tested');
}

/** @param nowMs decides what day it is in the shop, and so how much has happened since */
export async function backtestPast(shopId: ShopId, timeZone: string, asOfDay: Day, nowMs: number): Promise<string> {
  const settings = scoringSettings(await getShopSettings(shopId));
  try {
    const history = await readHistory({ shopId, timeZone, unpaidAfterDays: settings.unpaidAfterDays, today: shopDay(nowMs, timeZone) });
    const result = backtest(history, asOfDay, settings.churn.horizonDays, settings);
    const current = await finishBacktest(shopId, asOfDay, settings, { backtest: result, basis: basisOf(history, asOfDay, settings) });
    return current ? result.outcome : 'out-of-date';
  } catch (error) {
    await failBacktest(shopId, asOfDay, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** Asks for the latest day whose horizon is over, at most once for each day and each set of settings. In the caller's transaction. */
export async function askForBacktest(connection: PoolClient, shopId: ShopId, today: Day, settings: ScoringSettings): Promise<void> {
  const asOfDay = today - settings.churn.horizonDays;
  if (!(await isBacktestDue(connection, shopId, asOfDay, settings))) return;
  await requestBacktest(connection, shopId, asOfDay, settings);
  await enqueue(connection, 'backtest-shop', { shopId: shopId.toString(), asOfDay });
}

function basisOf({ orderDay, counted, leftOut }: PurchaseHistory, asOfDay: Day, settings: ScoringSettings): BacktestBasis {
  let ordersBefore = 0;
  let ordersWithin = 0;
  for (const day of orderDay) {
    if (day <= asOfDay) ordersBefore += 1;
    else if (day <= asOfDay + settings.churn.horizonDays) ordersWithin += 1;
  }
  return {
    ordersCounted: counted.orders,
    grossMinor: counted.grossMinor,
    netMinor: counted.netMinor,
    leftOut: EXCLUSION_RULES.flatMap((rule) => (leftOut[rule].orders > 0 ? [{ rule, orders: leftOut[rule].orders }] : [])),
    ordersBefore,
    ordersWithin,
  };
}
