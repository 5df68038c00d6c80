import { areaUnderCurve } from '../../../app/domain/churn/backtest/accuracy.ts';
import { buyersOf, historyAsOf, purchasesBetween } from '../../../app/domain/churn/calibration/as-of.ts';
import { chooseScore } from '../../../app/domain/churn/calibration/choose-score.ts';
import { familyForecasts } from '../../../app/domain/churn/calibration/forecasts.ts';
import { chancesBy, lapseScoresOf, requireForecasts } from '../../../app/domain/churn/calibration/lapse-scores.ts';
import { practise } from '../../../app/domain/churn/calibration/practice.ts';
import type { OrderFacts } from '../../../app/domain/glossary.ts';
import { chooseFamily } from '../../../app/domain/lifetime/choose-family.ts';
import { TODAY, historyOf } from './orders.ts';

/**
 * How far the product's chance of no purchase ranks the customers better than recency and than the number of purchases,
 * whichever is better on this very hold-out: the AUC by which it leads. Null where all or none came back.
 */
export function leadOverPlainRules(orders: readonly OrderFacts[], horizonDays: number): number | null {
  const asOfDay = TODAY - horizonDays;
  const history = historyOf(orders);
  const past = historyAsOf(history, asOfDay);
  const buyers = buyersOf(past);
  const { family } = chooseFamily(past);
  const { score } = chooseScore(practise(past, horizonDays, [family]), lapseScoresOf(family));
  const chances = chancesBy(score, buyers, requireForecasts(familyForecasts([family], past, buyers, horizonDays), family), horizonDays);
  const lapsed = Array.from(purchasesBetween(history, buyers.customer, asOfDay, TODAY), (purchases) => purchases === 0);
  const own = areaUnderCurve(chances, lapsed);
  const recency = areaUnderCurve(buyers.observedDays.map((days, i) => days - buyers.firstToLastDays[i]!), lapsed);
  const fewer = areaUnderCurve(Float64Array.from(buyers.repeats, (x) => -x), lapsed);
  return own === null ? null : own - Math.max(recency ?? 0, fewer ?? 0);
}
