// What the names on the pages mean in this shop: the cut points, thresholds and basis of the last scoring run.
import { SHOP_MODEL_VERSION, type ShopModel } from '../../domain/shop-model.ts';
import type { ScoringSettings } from '../../domain/glossary.ts';
import type { SeasonWindow } from '../../domain/segments/seasons/season-windows.ts';
import type { ShopTx } from '../db.ts';
import { dayText } from '../shop/shop-calendar.ts';

export interface StageStarts {
  readonly cooling: number;
  readonly atRisk: number;
  readonly lost: number;
}

export interface Definitions {
  readonly cutPoints: { readonly method: 'quintiles' | 'fixed'; readonly recencyDays: readonly number[]; readonly orders: readonly number[]; readonly valueMinor: readonly number[] };
  /** For repeat buyers: silence over the customer's usual gap. For one-time buyers: days since the purchase. */
  readonly overdueRatio: StageStarts;
  readonly firstReturnDays: StageStarts;
  /** Days between purchases, the shop's usual. */
  readonly usualGapDays: number;
  /** On what the forecasts stand: the shop's own data, also published values, or those alone. */
  readonly basis: 'own' | 'prior-and-own' | 'prior';
  readonly buyers: number;
  readonly repeatBuyers: number;
  readonly horizonDays: number;
  readonly threshold: number;
  readonly unpaidAfterDays: number;
  /** The seasonal weights that hold now; null outside of seasons. Both days included, YYYY-MM-DD. */
  readonly season: { readonly window: SeasonWindow; readonly frequencyWeight: number; readonly from: string; readonly until: string } | null;
  /** By which version of the definition the customers were scored, and since when there is one. */
  readonly version: { readonly number: number; readonly sinceMs: number } | null;
  /** A newer version is saved, and waits for its scoring. */
  readonly waitingVersion: number | null;
}

/** Null before the first run, and while a model of an older version of the code waits for the next one. */
export async function readDefinitions(tx: ShopTx): Promise<Definitions | null> {
  const run = await tx.scoringRun.findFirst({ where: { finishedAt: { not: null }, error: null }, orderBy: { runId: 'desc' }, select: { model: true, definitionVersion: true } });
  if (!run) return null;
  const model = run.model as unknown as ShopModel & { settings: ScoringSettings };
  if (model.version !== SHOP_MODEL_VERSION) return null;
  const scoredBy = await tx.segmentDefinition.findFirst({ where: { version: run.definitionVersion ?? 0 }, select: { version: true, createdAt: true } });
  const newest = await tx.segmentDefinition.findFirst({ orderBy: { version: 'desc' }, select: { version: true } });
  const { season } = model;
  return {
    cutPoints: model.cutPoints,
    overdueRatio: model.rhythm.overdueRatio,
    firstReturnDays: model.rhythm.firstReturnDays,
    usualGapDays: Math.exp(model.rhythm.meanLogGap),
    basis: model.lifetime.basis,
    buyers: model.counts.buyers,
    repeatBuyers: model.counts.repeatBuyers,
    horizonDays: model.settings.churn.horizonDays,
    threshold: model.settings.churn.threshold,
    unpaidAfterDays: model.settings.unpaidAfterDays,
    season: season && { window: season.window, frequencyWeight: season.frequencyWeight, from: dayText(season.from), until: dayText(season.until) },
    version: scoredBy && { number: scoredBy.version, sinceMs: scoredBy.createdAt.getTime() },
    waitingVersion: newest && newest.version !== run.definitionVersion ? newest.version : null,
  };
}
