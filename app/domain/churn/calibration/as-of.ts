// A shop as it stood on a past day, and, kept apart from it, what came after.
import type { Day, PurchaseHistory } from '../../glossary.ts';

/**
 * The history with nothing after `asOfDay` in it. Values stay as they are known today (later refunds included), since an order
 * carries no history of its own; what was left out, and values before refunds, are not known by day and count nothing here.
 */
export function historyAsOf(history: PurchaseHistory, asOfDay: Day): PurchaseHistory {
  const { customerIds, orderStart, orderDay, orderValueMinor } = history;
  const start = new Uint32Array(orderStart.length);
  const days = new Int32Array(orderDay.length);
  const values = new Float64Array(orderDay.length);
  let kept = 0;
  let netMinor = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    for (let k = orderStart[i]!; k < orderStart[i + 1]! && orderDay[k]! <= asOfDay; k += 1) {
      days[kept] = orderDay[k]!;
      values[kept] = orderValueMinor[k]!;
      netMinor += orderValueMinor[k]!;
      kept += 1;
    }
    start[i + 1] = kept;
  }
  return {
    today: asOfDay,
    customerIds,
    orderStart: start,
    orderDay: days.slice(0, kept),
    orderValueMinor: values.slice(0, kept),
    counted: { orders: kept, grossMinor: netMinor, netMinor },
    leftOut: history.leftOut,
  };
}

/** The customers who had bought, in columns; a purchase is a day with an order. */
export interface Buyers {
  readonly today: Day;
  /** Where the customer stands in the history. */
  readonly customer: Uint32Array;
  readonly repeats: Uint32Array;
  readonly firstToLastDays: Uint32Array;
  readonly observedDays: Uint32Array;
  /** Minor units a purchase, over all of them. */
  readonly meanSpendMinor: Float64Array;
  /** Minor units of the last purchase. */
  readonly lastSpendMinor: Float64Array;
}

export function buyersOf({ today, orderStart, orderDay, orderValueMinor }: PurchaseHistory): Buyers {
  const most = orderStart.length;
  const customer = new Uint32Array(most);
  const repeats = new Uint32Array(most);
  const firstToLastDays = new Uint32Array(most);
  const observedDays = new Uint32Array(most);
  const meanSpendMinor = new Float64Array(most);
  const lastSpendMinor = new Float64Array(most);
  let n = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const from = orderStart[i]!;
    const to = orderStart[i + 1]!;
    if (from === to) continue;
    let purchases = 0;
    let value = 0;
    let lastValue = 0;
    for (let k = from; k < to; k += 1) {
      if (k === from || orderDay[k] !== orderDay[k - 1]) {
        purchases += 1;
        lastValue = 0;
      }
      value += orderValueMinor[k]!;
      lastValue += orderValueMinor[k]!;
    }
    const first = orderDay[from]!;
    const last = orderDay[to - 1]!;
    customer[n] = i;
    repeats[n] = purchases - 1;
    firstToLastDays[n] = last - first;
    observedDays[n] = Math.max(today, last) - first;
    meanSpendMinor[n] = value / purchases;
    lastSpendMinor[n] = lastValue;
    n += 1;
  }
  return {
    today,
    customer: customer.slice(0, n),
    repeats: repeats.slice(0, n),
    firstToLastDays: firstToLastDays.slice(0, n),
    observedDays: observedDays.slice(0, n),
    meanSpendMinor: meanSpendMinor.slice(0, n),
    lastSpendMinor: lastSpendMinor.slice(0, n),
  };
}

/** What came after: the purchase days of each of these customers later than `afterDay`, up to and with `untilDay`. */
export function purchasesBetween({ orderStart, orderDay }: PurchaseHistory, customer: Uint32Array, afterDay: Day, untilDay: Day): Uint32Array {
  return customer.map((i) => {
    let purchases = 0;
    for (let k = orderStart[i]!; k < orderStart[i + 1]!; k += 1) {
      const day = orderDay[k]!;
      if (day > afterDay && day <= untilDay && (k === orderStart[i] || orderDay[k - 1] !== day)) purchases += 1;
    }
    return purchases;
  });
}
