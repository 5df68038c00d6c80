import type { Day, PurchaseHistory } from '../glossary.ts';
import { groupPatterns, type PurchasePatterns } from './purchase-patterns.ts';

/** The same customers, as they were known on a day and as they are known later. */
export interface SplitPatterns {
  readonly before: PurchasePatterns;
  readonly whole: PurchasePatterns;
  /** Customers who bought again between the two. */
  readonly returned: number;
}

/**
 * The patterns of the customers who had bought by the end of `splitDay`: up to that day, and up to the end of `untilDay`.
 *
 * @param most with more customers than this, every n-th of them in the order of their numbers: a fair part
 */
export function splitPatterns({ orderStart, orderDay, today }: PurchaseHistory, splitDay: Day, most: number, untilDay: Day = Infinity): SplitPatterns {
  let known = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) if (orderStart[i]! < orderStart[i + 1]! && orderDay[orderStart[i]!]! <= splitDay) known += 1;
  const every = Math.max(1, Math.ceil(known / most));
  const kept = Math.floor(known / every);
  const before = { repeats: new Uint32Array(kept), firstToLast: new Uint32Array(kept), observed: new Uint32Array(kept) };
  const whole = { repeats: new Uint32Array(kept), firstToLast: new Uint32Array(kept), observed: new Uint32Array(kept) };
  let place = 0;
  let returned = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const from = orderStart[i]!;
    const to = orderStart[i + 1]!;
    if (from === to || orderDay[from]! > splitDay) continue;
    place += 1;
    if (place % every !== 0) continue;
    const at = place / every - 1;
    const first = orderDay[from]!;
    let repeats = 0;
    let repeatsBefore = 0;
    let lastBefore = first;
    let last = first;
    for (let k = from + 1; k < to; k += 1) {
      const day = orderDay[k]!;
      if (day > untilDay) break;
      if (day === orderDay[k - 1]) continue;
      repeats += 1;
      last = day;
      if (day > splitDay) continue;
      repeatsBefore += 1;
      lastBefore = day;
    }
    if (repeats > repeatsBefore) returned += 1;
    before.repeats[at] = repeatsBefore;
    before.firstToLast[at] = lastBefore - first;
    before.observed[at] = splitDay - first;
    whole.repeats[at] = repeats;
    whole.firstToLast[at] = last - first;
    whole.observed[at] = Math.max(Math.min(today, untilDay), last) - first;
  }
  return { before: groupPatterns(before), whole: groupPatterns(whole), returned };
}
