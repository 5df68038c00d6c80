import type { Day, PurchaseHistory } from '../../glossary.ts';
import { FAMILIES, chanceAlive, fitPurchaseModel, type Family, type FittedPurchaseModel } from '../../lifetime/model.ts';
import { DAYS_PER_WEEK, purchasePatterns } from '../../lifetime/purchase-patterns.ts';
import { buyersOf, historyAsOf, purchasesBetween, type Buyers } from '../calibration/as-of.ts';
import type { TriedScore } from '../calibration/choose-score.ts';
import type { CountCorrection } from '../calibration/count-correction.ts';
import { forecastsOf } from '../calibration/forecasts.ts';
import { foretell } from '../calibration/foretell.ts';
import type { LapseScore } from '../calibration/lapse-scores.ts';
import type { PracticePeriod } from '../calibration/practice-periods.ts';
import { areaUnderCurve, brierScore, calibrationByDecile, countAccuracy, type CalibrationBand, type CountAccuracy } from './accuracy.ts';
import { nextPurchaseAccuracy, type NextPurchaseAccuracy } from './next-purchase.ts';
import { PLAIN_RULES, plainScores, type PlainRule } from './plain-rules.ts';

export interface ModelResult extends CountAccuracy {
  readonly params: FittedPurchaseModel['params'];
  readonly standardErrors: FittedPurchaseModel['standardErrors'];
  readonly logLikelihood: number;
  readonly dropOutIdentified: boolean;
  readonly converged: boolean;
  readonly aucOfNegativeExpected: number | null;
  readonly aucOfNone: number | null;
  /** For the record only: it ranks worse than a coin under BG/NBD. */
  readonly aucOfNotAlive: number | null;
  readonly brier: number;
}

export interface Comparison {
  readonly outcome: 'compared';
  /** Who had bought by the calibration day. */
  readonly customers: number;
  /** Of those, who bought nothing in the hold-out. */
  readonly lapsed: number;
  readonly lapsedShare: number;
  readonly holdoutDays: number;
  /** By maximum likelihood, as the literature does, without a prior. */
  readonly models: Readonly<Record<Family, ModelResult>>;
  readonly rules: Readonly<Record<PlainRule, { readonly auc: number | null }>>;
  readonly chosen: LapseScore & {
    readonly auc: number | null;
    readonly brier: number;
    readonly calibration: readonly CalibrationBand[];
    readonly practised: readonly PracticePeriod[];
    readonly tried: readonly TriedScore[];
  };
  /** The models' mean, corrected by practice: the mean, for totals; the typical count, for one customer. */
  readonly counts: { readonly correction: CountCorrection; readonly expected: CountAccuracy; readonly typical: CountAccuracy };
  readonly nextPurchase: NextPurchaseAccuracy | null;
}

/**
 * Calibrates everything up to and with one day, and compares with what came up to and with another: every model, every plain
 * rule, and the score and counts chosen on the shop's past alone.
 */
export function compareScores(history: PurchaseHistory, calibrateToDay: Day, untilDay: Day): Comparison | { readonly outcome: 'no-hold-out' } | { readonly outcome: 'no-buyers' } {
  const holdoutDays = untilDay - calibrateToDay;
  if (holdoutDays < 1) return { outcome: 'no-hold-out' };
  const past = historyAsOf(history, calibrateToDay);
  const buyers = buyersOf(past);
  if (buyers.customer.length === 0) return { outcome: 'no-buyers' };
  const foretold = foretell(past, holdoutDays);

  const actual = purchasesBetween(history, buyers.customer, calibrateToDay, untilDay);
  const lapsed = Array.from(actual, (purchases) => purchases === 0);
  const scores = plainScores(past, buyers);
  const patterns = purchasePatterns(past);
  const lapsedCount = lapsed.filter(Boolean).length;
  return {
    outcome: 'compared',
    customers: buyers.customer.length,
    lapsed: lapsedCount,
    lapsedShare: lapsedCount / lapsed.length,
    holdoutDays,
    models: Object.fromEntries(FAMILIES.map((family) => [family, resultOf(fitPurchaseModel(family, patterns, { prior: 'never' }), buyers, holdoutDays, actual, lapsed)])) as Record<Family, ModelResult>,
    rules: Object.fromEntries(PLAIN_RULES.map((rule) => [rule, { auc: areaUnderCurve(scores[rule], lapsed) }])) as Record<PlainRule, { auc: number | null }>,
    chosen: {
      kind: foretold.chosen.score.kind,
      family: foretold.chosen.score.family,
      auc: areaUnderCurve(foretold.none, lapsed),
      brier: brierScore(foretold.none, lapsed),
      calibration: calibrationByDecile(foretold.none, lapsed),
      practised: foretold.practices.map(({ period }) => period),
      tried: foretold.chosen.tried,
    },
    counts: { correction: foretold.correction, expected: countAccuracy(foretold.expected, actual), typical: countAccuracy(foretold.typical, actual) },
    nextPurchase: nextPurchaseAccuracy(history, calibrateToDay, untilDay),
  };
}

function resultOf(fitted: FittedPurchaseModel, buyers: Buyers, holdoutDays: number, actual: Uint32Array, lapsed: readonly boolean[]): ModelResult {
  const { none, expected } = forecastsOf(fitted, buyers, holdoutDays);
  const notAlive = Array.from(buyers.repeats, (x, i) => 1 - chanceAlive(fitted, x, buyers.firstToLastDays[i]! / DAYS_PER_WEEK, buyers.observedDays[i]! / DAYS_PER_WEEK));
  return {
    params: fitted.params,
    standardErrors: fitted.standardErrors,
    logLikelihood: fitted.logLikelihood,
    dropOutIdentified: fitted.dropOutIdentified,
    converged: fitted.converged,
    ...countAccuracy(expected, actual),
    aucOfNegativeExpected: areaUnderCurve(expected.map((count) => -count), lapsed),
    aucOfNone: areaUnderCurve(none, lapsed),
    aucOfNotAlive: areaUnderCurve(notAlive, lapsed),
    brier: brierScore(none, lapsed),
  };
}
