import { describe, expect, test } from 'vitest';
import { calibratedLapse, learnLapseCalibration, type CalibratedLapse, type LapseCalibration } from '../../../../app/domain/churn/calibration/lapse-calibration.ts';
import { historyAsOf, purchasesBetween } from '../../../../app/domain/churn/calibration/as-of.ts';
import { NO_CORRECTION, correctCounts, learnCountCorrection } from '../../../../app/domain/churn/calibration/count-correction.ts';
import { chanceOfLogOdds, logOddsOf } from '../../../../app/domain/churn/calibration/forecasts.ts';
import { foretell } from '../../../../app/domain/churn/calibration/foretell.ts';
import { fitLogistic, logisticParts } from '../../../../app/domain/churn/calibration/logistic.ts';
import { practicePeriods } from '../../../../app/domain/churn/calibration/practice-periods.ts';
import { areaUnderCurve, brierScore } from '../../../../app/domain/churn/backtest/accuracy.ts';
import type { Buyer } from '../../../../app/domain/churn/calibration/lapse-traits.ts';
import { LAPSE_PARTS, type OrderFacts } from '../../../../app/domain/glossary.ts';
import { chanceOfNone, expectedPurchases, fitPurchaseModel } from '../../../../app/domain/lifetime/model.ts';
import { purchasePatterns } from '../../../../app/domain/lifetime/purchase-patterns.ts';
import { seededRandom } from '../../../../app/domain/numerics/random.ts';
import { TODAY, historyOf, order } from '../../support/orders.ts';
import { simulatedOrders } from '../../support/simulated-shop.ts';

describe('limits: practice periods', () => {
  test('nine months of past for nine to come: practised at the middle', () => {
    expect(practicePeriods(TODAY - 272, TODAY, 273)).toEqual([{ asOfDay: TODAY - 137, untilDay: TODAY, sameSeason: false }]);
  });

  test('three years for a quarter: four quarters, nearly, and the same one a year ago', () => {
    const periods = practicePeriods(TODAY - 1094, TODAY, 90);
    expect(periods).toEqual([
      ...[1, 2, 3, 4].map((k) => ({ asOfDay: TODAY - 83 * k, untilDay: TODAY - 83 * (k - 1), sameSeason: false })),
      { asOfDay: TODAY - 365, untilDay: TODAY - 275, sameSeason: true },
    ]);
  });

  test('a shop of one day has nothing to practise on', () => expect(practicePeriods(TODAY, TODAY, 0.2)).toEqual([]));
});

test('recovery: logistic regression finds the slopes that made the data, the penalty being light against them', () => {
  const random = seededRandom(3);
  const rows = 20_000;
  const traits = new Float64Array(rows * 2).map(() => random.normal());
  const offset = new Float64Array(rows).map(() => random.normal());
  const happened = Uint8Array.from({ length: rows }, (_, i) => (random.uniform() < chanceOfLogOdds(offset[i]! + 0.4 - 0.8 * traits[2 * i]! + 0.3 * traits[2 * i + 1]!) ? 1 : 0));
  const fit = fitLogistic({ rows, columns: 2, traits, offset, happened, weight: new Float64Array(rows).fill(1) }, 10);
  const [one, other] = logisticParts(fit, [1 + fit.means[0]!, 1 + fit.means[1]!]);
  expect(Math.abs(fit.intercept - 0.4)).toBeLessThan(0.06);
  expect(Math.abs(one! + 0.8)).toBeLessThan(0.06);
  expect(Math.abs(other! - 0.3)).toBeLessThan(0.06);
});

test('limits: with hardly any data the belief stands', () => {
  const fit = fitLogistic({ rows: 2, columns: 1, traits: Float64Array.of(1, 2), offset: Float64Array.of(2, 2), happened: Uint8Array.of(0, 1), weight: Float64Array.of(0.01, 0.01) }, 10);
  expect(Math.abs(fit.intercept)).toBeLessThan(0.01);
  expect(Math.abs(fit.slopes[0]!)).toBeLessThan(0.01);
});

describe('a calibrated chance', () => {
  const history = historyOf(shopOfClubAndTourists());
  const model = fitPurchaseModel('bg-nbd', purchasePatterns(history));
  const calibration = learnLapseCalibration(history, 'bg-nbd', 90);
  const buyer = { repeats: 3, firstToLastDays: 200, observedDays: 260, meanSpendMinor: 4200, lastSpendMinor: 5100 };
  const chanceOf = (one: Buyer, learned = calibration): CalibratedLapse => {
    const [x, tx, T] = [one.repeats, one.firstToLastDays / 7, one.observedDays / 7] as const;
    return calibratedLapse(learned, one, chanceOfNone(model, x, tx, T, 90 / 7), expectedPurchases(model, x, tx, T, 90 / 7));
  };

  test('survives JSON, and is the same from it', () => {
    const stored = JSON.parse(JSON.stringify(calibration)) as LapseCalibration;
    expect(chanceOf(buyer, stored)).toEqual(chanceOf(buyer));
    expect(calibration).toMatchObject({ outcome: 'corrected', family: 'bg-nbd', horizonDays: 90 });
  });

  test('its parts add up to it exactly, for one-time and repeat buyers', () => {
    for (const one of [buyer, { ...buyer, repeats: 0, firstToLastDays: 0 }, { ...buyer, observedDays: 0, firstToLastDays: 0, repeats: 0 }]) {
      const { chance, parts } = chanceOf(one);
      expect(Object.keys(parts)).toEqual(LAPSE_PARTS);
      for (const part of Object.values(parts)) expect(Number.isInteger(part) && !Object.is(part, -0)).toBe(true);
      expect(chanceOfLogOdds(Object.values(parts).reverse().reduce((sum, part) => sum + part, 0) / 1000)).toBe(chance);
      expect(chance > 0 && chance < 1).toBe(true);
    }
  });

  test('limits: where customers follow the model’s law there is nothing to correct, and the model stands', () => {
    const learned = learnLapseCalibration(historyOf(simulatedOrders(4000, 31)), 'bg-nbd', 90);
    expect(learned.periods.length).toBe(5);
    expect(learned).toMatchObject({ outcome: 'model-stands', fit: null });
  });

  test('limits: without a past to practise on it is the model’s own', () => {
    const young = historyOf(Array.from({ length: 30 }, (_, i) => order(i, TODAY - i)));
    const learned = learnLapseCalibration(young, 'bg-nbd', 90);
    expect(learned).toMatchObject({ outcome: 'too-little-past', periods: [], fit: null });
    const { chance, parts } = chanceOf(buyer, learned);
    expect(Math.abs(chance - chanceOfNone(model, 3, 200 / 7, 260 / 7, 90 / 7))).toBeLessThanOrEqual(0.25 * 0.0005);
    expect(Object.keys(parts)).toEqual(['model']);
  });
});

test('chances at the ends stay finite', () => {
  expect(Number.isFinite(logOddsOf(0))).toBe(true);
  expect(Number.isFinite(logOddsOf(1))).toBe(true);
  expect(chanceOfLogOdds(1000)).toBe(1);
  expect(chanceOfLogOdds(-1000)).toBe(0);
});

/** Members who come back slowly, and others who by their dates alone look like them for long but never do: their order was small. */
function shopOfClubAndTourists(): OrderFacts[] {
  const random = seededRandom(8);
  const orders: OrderFacts[] = [];
  for (let customer = 1; customer <= 1200; customer += 1) {
    const first = TODAY - 30 - random.integer(690);
    const member = customer % 3 === 0;
    orders.push(order(customer, first, member ? 8000 + random.integer(2000) : 500 + random.integer(300)));
    if (member) for (let day = first + 30 + random.integer(250); day < TODAY; day += 30 + random.integer(250)) orders.push(order(customer, day, 8000 + random.integer(2000)));
  }
  return orders;
}

test('what the models cannot see, practice shows: spend that tells members from tourists', () => {
  const history = historyOf(shopOfClubAndTourists());
  const past = historyAsOf(history, TODAY - 120);
  const { buyers, none, chosen } = foretell(past, 120);
  const gone = Array.from(purchasesBetween(history, buyers.customer, TODAY - 120, TODAY), (purchases) => purchases === 0);
  const plain = fitPurchaseModel('bg-nbd', purchasePatterns(past));
  const own = Float64Array.from(buyers.repeats, (x, i) => chanceOfNone(plain, x, buyers.firstToLastDays[i]! / 7, buyers.observedDays[i]! / 7, 120 / 7));
  expect(chosen.score.kind).toBe('calibrated');
  expect(areaUnderCurve(none, gone)).toBeGreaterThan((areaUnderCurve(own, gone) ?? 1) + 0.01);
  expect(brierScore(none, gone)).toBeLessThan(0.6 * brierScore(own, gone));
});

describe('counts', () => {
  test('limits: without practice nothing is corrected', () => {
    expect(learnCountCorrection([], ['bg-nbd'])).toEqual(NO_CORRECTION);
    const expected = Float64Array.of(0.2, 1, 3);
    expect(correctCounts(NO_CORRECTION, expected, Uint32Array.of(0, 1, 5))).toEqual({ expected, typical: expected });
  });

  test('the typical count keeps the total and takes from one-time buyers', () => {
    const { expected, typical } = correctCounts({ level: 1.2, slopes: [0.1, -0.2], oneTimeFactor: 0.5 }, Float64Array.of(0.2, 0.4, 3), Uint32Array.of(0, 0, 5));
    const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);
    expect(total(expected)).toBeCloseTo(1.2 * 3.6, 12);
    expect(total(typical)).toBeCloseTo(1.2 * 3.6, 12);
    expect(typical[0]).toBeLessThan(expected[0]!);
    expect(typical[2]).toBeGreaterThan(expected[2]!);
  });
});
