import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { generateShoppers } from '../../shoppers/generate.ts';
import { PURCHASE_LAW, SPEND_LAW } from '../../shoppers/law/purchase-law.ts';
import type { NewOrder, StoreHistory } from '../../shoppers/types.ts';

const NOW = Date.parse('2026-10-20T15:00:00Z');
const DAY_MS = 86_400_000;
const hash = (history: StoreHistory) => createHash('sha256').update(JSON.stringify([history.shop, [...history.customers], [...history.products], [...history.orders], history.facts])).digest('hex');

/** As the app counts: no test, cancelled, voided, expired or pending order, nothing worth zero, somebody's. */
function counts(order: NewOrder): boolean {
  if (order.test || order.cancelledAt || order.customerKey == null) return false;
  if (['VOIDED', 'EXPIRED', 'PENDING'].includes(order.financialStatus ?? 'PAID')) return false;
  return netOf(order) > 0;
}
const netOf = (order: NewOrder) => Number(order.total) - (order.refunds ?? []).reduce((sum, refund) => sum + Number(refund.amount), 0);

describe('generated shoppers', () => {
  const history = generateShoppers({ now: NOW });
  const orders = [...history.orders];
  const customers = [...history.customers];

  it('give the same history byte for byte for the same seed, and another for another', () => {
    expect(hash(generateShoppers({ now: NOW }))).toBe(hash(history));
    expect(hash(generateShoppers({ now: NOW, seed: 2 }))).not.toBe(hash(history));
  });

  it('lie by whole days later on another day', () => {
    const later = [...generateShoppers({ now: NOW + 3 * DAY_MS, timeZone: 'UTC' }).orders];
    const early = [...generateShoppers({ now: NOW, timeZone: 'UTC' }).orders];
    expect(later.map((order) => order.processedAt - 3 * DAY_MS)).toEqual(early.map((order) => order.processedAt));
  });

  it('are as many as asked for, over three years that end yesterday in the shop’s time zone', () => {
    expect(customers).toHaveLength(5_000);
    expect(new Set(customers.map((customer) => customer.email)).size).toBe(5_000);
    const day = (at: number) => DateTime.fromMillis(at, { zone: history.shop.ianaTimezone }).toISODate();
    expect(day(orders.at(-1)?.processedAt ?? 0)).toBe('2026-10-19');
    expect(day(orders[0]?.processedAt ?? 0)).toBe('2023-10-21');
    expect(Math.max(...orders.flatMap((order) => (order.refunds ?? []).map((refund) => refund.createdAt)))).toBeLessThan(Date.parse('2026-10-20T04:00:00Z'));
    expect(orders.filter((order) => order.processedAt > NOW - 30 * DAY_MS).length).toBeGreaterThan(500);
  });

  it('hold every kind of odd order, and some Chinese names', () => {
    const { oddOrders } = history.facts;
    for (const kind of ['cancelled', 'refunded', 'pending', 'voided', 'expired', 'test', 'guest']) expect((oddOrders as Record<string, number>)[kind]).toBeGreaterThan(5);
    expect(orders.filter((order) => (order.discountCodes ?? []).length > 0).length).toBeGreaterThan(500);
    expect(orders.filter((order) => order.presentment).length).toBeGreaterThan(200);
    expect(customers.filter((customer) => /\p{Script=Han}/u.test(customer.firstName ?? '')).length).toBeGreaterThan(200);
  });

  it('add up: lines less discounts and shipping are the total of every order', () => {
    for (const order of orders) {
      const goods = order.lines.reduce((sum, line) => sum + Math.round(Number(line.unitPrice) * 100) * line.quantity - Math.round(Number(line.discount ?? 0) * 100), 0);
      expect(goods).toBe(Math.round(Number(order.subtotal) * 100));
      expect(goods + Math.round(Number(order.shippingTotal) * 100)).toBe(Math.round(Number(order.total) * 100));
    }
  });

  it('recovery: follow their law in what they buy and spend', () => {
    const times = new Map<string, number[]>();
    const spends: number[] = [];
    for (const order of orders.filter(counts)) {
      const of = times.get(order.customerKey ?? '') ?? [];
      of.push(order.processedAt / DAY_MS);
      times.set(order.customerKey ?? '', of);
      spends.push(netOf(order));
    }
    expect(times.size).toBe(4_900);
    const end = NOW / DAY_MS - 0.3;
    const { r, alpha } = PURCHASE_LAW;
    let aliveSilent = 0;
    let expectedSilent = 0;
    for (const at of times.values()) {
      if (at.length === 1) aliveSilent += 1;
      expectedSilent += (alpha / (alpha + end - (at[0] ?? 0))) ** r;
    }
    // No repeat by T: (alpha / (alpha + T))^r (Fader, Hardie and Lee 2005, equation 8 at x = 0), summed over the shoppers: a binomial, within four standard deviations.
    expect(Math.abs(aliveSilent - expectedSilent)).toBeLessThan(4 * Math.sqrt(expectedSilent));
    // After x repeats a shopper stays with probability (b + i) / (a + b + i) each: the share of leavers after the first repeat is a / (a + b).
    const watched = [...times.values()].filter((at) => at.length >= 2 && end - (at[1] ?? 0) > 720);
    const stopped = watched.filter((at) => at.length === 2).length / watched.length;
    // Those who stop after one repeat left (0.273), or stayed and bought nothing in the 720 days or more that follow (few).
    expect(stopped).toBeGreaterThan(0.24);
    expect(stopped).toBeLessThan(0.36);
    const mean = spends.reduce((sum, spend) => sum + spend, 0) / spends.length;
    expect(mean).toBeCloseTo((SPEND_LAW.p * SPEND_LAW.gamma) / (SPEND_LAW.q - 1), -0.7);
  });

  it('may be none: a shop that has just opened', () => {
    const history = generateShoppers({ shoppers: 0 });
    expect([[...history.customers], [...history.orders], [...history.products].length]).toEqual([[], [], 20]);
  });

  it('refuse a number or seed that makes no sense', () => {
    expect(() => generateShoppers({ shoppers: -1 })).toThrow('must be a whole number');
    expect(() => generateShoppers({ seed: 1.5 })).toThrow('seed must be a whole number');
  });
});
