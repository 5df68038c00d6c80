import fc from '../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import type { OrderFacts, PurchaseHistory, ScoredCustomer } from '../../app/domain/glossary.ts';
import { fitShop } from '../../app/domain/fit-shop.ts';
import { buildPurchaseHistory, customerOrders } from '../../app/domain/purchase-history.ts';
import { scoreCustomer } from '../../app/domain/score-customer.ts';
import type { ShopModel } from '../../app/domain/shop-model.ts';
import { DAY_MS, SETTINGS, TODAY, historyOf, order, ordersOf } from './support/orders.ts';
import { simulatedOrders } from './support/simulated-shop.ts';

/** The full pass, through JSON as the stored model goes. */
function scoreAll(history: PurchaseHistory): { model: ShopModel; scored: ScoredCustomer[] } {
  const model = JSON.parse(JSON.stringify(fitShop(history, SETTINGS))) as ShopModel;
  return { model, scored: Array.from(history.customerIds, (_, i) => scoreCustomer(model, SETTINGS, customerOrders(history, i))) };
}

const somebody = fc.integer({ min: 1, max: 12 });
const orders = fc.array(
  fc.record({ customer: somebody, daysAgo: fc.integer({ min: 0, max: 900 }), valueMinor: fc.integer({ min: 1, max: 500_000 }) }).map(({ customer, daysAgo, valueMinor }) => order(customer, TODAY - daysAgo, valueMinor)),
  { maxLength: 80 },
);
const runs = { numRuns: 40 };

describe('what does not change the result', () => {
  test('the order of the rows', () => {
    fc.assert(
      fc.property(orders.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))), ([rows, shuffled]) => {
        expect(scoreAll(historyOf(shuffled))).toEqual(scoreAll(historyOf(rows)));
      }),
      runs,
    );
  });

  test('rows that do not count, however often they come', () => {
    const odd = fc.constantFrom<Partial<OrderFacts>>({ test: true }, { cancelled: true }, { financialStatus: 'VOIDED' }, { financialStatus: 'EXPIRED' }, { netMinor: 0 }, { netMinor: -100 });
    fc.assert(
      fc.property(orders, fc.array(fc.tuple(fc.nat(), odd)), (rows, oddities) => {
        fc.pre(rows.length > 0);
        const more = oddities.map(([at, facts]) => ({ ...rows[at % rows.length]!, ...facts, orderId: order(1, TODAY).orderId }));
        expect(scoreAll(historyOf([...rows, ...more, ...more]))).toEqual(scoreAll(historyOf(rows)));
      }),
      runs,
    );
  });

  test('rows that come again', () => {
    fc.assert(
      fc.property(orders.chain((rows) => fc.tuple(fc.constant(rows), fc.subarray(rows))), ([rows, again]) => {
        const once = historyOf(rows);
        const twice = historyOf([...rows, ...again.map((row) => ({ ...row })), ...again]);
        expect(twice.counted).toEqual(once.counted);
        expect(scoreAll(twice)).toEqual(scoreAll(once));
      }),
      runs,
    );
  });

  test('moving everything by whole days', () => {
    fc.assert(
      fc.property(orders, fc.integer({ min: -5000, max: 5000 }), (rows, shift) => {
        const moved = historyOf(rows.map((row) => ({ ...row, day: row.day + shift, processedAtMs: row.processedAtMs + shift * DAY_MS })), TODAY + shift);
        const undated = ({ scored }: { scored: ScoredCustomer[] }): unknown => scored.map((one) => ({ ...one, firstOrderDay: null, lastOrderDay: null }));
        expect(undated(scoreAll(moved))).toEqual(undated(scoreAll(historyOf(rows))));
      }),
      runs,
    );
  });

  test('the currency: only money changes, by its rate', () => {
    fc.assert(
      fc.property(orders, fc.integer({ min: 2, max: 1000 }), (rows, rate) => {
        const one = scoreAll(historyOf(rows)).scored;
        const other = scoreAll(historyOf(rows.map((row) => ({ ...row, grossMinor: row.grossMinor * rate, netMinor: row.netMinor * rate })))).scored;
        one.forEach((customer, i) => {
          const { valueMinor, expectedValueMinor, reasons, ...rest } = other[i]!;
          expect(rest).toEqual({ ...customer, valueMinor: undefined, expectedValueMinor: undefined, reasons: undefined });
          expect(valueMinor).toBe(customer.valueMinor * rate);
          // Both are rounded to minor units, the smaller more coarsely.
          expect(Math.abs(expectedValueMinor! / rate - customer.expectedValueMinor!)).toBeLessThanOrEqual(1 + 1e-5 * customer.expectedValueMinor!);
          expect(reasons.map(({ contribution }) => contribution)).toEqual(customer.reasons.map(({ contribution }) => contribution));
        });
      }),
      runs,
    );
  });
});

test('folding in one order and scoring again is what a full pass with the same model gives', () => {
  fc.assert(
    fc.property(orders, somebody, fc.integer({ min: 0, max: 30 }), (rows, customer, daysAgo) => {
      const { model } = scoreAll(historyOf(rows));
      const withOne = [...rows, order(customer, TODAY - daysAgo, 777)];
      const full = historyOf(withOne);
      const index = full.customerIds.indexOf(BigInt(customer));
      const alone = buildPurchaseHistory({ customerIds: [BigInt(customer)], orders: withOne.filter(({ customerId }) => customerId === BigInt(customer)), unpaidAfterDays: 30, today: TODAY });
      expect(scoreCustomer(model, SETTINGS, customerOrders(alone, 0))).toEqual(scoreCustomer(model, SETTINGS, customerOrders(full, index)));
    }),
    runs,
  );
});

describe('limits: a defined answer for every shop', () => {
  const shops: [string, OrderFacts[]][] = [
    ['nobody', []],
    ['one customer, one order today', [order(1, TODAY)]],
    ['only orders that do not count', [order(1, TODAY - 5, 100, { test: true })]],
    ['all equal', Array.from({ length: 60 }, (_, i) => order(i, TODAY - 40, 1000))],
    ['all equal, thrice', Array.from({ length: 180 }, (_, i) => order(i % 60, TODAY - 40 - 30 * Math.floor(i / 60), 1000))],
    ['all one-time', Array.from({ length: 600 }, (_, i) => order(i, TODAY - i, 500 + i))],
    ['one huge order', [order(99, TODAY - 3, 9_000_000_000_000), ...simulatedOrders(80, 1)]],
    ['all of one day', Array.from({ length: 50 }, (_, i) => order(i % 7, TODAY, 100))],
    ['one minor unit each', Array.from({ length: 50 }, (_, i) => order(i % 9, TODAY - i * 3, 1))],
    ['one customer who bought daily for years', Array.from({ length: 2000 }, (_, i) => order(1, TODAY - i, 300))],
    ['orders dated after today', [order(1, TODAY + 3), order(2, TODAY - 4)]],
  ];

  test.each(shops)('%s', (_, rows) => {
    const history = historyOf(rows);
    const { model, scored } = scoreAll(history);
    expect(model).toEqual(fitShop(history, SETTINGS));
    for (const one of scored) {
      const numbers = Object.values(one).filter((value) => typeof value === 'number');
      for (const value of [...numbers, ...one.reasons.flatMap(({ facts, ...parts }) => [...Object.values(facts), parts.level, parts.weight, parts.contribution])]) expect(Number.isFinite(value)).toBe(true);
      if (one.orders === 0) {
        expect(one).toMatchObject({ rfmGroup: 'prospects', lifecycleStage: 'prospect', riskScore: null, lapseChance: null, expectedValueMinor: null, recencyScore: 0 });
        continue;
      }
      for (const score of [one.recencyScore, one.frequencyScore, one.monetaryScore]) expect(score >= 1 && score <= 5).toBe(true);
      expect(one.lapseChance! >= 0 && one.lapseChance! <= 1).toBe(true);
      expect(one.reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(one.riskScore);
      expect(Number.isInteger(one.expectedValueMinor)).toBe(true);
    }
  });

  test('a customer without orders is a prospect to every model', () => {
    const { model } = scoreAll(historyOf(simulatedOrders(50, 2)));
    expect(scoreCustomer(model, SETTINGS, ordersOf(9n, []))).toMatchObject({ customerId: 9n, orders: 0, rfmGroup: 'prospects', valueTier: 'low-value', reasons: [], cause: null });
  });

  test('without a weight on anything that has data there is no risk score, and the rest stands', () => {
    const { model } = scoreAll(historyOf(simulatedOrders(50, 2)));
    const settings = { ...SETTINGS, churn: { ...SETTINGS.churn, weights: { rhythm: 0, visits: 1, engagement: 1, service: 1 } } };
    expect(scoreCustomer(model, settings, ordersOf(9n, [TODAY - 100, TODAY - 50]))).toMatchObject({ riskScore: null, reasons: [], cause: null, orders: 2, lifecycleStage: 'active' });
  });
});
