// What the model of spend needs to know of the customers: equal customers counted once.
import type { PurchaseHistory } from '../../glossary.ts';
import { countKeys } from '../../numerics/counting/count-keys.ts';
import type { SpendPatterns } from './gamma-gamma-likelihood.ts';

/**
 * Of every buyer: the number of purchase days and the mean spend on them, in minor units; by number, then by spend.
 *
 * All purchases count, where the model's authors leave out the first: half of a shop's buyers have no other, and it foretells
 * better. Mean error of the spend a purchase held out, all purchases against repeats only: 16.6 against 17.7 dollars on CDNOW
 * (calibrated to 1997-09-30), 254 against 283 pounds on Online Retail (to 2011-06-10).
 */
export function spendPatterns({ orderStart, orderDay, orderValueMinor }: PurchaseHistory): SpendPatterns {
  const purchases = new Float64Array(orderStart.length);
  const meanSpend = new Float64Array(orderStart.length);
  let buyers = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const from = orderStart[i]!;
    const to = orderStart[i + 1]!;
    if (from === to) continue;
    let days = 0;
    let value = 0;
    for (let k = from; k < to; k += 1) {
      if (k === from || orderDay[k] !== orderDay[k - 1]) days += 1;
      value += orderValueMinor[k]!;
    }
    purchases[buyers] = days;
    meanSpend[buyers] = value / days;
    buyers += 1;
  }
  return groupSpend(purchases.subarray(0, buyers), meanSpend.subarray(0, buyers));
}

/** Customers one by one → equal ones counted once. */
export function groupSpend(purchases: Float64Array, meanSpend: Float64Array): SpendPatterns {
  const most = purchases.reduce((so, x) => Math.max(so, x), 0);
  const start = new Uint32Array(most + 2);
  for (const x of purchases) start[x + 1]! += 1;
  for (let x = 0; x <= most; x += 1) start[x + 1]! += start[x]!;
  const spends = new Float64Array(purchases.length);
  const place = start.slice();
  for (let i = 0; i < purchases.length; i += 1) spends[place[purchases[i]!]!++] = meanSpend[i]!;
  const grouped = { purchases: new Float64Array(spends.length), meanSpend: new Float64Array(spends.length), customers: new Float64Array(spends.length) };
  let rows = 0;
  for (let x = 1; x <= most; x += 1) {
    if (start[x] === start[x + 1]) continue;
    const { key, count } = countKeys(spends.subarray(start[x], start[x + 1]));
    grouped.purchases.fill(x, rows, rows + key.length);
    grouped.meanSpend.set(key, rows);
    grouped.customers.set(count, rows);
    rows += key.length;
  }
  return {
    purchases: grouped.purchases.slice(0, rows),
    meanSpend: grouped.meanSpend.slice(0, rows),
    customers: grouped.customers.slice(0, rows),
    totalCustomers: purchases.length,
  };
}
