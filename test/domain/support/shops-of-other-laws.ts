// Shops that break the models' laws, each in a way that shops do.
import type { OrderFacts } from '../../../app/domain/glossary.ts';
import { seededRandom, type Random } from '../../../app/domain/numerics/random.ts';
import { TODAY, order } from './orders.ts';
import { simulatedOrders } from './simulated-shop.ts';

/** Orders of one customer: the days, from the first to today, and what is spent. */
type Shopper = (random: Random, buy: (day: number, valueMinor: number) => void) => void;

function shopOf(customers: number, seed: number, shopper: Shopper): OrderFacts[] {
  const random = seededRandom(seed);
  const orders: OrderFacts[] = [];
  for (let customer = 1; customer <= customers; customer += 1) {
    shopper(random, (day, valueMinor) => {
      if (day < TODAY) orders.push(order(customer, Math.floor(day), Math.max(1, Math.round(valueMinor))));
    });
  }
  return orders;
}

const spend = (random: Random, around = 3000): number => around * Math.exp(0.7 * random.normal());

/** Gaps of a customer's own length, a third as scattered as the models believe, for a life of 300 days on average. */
export function regularOrders(customers: number, seed: number): OrderFacts[] {
  return shopOf(customers, seed, (random, buy) => {
    const start = TODAY - 900 * random.uniform();
    const gapDays = 10 + 20 * Math.exp(0.7 * random.normal());
    const lifeDays = 300 * random.exponential();
    for (let at = 0; at < lifeDays && start + at < TODAY; at += (gapDays * random.gamma(3)) / 3) buy(start + at, spend(random));
  });
}

/** Four times as many purchases in 45 days of each year, over almost three years. */
export function seasonalOrders(customers: number, seed: number): OrderFacts[] {
  return shopOf(customers, seed, (random, buy) => {
    const first = Math.floor(TODAY - 1000 * random.uniform());
    const perDay = random.gamma(0.6) / 90;
    buy(first, 2000);
    for (let day = first + 1; day < TODAY; day += 1) {
      if (random.uniform() >= perDay * (day % 365 > 320 ? 4 : 0.7)) continue;
      buy(day, 2000 + random.integer(3000));
      if (random.uniform() < 0.15) break;
    }
  });
}

/** Half subscribe: every 30 days, a day or two early or late, now and then a month left out, until they cancel. The others buy at random. */
export function subscriptionOrders(customers: number, seed: number): OrderFacts[] {
  return shopOf(customers, seed, (random, buy) => {
    const start = TODAY - 730 * random.uniform();
    const subscribes = random.uniform() < 0.5;
    const perDay = random.gamma(0.5) / 60;
    for (let at = start; at < TODAY; at += subscribes ? (random.uniform() < 0.1 ? 60 : 30) + 2 * random.normal() : random.exponential() / perDay) {
      buy(at, spend(random));
      if (random.uniform() < (subscribes ? 0.08 : 0.3)) break;
    }
  });
}

/** Nine of ten never come back, the tenth buys monthly or so for a year or so. */
export function oneTimeOrders(customers: number, seed: number): OrderFacts[] {
  return shopOf(customers, seed, (random, buy) => {
    const start = TODAY - 800 * random.uniform();
    buy(start, spend(random));
    if (random.uniform() < 0.9) return;
    const end = start + 400 * random.exponential();
    for (let at = start + 40 * random.exponential(); at < end; at += 40 * random.exponential()) buy(at, spend(random, 5000));
  });
}

/** Ten times as many new customers a month at the end as at the beginning. */
export function growingOrders(customers: number, seed: number): OrderFacts[] {
  return shopOf(customers, seed, (random, buy) => {
    const start = TODAY - 730 * (1 - Math.log1p(9 * random.uniform()) / Math.LN10);
    const perDay = random.gamma(0.7) / 60;
    for (let at = start; at < TODAY; at += random.exponential() / perDay) {
      buy(at, spend(random));
      if (random.uniform() < 0.25) break;
    }
  });
}

/** Who spends more stays longer and comes more often; many small one-time orders. */
export function spendersOrders(customers: number, seed: number): OrderFacts[] {
  return shopOf(customers, seed, (random, buy) => {
    const liking = random.normal();
    const start = TODAY - 800 * random.uniform();
    const perDay = Math.exp(liking) / 80;
    for (let at = start; at < TODAY; at += random.exponential() / perDay) {
      buy(at, 3000 * Math.exp(liking + 0.4 * random.normal()));
      if (random.uniform() < 1 / (1 + Math.exp(1.2 * liking + 0.5))) break;
    }
  });
}

export const OTHER_LAWS: Readonly<Record<string, (customers: number, seed: number) => OrderFacts[]>> = {
  'of the models’ law': simulatedOrders,
  regular: regularOrders,
  seasonal: seasonalOrders,
  'of subscriptions': subscriptionOrders,
  'of one-time buyers': oneTimeOrders,
  growing: growingOrders,
  'where spend tells': spendersOrders,
};
