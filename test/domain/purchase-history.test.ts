import { describe, expect, test } from 'vitest';
import type { ExclusionRule, OrderFacts } from '../../app/domain/glossary.ts';
import { exclusionRule } from '../../app/domain/order-columns.ts';
import { buildPurchaseHistory, customerOrders } from '../../app/domain/purchase-history.ts';
import { purchasePatterns } from '../../app/domain/lifetime/purchase-patterns.ts';
import { TODAY, historyOf, order } from './support/orders.ts';

describe('which orders count', () => {
  test.each<[string, Partial<OrderFacts>, ExclusionRule | null]>([
    ['a paid order', {}, null],
    ['a partly paid order: bought, and paid for in part', { financialStatus: 'PARTIALLY_PAID', day: TODAY - 300 }, null],
    ['a partly refunded order', { financialStatus: 'PARTIALLY_REFUNDED', netMinor: 1 }, null],
    ['a pending order of 30 days', { financialStatus: 'PENDING', day: TODAY - 30 }, null],
    ['a pending order of 31 days', { financialStatus: 'PENDING', day: TODAY - 31 }, 'unpaid'],
    ['an authorised order of 31 days', { financialStatus: 'AUTHORIZED', day: TODAY - 31 }, 'unpaid'],
    ['an order of 31 days without any transaction', { financialStatus: null, day: TODAY - 31 }, 'unpaid'],
    ['a young order without any transaction', { financialStatus: null }, null],
    ['a voided order', { financialStatus: 'VOIDED' }, 'voided'],
    ['an expired order', { financialStatus: 'EXPIRED' }, 'expired'],
    ['a refunded order', { financialStatus: 'REFUNDED', netMinor: 0 }, 'no-value'],
    ['an order worth less than nothing', { netMinor: -5 }, 'no-value'],
    ['an order without customer', { customerId: null }, 'no-customer'],
    ['a cancelled order', { cancelled: true }, 'cancelled'],
    ['a test order', { test: true }, 'test'],
    ['a test order that is cancelled, voided and worth nothing: the first rule', { test: true, cancelled: true, financialStatus: 'VOIDED', netMinor: 0 }, 'test'],
    ['a cancelled and voided order: the first rule', { cancelled: true, financialStatus: 'VOIDED', netMinor: 0 }, 'cancelled'],
    ['an old pending order without customer: the first rule', { financialStatus: 'PENDING', day: TODAY - 90, customerId: null }, 'unpaid'],
  ])('%s', (_, facts, rule) => {
    expect(exclusionRule(order(1, TODAY - 1, 1000, facts), 30, TODAY)).toBe(rule);
  });
});

describe('the history', () => {
  const orders = [
    order(7, TODAY - 3, 400),
    order(5, TODAY - 9, 100, { grossMinor: 150 }),
    order(7, TODAY - 40, 300),
    order(5, TODAY - 9, 0, { grossMinor: 80 }),
    order(null, TODAY - 2, 900),
    order(7, TODAY - 20, 200, { cancelled: true }),
    order(99, TODAY - 2, 70),
  ];
  const history = buildPurchaseHistory({ customerIds: [7n, 5n, 6n, 7n], orders, unpaidAfterDays: 30, today: TODAY });

  test('customers ascend, each once, with their orders by time', () => {
    expect(Array.from(history.customerIds)).toEqual([5n, 6n, 7n]);
    expect([0, 1, 2].map((i) => Array.from(customerOrders(history, i).days))).toEqual([[TODAY - 9], [], [TODAY - 40, TODAY - 3]]);
    expect(Array.from(customerOrders(history, 2).valuesMinor)).toEqual([300, 400]);
  });

  test('what counted and what was left out adds up to what came in', () => {
    expect(history.counted).toEqual({ orders: 3, grossMinor: 850, netMinor: 800 });
    expect(history.leftOut['no-value']).toEqual({ orders: 1, grossMinor: 80 });
    expect(history.leftOut.cancelled).toEqual({ orders: 1, grossMinor: 200 });
    // One has no customer, one is of somebody who is not among the customers.
    expect(history.leftOut['no-customer']).toEqual({ orders: 2, grossMinor: 970 });
    const left = Object.values(history.leftOut);
    expect(history.counted.orders + left.reduce((sum, { orders: n }) => sum + n, 0)).toBe(orders.length);
    expect(history.counted.grossMinor + left.reduce((sum, { grossMinor }) => sum + grossMinor, 0)).toBe(orders.reduce((sum, { grossMinor }) => sum + grossMinor, 0));
  });

  test('a place that does not exist is a bug', () => {
    expect(() => customerOrders(history, 3)).toThrow(RangeError);
  });

  test('two orders of a day are one purchase for the lifetime models and two for the history', () => {
    const twice = historyOf([order(1, TODAY - 10), order(1, TODAY - 10), order(1, TODAY - 4)]);
    expect(twice.counted.orders).toBe(3);
    const { repeats, firstToLast, observed } = purchasePatterns(twice);
    expect([repeats[0], firstToLast[0], observed[0]]).toEqual([1, 6, 10]);
  });

  test('limits: a thousand orders of one customer come out in order, however they came in', () => {
    const many = Array.from({ length: 1000 }, (_, i) => order(1, TODAY - ((i * 7919) % 1000), i + 1));
    const { days } = customerOrders(historyOf(many), 0);
    expect(Array.from(days)).toEqual(Array.from({ length: 1000 }, (_, i) => TODAY - 999 + i));
  });

  test('limits: no customers and no orders', () => {
    const empty = historyOf([]);
    expect([empty.customerIds.length, empty.orderDay.length, empty.counted.orders]).toEqual([0, 0, 0]);
  });

  test('an order dated after today observes nobody for less than no time', () => {
    const { firstToLast, observed } = purchasePatterns(historyOf([order(1, TODAY - 1), order(1, TODAY + 2)]));
    expect([firstToLast[0], observed[0]]).toEqual([3, 3]);
  });
});
