import type { PurchaseHistory } from '../../glossary.ts';

/**
 * The history of a fair part of the buyers: every n-th of them in the order of the history, so that at most `most` are left,
 * and nobody who has not bought. The same orders give the same part; with few buyers it is all of them.
 */
export function sampleBuyers(history: PurchaseHistory, most: number): PurchaseHistory {
  const { customerIds, orderStart, orderDay, orderValueMinor } = history;
  let buyers = 0;
  for (let i = 0; i < customerIds.length; i += 1) if (orderStart[i] !== orderStart[i + 1]) buyers += 1;
  const every = Math.max(1, Math.ceil(buyers / most));
  const kept = Math.ceil(buyers / every);
  const ids = new BigInt64Array(kept);
  const start = new Uint32Array(kept + 1);
  const places = new Uint32Array(kept);
  for (let i = 0, buyer = 0; i < customerIds.length; i += 1) {
    if (orderStart[i] === orderStart[i + 1]) continue;
    if (buyer % every === 0) {
      const at = buyer / every;
      ids[at] = customerIds[i]!;
      places[at] = orderStart[i]!;
      start[at + 1] = start[at]! + orderStart[i + 1]! - orderStart[i]!;
    }
    buyer += 1;
  }
  const days = new Int32Array(start[kept]!);
  const values = new Float64Array(start[kept]!);
  let netMinor = 0;
  for (let at = 0; at < kept; at += 1) {
    const orders = start[at + 1]! - start[at]!;
    days.set(orderDay.subarray(places[at], places[at]! + orders), start[at]);
    values.set(orderValueMinor.subarray(places[at], places[at]! + orders), start[at]);
  }
  for (const value of values) netMinor += value;
  return { ...history, customerIds: ids, orderStart: start, orderDay: days, orderValueMinor: values, counted: { orders: days.length, grossMinor: netMinor, netMinor } };
}
