// The public data sets, cut where the published results cut them.
import type { Day, OrderFacts, PurchaseHistory } from '../../app/domain/glossary.ts';
import type { SpendPatterns } from '../../app/domain/lifetime/spend/gamma-gamma-likelihood.ts';
import { purchasePatterns } from '../../app/domain/lifetime/purchase-patterns.ts';
import { dayOf, readCdnowOrders, readOnlineRetailOrders } from '../domain/support/real-orders.ts';
import { historyOf } from '../domain/support/orders.ts';
import { realData } from '../support/real-data.ts';

export const CDNOW = realData('cdnow/CDNOW_sample.txt');
export const ONLINE_RETAIL = realData('online_retail/online_retail.csv.gz');

/** One customer of a calibration period, in weeks, with what the hold-out brought. */
export interface HeldOut {
  readonly x: number;
  readonly tx: number;
  readonly T: number;
  readonly actual: number;
}

/** The literature counts CDNOW's ten purchases of 0 dollars as purchases; the product does not. They get a cent here. */
export function cdnowOrders(): OrderFacts[] {
  return readCdnowOrders(CDNOW ?? '').map((order) => (order.netMinor > 0 ? order : { ...order, netMinor: 1 }));
}

export function onlineRetailOrders(): OrderFacts[] {
  return readOnlineRetailOrders(ONLINE_RETAIL ?? '').filter(({ cancelled, netMinor }) => !cancelled && netMinor > 0);
}

export function calibration(orders: readonly OrderFacts[], end: string): PurchaseHistory {
  const endDay = dayOf(end);
  return historyOf(orders.filter(({ day }) => day <= endDay), endDay);
}

/** Distinct purchase days of every customer of the calibration period after its end, up to `until`. */
export function heldOut(orders: readonly OrderFacts[], end: string, until: string): HeldOut[] {
  const endDay = dayOf(end);
  const untilDay = dayOf(until);
  const days = new Map<bigint, Set<Day>>();
  for (const { customerId, day } of orders) {
    if (customerId === null || day > untilDay) continue;
    const own = days.get(customerId) ?? new Set<Day>();
    days.set(customerId, own.add(day));
  }
  const customers: HeldOut[] = [];
  for (const own of days.values()) {
    const sorted = [...own].sort((one, other) => one - other);
    const before = sorted.filter((day) => day <= endDay);
    const [first] = before;
    const last = before.at(-1);
    if (first === undefined || last === undefined) continue;
    customers.push({ x: before.length - 1, tx: (last - first) / 7, T: (endDay - first) / 7, actual: sorted.length - before.length });
  }
  return customers;
}

export function patternsOf(orders: readonly OrderFacts[], end: string): ReturnType<typeof purchasePatterns> {
  return purchasePatterns(calibration(orders, end));
}

/** Repeat purchases up to a day: a day's orders together, the first day left out, as the note does. */
export function repeatSpend(orders: readonly OrderFacts[], end: string): SpendPatterns {
  const days = new Map<bigint, Map<number, number>>();
  const until = dayOf(end);
  for (const { customerId, day, grossMinor } of orders) {
    if (customerId === null || day > until) continue;
    const own = days.get(customerId) ?? new Map<number, number>();
    days.set(customerId, own.set(day, (own.get(day) ?? 0) + grossMinor / 100));
  }
  const counts: number[] = [];
  const means: number[] = [];
  for (const own of days.values()) {
    const spends = [...own].sort((one, other) => one[0] - other[0]).slice(1).map(([, spend]) => spend);
    const sum = spends.reduce((so, spend) => so + spend, 0);
    if (sum <= 0) continue;
    counts.push(spends.length);
    means.push(sum / spends.length);
  }
  return { purchases: Float64Array.from(counts), meanSpend: Float64Array.from(means), customers: new Float64Array(counts.length).fill(1), totalCustomers: counts.length };
}

/** The chance that one who lapsed scores above one who came back (ties count half): the area under the ROC curve. */
export function areaUnderCurve(scores: readonly number[], lapsed: readonly boolean[]): number {
  const order = scores.map((_, i) => i).sort((i, j) => scores[i]! - scores[j]!);
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to += 1;
    for (let k = from; k < to; k += 1) {
      if (!lapsed[order[k]!]) continue;
      positives += 1;
      rankSum += (from + 1 + to) / 2;
    }
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}
