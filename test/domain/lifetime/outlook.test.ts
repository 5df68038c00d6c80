import { describe, expect, test } from 'vitest';
import { customerOutlook, type BuyerSummary } from '../../../app/domain/lifetime/forecasts/outlook.ts';
import { fitShop } from '../../../app/domain/fit-shop.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import type { ShopModel } from '../../../app/domain/shop-model.ts';
import { SETTINGS, TODAY, historyOf } from '../support/orders.ts';
import { SHOP_LAW, simulatedOrders } from '../support/simulated-shop.ts';

const model = fitShop(historyOf(simulatedOrders(3000, 4)), SETTINGS);
const buyer: BuyerSummary = { purchaseDays: 6, firstOrderDay: TODAY - 300, lastOrderDay: TODAY - 20, valueMinor: 36_000 };

test('the days are in order and within a year, and plain numbers', () => {
  for (const purchaseDays of [1, 2, 6, 60]) {
    for (const silent of [0, 30, 250]) {
      const { nextPurchase, residualValueMinor, aliveChance } = customerOutlook(model, { ...buyer, purchaseDays, lastOrderDay: purchaseDays === 1 ? buyer.firstOrderDay : TODAY - silent }, TODAY);
      expect(nextPurchase.earliestDay).toBeGreaterThan(TODAY);
      expect(nextPurchase.day).toBeGreaterThanOrEqual(nextPurchase.earliestDay);
      expect(nextPurchase.latestDay).toBeGreaterThanOrEqual(nextPurchase.day);
      expect(nextPurchase.latestDay).toBeLessThanOrEqual(TODAY + 365);
      expect(Number.isSafeInteger(residualValueMinor) && residualValueMinor >= 0).toBe(true);
      if (aliveChance !== null) expect(aliveChance > 0 && aliveChance <= 1).toBe(true);
    }
  }
});

test('who bought lately and often is worth more than who is silent, and buys sooner', () => {
  const fresh = customerOutlook(model, { ...buyer, lastOrderDay: TODAY - 5 }, TODAY);
  const silent = customerOutlook(model, { ...buyer, lastOrderDay: TODAY - 150 }, TODAY);
  expect(fresh.residualValueMinor).toBeGreaterThan(silent.residualValueMinor);
  const rare = customerOutlook(model, { ...buyer, purchaseDays: 2, valueMinor: 12_000 }, TODAY);
  expect(fresh.nextPurchase.day).toBeLessThan(rare.nextPurchase.day);
});

describe('the probability of being alive is kept back', () => {
  const withModel = (lifetime: Partial<ShopModel['lifetime']>): ShopModel => ({ ...model, lifetime: { ...model.lifetime, ...lifetime } as ShopModel['lifetime'] });

  test('where drop-out is not identified', () => expect(customerOutlook(withModel({ dropOutIdentified: false }), buyer, TODAY).aliveChance).toBeNull());

  test('of BG/NBD’s one-time buyers, and given of the others', () => {
    const bgNbd = withModel({ family: 'bg-nbd', params: SHOP_LAW.purchases, dropOutIdentified: true });
    expect(customerOutlook(bgNbd, { ...buyer, purchaseDays: 1, lastOrderDay: buyer.firstOrderDay }, TODAY).aliveChance).toBeNull();
    expect(customerOutlook(bgNbd, buyer, TODAY).aliveChance).toBeGreaterThan(0.5);
  });
});

test('recovery: of customers of a known law who buy within a year, about 80 % do within the interval, half by the day', () => {
  const random = seededRandom(9);
  const all = simulatedOrders(4000, 7);
  const asOf = TODAY - 365;
  const then = fitShop(historyOf(all.filter(({ day }) => day <= asOf), asOf), SETTINGS);
  const byCustomer = Map.groupBy(all, ({ customerId }) => customerId);
  let dated = 0;
  let within = 0;
  let early = 0;
  for (const orders of byCustomer.values()) {
    const days = [...new Set(orders.map(({ day }) => day))].sort((one, other) => one - other);
    const before = days.filter((day) => day <= asOf);
    const next = days.find((day) => day > asOf);
    if (before.length === 0 || next === undefined) continue;
    const { nextPurchase } = customerOutlook(then, { purchaseDays: before.length, firstOrderDay: before[0]!, lastOrderDay: before.at(-1)!, valueMinor: 1000 }, asOf);
    dated += 1;
    // The ends of the interval and the middle are whole days: the day itself counts half.
    if (next > nextPurchase.earliestDay && next < nextPurchase.latestDay) within += 1;
    else if (next === nextPurchase.earliestDay || next === nextPurchase.latestDay) within += random.uniform() < 0.5 ? 1 : 0;
    if (next < nextPurchase.day) early += 1;
    else if (next === nextPurchase.day) early += 0.5;
  }
  const standardError = Math.sqrt(0.25 / dated);
  expect(dated).toBeGreaterThan(800);
  expect(Math.abs(within / dated - 0.8)).toBeLessThan(4 * standardError);
  expect(Math.abs(early / dated - 0.5)).toBeLessThan(4 * standardError);
});
