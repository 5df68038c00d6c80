// What must hold of the chance that scores stand on, on shops with enough past to correct it.
import { describe, expect, test } from 'vitest';
import { chanceOfParts } from '../../../../app/domain/churn/calibration/lapse-calibration.ts';
import { fitShop } from '../../../../app/domain/fit-shop.ts';
import { LAPSE_PARTS, type OrderFacts, type PurchaseHistory, type ScoredCustomer, type ScoringSettings } from '../../../../app/domain/glossary.ts';
import { seededRandom } from '../../../../app/domain/numerics/random.ts';
import { customerOrders } from '../../../../app/domain/purchase-history.ts';
import { scoreCustomer } from '../../../../app/domain/score-customer.ts';
import type { ShopModel } from '../../../../app/domain/shop-model.ts';
import { DAY_MS, SETTINGS, TODAY, historyOf, order } from '../../support/orders.ts';
import { spendersOrders, subscriptionOrders } from '../../support/shops-of-other-laws.ts';

interface Scored {
  readonly model: ShopModel;
  readonly scored: ScoredCustomer[];
}

/** Through JSON, as the stored model goes. */
function scoreAll(history: PurchaseHistory, settings: ScoringSettings = SETTINGS): Scored {
  const model = JSON.parse(JSON.stringify(fitShop(history, settings))) as ShopModel;
  return { model, scored: Array.from(history.customerIds, (_, i) => scoreCustomer(model, settings, customerOrders(history, i))) };
}

const chancesOf = ({ scored }: Scored): (number | null)[] => scored.map(({ lapseChance }) => lapseChance);
const partsOf = (one: ScoredCustomer) => one.reasons[0]?.logOddsParts ?? {};

function expectClose(found: Scored, known: Scored): void {
  const others = chancesOf(known);
  chancesOf(found).forEach((chance, i) => expect(Math.abs((chance ?? 2) - (others[i] ?? 2))).toBeLessThan(1e-3));
}

const ORDERS = spendersOrders(450, 5);
const known = scoreAll(historyOf(ORDERS));

describe('what the chance is made of', () => {
  test('this shop’s past corrects the model', () => expect(known.model.lapse).toMatchObject({ outcome: 'corrected', horizonDays: 90, family: known.model.choice.family }));

  test('the parts add up to the chance exactly, the chance is the level of the risk, and contributions add up to the score', () => {
    for (const one of known.scored) {
      const parts = partsOf(one);
      expect(Object.keys(parts).sort()).toEqual([...LAPSE_PARTS].sort());
      for (const part of Object.values(parts)) expect(Number.isSafeInteger(part)).toBe(true);
      expect(chanceOfParts(parts)).toBe(one.lapseChance);
      expect(1 / (1 + Math.exp(-Object.values(parts).reduce((sum, part) => sum + part, 0) / 1000))).toBe(one.lapseChance);
      expect(one.reasons[0]?.level).toBe(one.lapseChance);
      expect(one.reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(one.riskScore);
    }
  });

  test('one-time and repeat buyers are corrected apart', () => {
    const mean = (those: ScoredCustomer[]): number => those.reduce((sum, one) => sum + (partsOf(one).purchases ?? 0), 0) / those.length;
    const oneTime = known.scored.filter(({ purchaseDays }) => purchaseDays === 1);
    const repeat = known.scored.filter(({ purchaseDays }) => purchaseDays > 1);
    expect(Math.sign(mean(oneTime))).toBe(-Math.sign(mean(repeat)));
  });

  test('who spends more is believed to come back where spend tells, the rest being equal', () => {
    const [days] = [Int32Array.of(TODAY - 80)];
    const of = (valueMinor: number) => scoreCustomer(known.model, SETTINGS, { customerId: 1n, today: TODAY, days, valuesMinor: Float64Array.of(valueMinor) });
    expect(of(20_000).lapseChance!).toBeLessThan(of(500).lapseChance! - 0.05);
    expect(partsOf(of(20_000)).model).toBe(partsOf(of(500)).model);
    expect(partsOf(of(20_000)).spend!).toBeLessThan(partsOf(of(500)).spend!);
  });
});

describe('what does not change it', () => {
  test('the order of the rows', () => {
    const random = seededRandom(2);
    const shuffled = ORDERS.map((one) => ({ one, key: random.uniform() })).sort((a, b) => a.key - b.key).map(({ one }) => one);
    expect(scoreAll(historyOf(shuffled))).toEqual(known);
  });

  test('rows that come again and do not count', () => {
    const again = ORDERS.filter((_, i) => i % 3 === 0).map((one): OrderFacts => ({ ...one, cancelled: true }));
    expect(chancesOf(scoreAll(historyOf([...ORDERS, ...again])))).toEqual(chancesOf(known));
  });

  test('an order split into two of the same day and the same value in all', () => {
    const halves = ORDERS.flatMap((one) => [1, 2].map((): OrderFacts => ({ ...one, netMinor: one.netMinor / 2 })));
    expectClose(scoreAll(historyOf(halves)), known);
  });

  test('whole days by which all is moved', () => {
    const moved = historyOf(ORDERS.map((one) => ({ ...one, day: one.day - 777, processedAtMs: one.processedAtMs - 777 * DAY_MS })), TODAY - 777);
    expect(chancesOf(scoreAll(moved))).toEqual(chancesOf(known));
  });

  test('the currency, but for the rounding of the parts', () => expectClose(scoreAll(historyOf(ORDERS.map((one) => ({ ...one, netMinor: one.netMinor * 160 })))), known));
});

test('another horizon is learned for itself, and a longer one gives a greater chance to see them again', () => {
  const settings: ScoringSettings = { ...SETTINGS, churn: { ...SETTINGS.churn, horizonDays: 182 } };
  const longer = scoreAll(historyOf(ORDERS), settings);
  expect(longer.model.lapse.horizonDays).toBe(182);
  expect(longer.scored[0]?.reasons[0]?.facts['horizonDays']).toBe(182);
  const mean = (all: Scored): number => all.scored.reduce((sum, { lapseChance }) => sum + lapseChance!, 0) / all.scored.length;
  expect(mean(longer)).toBeLessThan(mean(known));
});

/** A million customers as columns, each with the same orders. */
function alike(customers: number, days: readonly number[], valueMinor: number): PurchaseHistory {
  const n = days.length;
  return {
    ...historyOf([]),
    customerIds: BigInt64Array.from({ length: customers }, (_, i) => BigInt(i + 1)),
    orderStart: Uint32Array.from({ length: customers + 1 }, (_, i) => i * n),
    orderDay: Int32Array.from({ length: customers * n }, (_, k) => days[k % n]!),
    orderValueMinor: new Float64Array(customers * n).fill(valueMinor),
  };
}

describe('limits: a defined answer', () => {
  const shops: [string, () => PurchaseHistory][] = [
    ['one customer', () => historyOf([order(1, TODAY - 200)])],
    ['all equal', () => alike(300, [TODAY - 400, TODAY - 300, TODAY - 60], 1000)],
    ['all one-time', () => historyOf(Array.from({ length: 900 }, (_, i) => order(i, TODAY - i, 500 + i)))],
    ['a million of the same', () => alike(1_000_000, [TODAY - 200, TODAY - 40], 2000)],
    ['zero spend', () => ({ ...historyOf(ORDERS), orderValueMinor: new Float64Array(ORDERS.length) })],
    ['one huge order', () => historyOf([...ORDERS, order(9999, TODAY - 250, 9_000_000_000_000)])],
    ['subscribers', () => historyOf(subscriptionOrders(300, 4))],
  ];

  test.each(shops)('%s', (_, historyFrom) => {
    const history = historyFrom();
    const model = JSON.parse(JSON.stringify(fitShop(history, SETTINGS))) as ShopModel;
    expect(JSON.stringify(model)).not.toContain('null,null');
    for (let i = 0; i < history.customerIds.length; i += Math.ceil(history.customerIds.length / 500)) {
      const one = scoreCustomer(model, SETTINGS, customerOrders(history, i));
      expect(one.lapseChance! > 0 && one.lapseChance! < 1).toBe(true);
      expect(chanceOfParts(partsOf(one))).toBe(one.lapseChance);
    }
  });
});
