// How the generated shoppers buy: the BG/NBD law of Fader, Hardie and Lee (2005), "'Counting your customers' the easy
// way", and the gamma-gamma law of spend of Fader and Hardie (2013). What is drawn here is what a fit must find again.
import type { Chance } from './chance.ts';

/** Time in days. Mean buying rate r / alpha: one purchase in 68 days; mean chance of leaving after a purchase a / (a + b) = 0.27. */
export const PURCHASE_LAW = { r: 1.1, alpha: 75, a: 0.9, b: 2.4 } as const;

/** Money in units of the currency. Mean spend of an order p · gamma / (q − 1) = 50. */
export const SPEND_LAW = { p: 5, q: 4.2, gamma: 32 } as const;

export interface DrawnShopper {
  /** Days since the beginning; the first is the shopper's first purchase. Ascending. */
  readonly times: readonly number[];
  /** Of each purchase, in units of the currency. */
  readonly spends: readonly number[];
}

/** One shopper who first buys at `from` and is watched until `until` (days). */
export function drawShopper(chance: Chance, from: number, until: number): DrawnShopper {
  const rate = chance.gamma(PURCHASE_LAW.r, PURCHASE_LAW.alpha);
  const leaving = chance.beta(PURCHASE_LAW.a, PURCHASE_LAW.b);
  // E[spend | scale] = p / scale with scale ~ Gamma(q, gamma).
  const scale = chance.gamma(SPEND_LAW.q, SPEND_LAW.gamma);
  const spend = () => chance.gamma(SPEND_LAW.p, scale);
  const times = [from];
  const spends = [spend()];
  // By the law nobody leaves at the first purchase; after each repeat one may.
  for (let at = from + chance.exponential(rate); at < until; at += chance.exponential(rate)) {
    times.push(at);
    spends.push(spend());
    if (chance.happens(leaving)) break;
  }
  return { times, spends };
}
