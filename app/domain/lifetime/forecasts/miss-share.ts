// How far a shop is from the models, by what they would have said of its own past.
import type { Day, PurchaseHistory } from '../../glossary.ts';
import { OWN_FROM } from '../basis.ts';
import { fitPurchaseModel, type Family } from '../model.ts';
import { splitPatterns } from '../split-patterns.ts';
import { forecastReturning } from './returning-customers.ts';

/** Stretches of the past foretold from what was known before them, one behind the other: more and there is too little before. */
const STRETCHES = 2;
/** What is believed before any of them weighs as much as so many that missed by just their standard deviation. */
const BELIEVED = 4;
/** More customers cost time and tell little more: then a fair part. */
const MOST_CUSTOMERS = 10_000;
/** Of a normal law, the distance from its middle to either end of the middle four fifths, in standard deviations. */
const TO_NINTH_DECILE = 1.2816;

/**
 * The standard deviation of the models' own mistake about the number of customers who return, as a share of that number. Each
 * of the last stretches as long as the horizon is foretold from the days before it; misses larger than chance and the parameters
 * explain are the models', which know no seasons and no second order on the same day. Their variance, in units of the
 * variance foretold, has a scaled inverse χ² posterior (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6): a mean
 * of 1, BELIEVED times, and the squared misses. What it exceeds 1 by is left to the models.
 *
 * @param lastDay the last day of the history that is over
 * @returns 0 for a shop too small to tell: there chance is wider than any mistake
 */
export function missShare(history: PurchaseHistory, family: Family, horizonDays: number, lastDay: Day = history.today): number {
  let squares = 0;
  let stretches = 0;
  let chance = 0;
  for (let back = 1; back <= STRETCHES; back += 1) {
    const splitDay = lastDay - back * horizonDays;
    const { before, returned } = splitPatterns(history, splitDay, MOST_CUSTOMERS, splitDay + horizonDays);
    const repeatBuyers = before.customers.reduce((sum, n, i) => (before.repeats[i]! > 0 ? sum + n : sum), 0);
    if (before.totalCustomers < OWN_FROM.buyers || repeatBuyers < OWN_FROM.repeatBuyers) break;
    const { expected, low, high } = forecastReturning([{ model: fitPurchaseModel(family, before), weight: 1 }], before, horizonDays);
    const sd = (high - low + 1) / (2 * TO_NINTH_DECILE);
    squares += ((returned - expected) / sd) ** 2;
    chance += (sd / Math.max(1, expected)) ** 2;
    stretches += 1;
  }
  if (stretches === 0) return 0;
  const excess = (BELIEVED + squares) / (BELIEVED + stretches) - 1;
  return Math.sqrt(Math.max(0, excess) * (chance / stretches));
}
