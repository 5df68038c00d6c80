// What the product would have said on a past day, held against what happened.
import { fitShop } from '../../fit-shop.ts';
import { RFM_GROUPS, type Day, type PurchaseHistory, type RfmGroup, type ScoredCustomer, type ScoringSettings } from '../../glossary.ts';
import type { FamilyChoice } from '../../lifetime/choose-family.ts';
import type { ReturningForecast } from '../../lifetime/forecasts/returning-customers.ts';
import { customerOrders } from '../../purchase-history.ts';
import { scoreCustomer } from '../../score-customer.ts';
import { deservesAlert } from '../alert-rules.ts';
import { historyAsOf, purchasesBetween } from '../calibration/as-of.ts';
import { areaUnderCurve, brierScore, calibrationByDecile, type CalibrationBand } from './accuracy.ts';

/** Customers we said something of, and how many of them bought in the horizon after all. */
export interface CameBack {
  readonly customers: number;
  readonly cameBack: number;
}

export interface TestedPast {
  readonly outcome: 'tested';
  readonly asOfDay: Day;
  /** The last day that counted. */
  readonly untilDay: Day;
  /** What was learned from the shop as it stood then: the model of purchases, and the number foretold to come back. */
  readonly choice: FamilyChoice;
  readonly returning: ReturningForecast;
  /** Who had bought by then, and how many of them bought nothing in the horizon. */
  readonly buyers: number;
  readonly lapsed: number;
  /** How well the chance of no purchase ranked them; null where all lapsed or all came back. */
  readonly auc: number | null;
  /** The same of the days since the last purchase alone: the rule to beat. */
  readonly recencyAuc: number | null;
  readonly brier: number;
  readonly calibration: readonly CalibrationBand[];
  /** Purchase days foretold in sum, over what was bought; null where nothing was. */
  readonly biasPercent: number | null;
  /** "Of those we called at risk, so many came back": a risk score above the threshold. */
  readonly calledAtRisk: CameBack;
  /** The others. */
  readonly notCalled: CameBack;
  /** Of those called, who deserved an alert: still in time, and worth acting on. */
  readonly alerted: CameBack;
  /** By RFM group of then, groups without customers left out. `expectedBack`: the customers foretold to come back. */
  readonly bySegment: readonly (CameBack & { readonly group: RfmGroup; readonly expectedBack: number })[];
}

export type Backtest =
  | TestedPast
  /** The horizon is not over yet; the latest day that can be tested. */
  | { readonly outcome: 'not-over-yet'; readonly latestAsOfDay: Day }
  | { readonly outcome: 'too-few-buyers'; readonly needed: number; readonly buyers: number };

/** Below this a share of those who came back moves by two points with each customer, and a tenth is a handful. */
const FEWEST_BUYERS = 50;

/**
 * Fits and scores as of `asOfDay` from what was known then, for the coming `horizonDays`, and compares. The settings are
 * today's: it asks what the product, set as it is, would have said.
 */
export function backtest(history: PurchaseHistory, asOfDay: Day, horizonDays: number, settings: ScoringSettings): Backtest {
  const untilDay = asOfDay + horizonDays;
  if (untilDay > history.today) return { outcome: 'not-over-yet', latestAsOfDay: history.today - horizonDays };
  const past = historyAsOf(history, asOfDay);
  const then: ScoringSettings = { ...settings, churn: { ...settings.churn, horizonDays } };
  const model = fitShop(past, then);
  if (model.counts.buyers < FEWEST_BUYERS) return { outcome: 'too-few-buyers', needed: FEWEST_BUYERS, buyers: model.counts.buyers };

  const buyers: { place: number; scored: ScoredCustomer }[] = [];
  for (let place = 0; place < past.customerIds.length; place += 1) {
    const scored = scoreCustomer(model, then, customerOrders(past, place));
    if (scored.lapseChance !== null) buyers.push({ place, scored });
  }
  const bought = purchasesBetween(history, Uint32Array.from(buyers, ({ place }) => place), asOfDay, untilDay);
  const lapsed = Array.from(bought, (purchases) => purchases === 0);
  const chances = buyers.map(({ scored }) => scored.lapseChance ?? 0);
  const boughtTotal = bought.reduce((sum, purchases) => sum + purchases, 0);
  const expectedTotal = buyers.reduce((sum, { scored }) => sum + (scored.expectedOrders ?? 0), 0);
  const cameBackOf = (of: (scored: ScoredCustomer) => boolean): CameBack => {
    const those = buyers.flatMap(({ scored }, i) => (of(scored) ? [lapsed[i]!] : []));
    return { customers: those.length, cameBack: those.filter((gone) => !gone).length };
  };
  const called = ({ riskScore }: ScoredCustomer): boolean => riskScore !== null && riskScore > then.churn.threshold;
  return {
    outcome: 'tested',
    asOfDay,
    untilDay,
    choice: model.choice,
    returning: model.returning,
    buyers: buyers.length,
    lapsed: lapsed.filter(Boolean).length,
    auc: areaUnderCurve(chances, lapsed),
    recencyAuc: areaUnderCurve(buyers.map(({ scored }) => asOfDay - (scored.lastOrderDay ?? asOfDay)), lapsed),
    brier: brierScore(chances, lapsed),
    calibration: calibrationByDecile(chances, lapsed),
    biasPercent: boughtTotal === 0 ? null : 100 * (expectedTotal / boughtTotal - 1),
    calledAtRisk: cameBackOf(called),
    notCalled: cameBackOf((scored) => !called(scored)),
    alerted: cameBackOf((scored) => deservesAlert(scored, then.churn.threshold)),
    bySegment: RFM_GROUPS.flatMap((group) => {
      const counts = cameBackOf((scored) => scored.rfmGroup === group);
      const expectedBack = buyers.reduce((sum, { scored }, i) => (scored.rfmGroup === group ? sum + 1 - chances[i]! : sum), 0);
      return counts.customers === 0 ? [] : [{ group, ...counts, expectedBack }];
    }),
  };
}
