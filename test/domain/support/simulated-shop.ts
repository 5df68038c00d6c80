// Shops whose law is known: customers who buy by BG/NBD and spend by Gamma-Gamma.
import type { OrderFacts } from '../../../app/domain/glossary.ts';
import type { BgNbd } from '../../../app/domain/lifetime/bg-nbd.ts';
import type { GammaGamma } from '../../../app/domain/lifetime/spend/gamma-gamma.ts';
import type { PurchasePatterns } from '../../../app/domain/lifetime/purchase-patterns.ts';
import { seededRandom, type Random } from '../../../app/domain/numerics/random.ts';
import { TODAY, order } from './orders.ts';

/** The weeks after the first purchase at which one customer buys again, up to `weeks`. */
function repeatWeeks(random: Random, { r, alpha, a, b }: BgNbd, weeks: number): number[] {
  const rate = random.gamma(r) / alpha;
  const dropOut = random.beta(a, b);
  const times: number[] = [];
  for (let at = random.exponential() / rate; at < weeks; at += random.exponential() / rate) {
    times.push(at);
    if (random.uniform() < dropOut) break;
  }
  return times;
}

/** Patterns in fine steps of time (a 200th of a week, 50 minutes), so that rounding does not bend the law. */
export function simulatedPatterns(model: BgNbd, customers: number, seed: number): PurchasePatterns {
  const random = seededRandom(seed);
  const stepsPerWeek = 200;
  const repeats = new Uint32Array(customers);
  const firstToLast = new Uint32Array(customers);
  const observed = new Uint32Array(customers);
  for (let i = 0; i < customers; i += 1) {
    const weeks = 26 + 78 * random.uniform();
    const times = repeatWeeks(random, model, weeks);
    repeats[i] = times.length;
    firstToLast[i] = Math.round((times.at(-1) ?? 0) * stepsPerWeek);
    observed[i] = Math.round(weeks * stepsPerWeek);
  }
  return { repeats, firstToLast, observed, customers: new Float64Array(customers).fill(1), totalCustomers: customers, stepsPerWeek };
}

export const SHOP_LAW = { purchases: { r: 1.1, alpha: 10.7, a: 0.9, b: 2.4 }, spend: { p: 5, q: 4.2, gamma: 3200 }, weeks: 156 } as const;

/** The orders of a shop over three years up to yesterday, customers arriving evenly. */
export function simulatedOrders(customers: number, seed: number, purchases: BgNbd = SHOP_LAW.purchases, spend: GammaGamma = SHOP_LAW.spend): OrderFacts[] {
  const random = seededRandom(seed);
  const orders: OrderFacts[] = [];
  for (let customer = 1; customer <= customers; customer += 1) {
    const weeks = SHOP_LAW.weeks * random.uniform();
    const meanSpend = (spend.p * spend.gamma) / random.gamma(spend.q);
    for (const at of [0, ...repeatWeeks(random, purchases, weeks)]) {
      const day = Math.min(TODAY - 1, Math.floor(TODAY - 7 * (weeks - at)));
      orders.push(order(customer, day, Math.max(1, Math.round((meanSpend * random.gamma(spend.p)) / spend.p))));
    }
  }
  return orders;
}
