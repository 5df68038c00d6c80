// What the models are told of a customer, as the libraries of the literature count it. Sources: lifetimes (tests/test_utils.py),
// pymc-marketing (tests/clv/test_utils.py). x and the spans in days are the product's own; m, the mean spend of repeat purchases
// alone, is what the reference fits of Gamma-Gamma are fed (the product's own spend counts the first purchase too).
import { describe, expect, test } from 'vitest';
import type { OrderFacts } from '../../app/domain/glossary.ts';
import { purchasePatterns } from '../../app/domain/lifetime/purchase-patterns.ts';
import { splitPatterns } from '../../app/domain/lifetime/split-patterns.ts';
import { dayOf } from '../domain/support/real-orders.ts';
import { historyOf, order } from '../domain/support/orders.ts';
import { heldOut, repeatSpend } from './real-shops.ts';

type Purchase = readonly [customer: number, date: string, value: number];

const PURCHASES: readonly Purchase[] = [
  [1, '2015-01-01', 1], [1, '2015-02-06', 2], [2, '2015-01-01', 2], [3, '2015-01-01', 3], [3, '2015-01-02', 1], [3, '2015-01-05', 5], [4, '2015-01-16', 6],
  [4, '2015-02-02', 3], [4, '2015-02-05', 3], [5, '2015-01-16', 3], [5, '2015-01-17', 1], [5, '2015-01-18', 8], [6, '2015-02-02', 5],
];
const END = '2015-02-07';

function ordersOf(purchases: readonly Purchase[]): OrderFacts[] {
  return purchases.map(([customer, date, value]) => order(customer, dayOf(date), value * 100));
}

/** x, t_x and T in days, and m, of one customer. */
function summary(purchases: readonly Purchase[], customer: number, end: string): number[] {
  const orders = ordersOf(purchases.filter(([id]) => id === customer));
  const { repeats, firstToLast, observed, totalCustomers } = purchasePatterns(historyOf(orders, dayOf(end)));
  expect(totalCustomers).toBe(1);
  return [repeats[0]!, firstToLast[0]!, observed[0]!, repeatSpend(orders, end).meanSpend[0] ?? 0];
}

describe('reference: the summary of a customer', () => {
  test.each([
    [1, [1, 36, 37, 2]],
    [2, [0, 0, 37, 0]],
    [3, [2, 4, 37, 3]],
    [4, [2, 20, 22, 3]],
    [5, [2, 2, 22, 4.5]],
    [6, [0, 0, 5, 0]],
  ])('customer %d: lifetimes', (customer, known) => expect(summary(PURCHASES, customer, END)).toEqual(known));

  test('orders of one day add up: pymc-marketing', () => expect(summary([...PURCHASES, [4, '2015-02-05', 6]], 4, END)).toEqual([2, 20, 22, 6]));

  test('the first order is the first by date, not by row: lifetimes', () =>
    expect(summary([[1, '2014-04-09', 20], [1, '2014-03-14', 10], [1, '2014-05-21', 25]], 1, '2014-06-01')[3]).toBe(22.5));

  test('two orders of one day are one purchase: lifetimes', () => expect(summary([[1, '2015-01-01', 1], [1, '2015-01-01', 1]], 1, END)[0]).toBe(0));

  test('calibrated to 2015-02-01, held out to 2015-02-07: who came later is left out: lifetimes', () => {
    const orders = ordersOf(PURCHASES);
    expect(heldOut(orders, '2015-02-01', END).map(({ actual }) => actual)).toEqual([1, 0, 0, 2, 0]);
    const { before, whole } = splitPatterns(historyOf(orders, dayOf(END)), dayOf('2015-02-01'), 100);
    const sum = (patterns: typeof before): number => patterns.repeats.reduce((so, x, i) => so + x * patterns.customers[i]!, 0);
    expect([before.totalCustomers, whole.totalCustomers, sum(whole) - sum(before)]).toEqual([5, 5, 3]);
    expect([1, 2, 3, 4, 5].map((customer) => repeatSpend(orders.filter(({ customerId }) => customerId === BigInt(customer)), '2015-02-01').meanSpend[0] ?? 0)).toEqual([0, 0, 3, 0, 4.5]);
  });
});
