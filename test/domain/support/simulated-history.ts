// A shop whose customers buy by a known law, as the product sees it, in whole days, and what the law says comes next.
import type { PurchaseHistory } from '../../../app/domain/glossary.ts';
import { chanceOfNone, type PurchaseModel } from '../../../app/domain/lifetime/model.ts';
import { groupPatterns, type PurchasePatterns } from '../../../app/domain/lifetime/purchase-patterns.ts';
import type { Random } from '../../../app/domain/numerics/random.ts';
import { normalCdf } from '../../../app/domain/numerics/normal.ts';
import { historyOf } from './orders.ts';
import { repeatWeeks } from './simulated-customers.ts';

export interface SimulatedShop {
  readonly history: PurchaseHistory;
  /** Customers with a purchase within the horizon after the moment up to which the history is known. */
  readonly returned: number;
  /** Of each customer, the chance of that by the law itself and the customer's exact times. */
  readonly chances: Float64Array;
  /** The same customers timed by the hour, no two purchases taken for one. */
  readonly byTheHour: PurchasePatterns;
}

const WEEK = 7;
const HOURS = 24;

/**
 * Customers who came evenly over `weeks` days and nights, seen at their end, and who of them bought within `horizonDays` after.
 * Orders come at any time of the day, and the product knows their days.
 *
 * @param knownOfToday the share of the last day that is over: 1 as a past day is foretold, 0 as after midnight
 */
export function simulateShop(law: PurchaseModel, customers: number, random: Random, weeks: number, horizonDays: number, knownOfToday = 1): SimulatedShop {
  const today = weeks * WEEK - 1;
  const end = today + knownOfToday;
  const orderStart = new Uint32Array(customers + 1);
  const orderDays: number[] = [];
  const chances = new Float64Array(customers);
  const hours = { repeats: new Uint32Array(customers), firstToLast: new Uint32Array(customers), observed: new Uint32Array(customers) };
  let returned = 0;
  for (let i = 0; i < customers; i += 1) {
    const first = end * random.uniform();
    const times = repeatWeeks(random, law, weeks + horizonDays / WEEK).map((after) => first + WEEK * after);
    const before = times.filter((time) => time < end);
    orderDays.push(Math.floor(first), ...before.map(Math.floor));
    orderStart[i + 1] = orderDays.length;
    if (times.some((time) => time >= end && time < end + horizonDays)) returned += 1;
    const firstToLast = (before.at(-1) ?? first) - first;
    chances[i] = 1 - chanceOfNone(law, before.length, firstToLast / WEEK, (end - first) / WEEK, horizonDays / WEEK);
    hours.repeats[i] = before.length;
    hours.firstToLast[i] = Math.round(HOURS * firstToLast);
    hours.observed[i] = Math.round(HOURS * (end - first));
  }
  const history = {
    ...historyOf([], today),
    customerIds: BigInt64Array.from({ length: customers }, (_, i) => BigInt(i + 1)),
    orderStart,
    orderDay: Int32Array.from(orderDays),
    orderValueMinor: new Float64Array(orderDays.length).fill(1000),
  };
  return { history, returned, chances, byTheHour: groupPatterns(hours, HOURS * WEEK) };
}

/** P(low ≤ number of customers who return ≤ high), each with their own chance: summed exactly up to 300 customers, normal beyond. */
export function chanceWithin(chances: Float64Array, low: number, high: number): number {
  const mean = chances.reduce((sum, chance) => sum + chance, 0);
  if (chances.length > 300) {
    const sd = Math.sqrt(chances.reduce((sum, chance) => sum + chance * (1 - chance), 0));
    return normalCdf((high + 0.5 - mean) / sd) - normalCdf((low - 0.5 - mean) / sd);
  }
  const law = new Float64Array(chances.length + 1);
  law[0] = 1;
  chances.forEach((chance, done) => {
    for (let n = done + 1; n > 0; n -= 1) law[n] = law[n]! * (1 - chance) + law[n - 1]! * chance;
    law[0]! *= 1 - chance;
  });
  return law.slice(low, high + 1).reduce((sum, chance) => sum + chance, 0);
}
