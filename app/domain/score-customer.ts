import { likelyCause } from './churn/likely-cause.ts';
import { riskScore } from './churn/risk-score.ts';
import { rhythmReading } from './churn/rhythm-reading.ts';
import type { CustomerOrders, ScoredCustomer, ScoringSettings } from './glossary.ts';
import { forecast } from './lifetime/forecast.ts';
import { ownRhythm } from './segments/lifecycle-stage.ts';
import { segmentsOfBuyer, SEGMENTS_OF_PROSPECT } from './segments/segment-model.ts';
import type { ShopModel } from './shop-model.ts';

/**
 * Scores one customer from their orders and the shop's model alone. The full pass is this function over all customers, so
 * one new order folded in and scored again gives what a full pass with the same model gives.
 */
export function scoreCustomer(model: ShopModel, settings: ScoringSettings, orders: CustomerOrders): ScoredCustomer {
  const { customerId, today, days, valuesMinor } = orders;
  const count = days.length;
  const firstOrderDay = days[0];
  const lastOrderDay = days[count - 1];
  if (firstOrderDay === undefined || lastOrderDay === undefined) return prospect(customerId);

  let valueMinor = 0;
  for (let k = 0; k < count; k += 1) valueMinor += valuesMinor[k]!;
  const own = ownRhythm(model.rhythm, days, today);
  const { scores, ...segments } = segmentsOfBuyer(model, own, count, valueMinor);
  let lastSpendMinor = 0;
  for (let k = count - 1; k >= 0 && days[k] === lastOrderDay; k -= 1) lastSpendMinor += valuesMinor[k]!;
  const expected = forecast(model, {
    purchaseDays: own.purchaseDays,
    firstToLastDays: lastOrderDay - firstOrderDay,
    observedDays: Math.max(today, lastOrderDay) - firstOrderDay,
    meanSpendMinor: valueMinor / own.purchaseDays,
    lastSpendMinor,
  });
  const risk = riskScore([rhythmReading(own, expected, model.lapse.horizonDays)], settings.churn.weights);
  return {
    customerId,
    orders: count,
    purchaseDays: own.purchaseDays,
    valueMinor,
    firstOrderDay,
    lastOrderDay,
    recencyScore: scores.recency,
    frequencyScore: scores.frequency,
    monetaryScore: scores.monetary,
    ...segments,
    riskScore: risk?.score ?? null,
    lapseChance: expected.lapseChance,
    expectedOrders: expected.expectedOrders,
    expectedValueMinor: Math.round(expected.yearValueMinor),
    cause: likelyCause(risk?.reasons ?? []),
    reasons: risk?.reasons ?? [],
  };
}

/** A customer without an order that counts: known, and nothing to forecast from. */
function prospect(customerId: bigint): ScoredCustomer {
  return {
    customerId,
    orders: 0,
    purchaseDays: 0,
    valueMinor: 0,
    firstOrderDay: null,
    lastOrderDay: null,
    recencyScore: 0,
    frequencyScore: 0,
    monetaryScore: 0,
    ...SEGMENTS_OF_PROSPECT,
    riskScore: null,
    lapseChance: null,
    expectedOrders: null,
    expectedValueMinor: null,
    cause: null,
    reasons: [],
  };
}
