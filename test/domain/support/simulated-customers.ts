// Customers who buy by a known law of any family, seen up to a day and for a while after.
import { modelOf, type Family, type PurchaseModel } from '../../../app/domain/lifetime/model.ts';
import { groupPatterns, type PurchasePatterns } from '../../../app/domain/lifetime/purchase-patterns.ts';
import type { LogNormalPrior } from '../../../app/domain/lifetime/fit-log-parameters.ts';
import type { Random } from '../../../app/domain/numerics/random.ts';

/** The weeks after the first purchase at which one customer buys again, up to `weeks`. */
export function repeatWeeks(random: Random, { family, params }: PurchaseModel, weeks: number): number[] {
  const rate = random.gamma(params.r) / params.alpha;
  const times: number[] = [];
  if (family === 'pareto-nbd') {
    const until = Math.min(weeks, (random.exponential() * params.beta) / random.gamma(params.s));
    for (let at = random.exponential() / rate; at < until; at += random.exponential() / rate) times.push(at);
    return times;
  }
  const dropOut = random.beta(params.a, params.b);
  if (family === 'mbg-nbd' && random.uniform() < dropOut) return times;
  for (let at = random.exponential() / rate; at < weeks; at += random.exponential() / rate) {
    times.push(at);
    if (random.uniform() < dropOut) break;
  }
  return times;
}

export interface SimulatedCustomers {
  readonly patterns: PurchasePatterns;
  /** Customers with a purchase in the time after. */
  readonly returned: number;
}

/**
 * Customers who came evenly over `weeks`, seen at their end, and who of them bought in the `weeksAfter`.
 *
 * @param stepsPerWeek 7 as the product sees them, in days; fine (200) where rounding should not bend the law
 */
export function simulateCustomers(model: PurchaseModel, customers: number, random: Random, { weeks = 156, weeksAfter = 0, stepsPerWeek = 7 } = {}): SimulatedCustomers {
  const columns = { repeats: new Uint32Array(customers), firstToLast: new Uint32Array(customers), observed: new Uint32Array(customers) };
  let returned = 0;
  for (let i = 0; i < customers; i += 1) {
    const arrived = Math.floor(weeks * random.uniform() * stepsPerWeek);
    const observed = weeks * stepsPerWeek - arrived;
    const steps = [...new Set(repeatWeeks(random, model, weeks + weeksAfter).map((at) => Math.floor(at * stepsPerWeek)))].filter((step) => step > 0);
    const before = steps.filter((step) => step <= observed);
    columns.repeats[i] = before.length;
    columns.firstToLast[i] = before.at(-1) ?? 0;
    columns.observed[i] = observed;
    if (steps.some((step) => step > observed && step <= observed + weeksAfter * stepsPerWeek)) returned += 1;
  }
  return { patterns: groupPatterns(columns, stepsPerWeek), returned };
}

/** A law drawn from the prior; `spread` narrows it. */
export function drawnLaw(family: Family, prior: LogNormalPrior, random: Random, spread = 1): PurchaseModel {
  return modelOf(family, prior.logMeans.map((mean, i) => Math.exp(mean + spread * prior.logSds[i]! * random.normal())));
}

/** Laws of shops as different as the public ones: a CD shop, a wholesaler without visible drop-out, a shop of the demo. */
export const SHOP_LAWS: readonly PurchaseModel[] = [
  { family: 'bg-nbd', params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } },
  { family: 'bg-nbd', params: { r: 1.1, alpha: 10.7, a: 0.9, b: 2.4 } },
  { family: 'bg-nbd', params: { r: 0.6, alpha: 8, a: 0.6, b: 3 } },
  { family: 'mbg-nbd', params: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 } },
  { family: 'pareto-nbd', params: { r: 0.553, alpha: 10.58, s: 0.606, beta: 11.67 } },
];

