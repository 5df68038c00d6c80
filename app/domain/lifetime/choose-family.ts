// Which of the models of purchases foretells a shop best, by its own past.
import type { Day, PurchaseHistory } from '../glossary.ts';
import { OWN_FROM } from './basis.ts';
import { likelihoodOf } from './fit-family.ts';
import { FAMILIES, fitPurchaseModel, type Family } from './model.ts';
import { splitPatterns } from './split-patterns.ts';

/** How the family was chosen: plain numbers and strings, shown to the merchant. */
export interface FamilyChoice {
  readonly family: Family;
  /** `held-out`: by the figures below. `too-few`: too little past to compare, so the first family. */
  readonly by: 'held-out' | 'too-few';
  /** The models were fitted to what was known on this day; null where nothing was compared. */
  readonly splitDay: Day | null;
  /** Customers known on that day who were compared: all, or a fair part of many. */
  readonly customers: number;
  /** ln P(their purchases after the day | those before), summed; higher is better. */
  readonly heldOutLogLikelihood: Readonly<Record<Family, number>> | null;
}

/** Stands where the past cannot tell: the fastest, and the best known. */
const FIRST_FAMILY: Family = 'bg-nbd';
/** The last third of the history is held out, at most half a year: the forecasts of the product reach a quarter to a year. */
const HELD_OUT_SHARE = 1 / 3;
const LONGEST_HELD_OUT_DAYS = 182;
/** A lead of one in the log-likelihood is what a single customer brings or takes: below it the first family stays. */
const LEAST_LEAD = 1;
/** More customers than this tell no more: the lead of one family over another grows with their number. */
const MOST_COMPARED = 10_000;

/**
 * The family with the highest likelihood of what came after a day of the shop's own past, given what was known then. The
 * models are compared on the same events, the exact days of purchases, so their densities can be held against each other.
 */
export function chooseFamily(history: PurchaseHistory): FamilyChoice {
  const tooFew: FamilyChoice = { family: FIRST_FAMILY, by: 'too-few', splitDay: null, customers: 0, heldOutLogLikelihood: null };
  const firstDay = history.orderDay.reduce((least, day) => Math.min(least, day), Infinity);
  const days = history.today - firstDay;
  if (!(days > 0)) return tooFew;
  const splitDay = history.today - Math.ceil(Math.min(days * HELD_OUT_SHARE, LONGEST_HELD_OUT_DAYS));
  const { before, whole } = splitPatterns(history, splitDay, MOST_COMPARED);
  const repeatBuyers = before.customers.reduce((sum, n, i) => (before.repeats[i]! > 0 ? sum + n : sum), 0);
  if (before.totalCustomers < OWN_FROM.buyers || repeatBuyers < OWN_FROM.repeatBuyers) return tooFew;

  const heldOut = (family: Family): number => {
    const parameters = Object.values(fitPurchaseModel(family, before).params) as number[];
    const point = Float64Array.from(parameters, Math.log);
    const scratch = new Float64Array(point.length);
    return before.totalCustomers * (likelihoodOf(family, before)(point, scratch) - likelihoodOf(family, whole)(point, scratch));
  };
  const heldOutLogLikelihood = { 'bg-nbd': heldOut('bg-nbd'), 'mbg-nbd': heldOut('mbg-nbd'), 'pareto-nbd': heldOut('pareto-nbd') };
  let best: Family = FIRST_FAMILY;
  for (const family of FAMILIES) if (heldOutLogLikelihood[family] > heldOutLogLikelihood[best] + (best === FIRST_FAMILY ? LEAST_LEAD : 0)) best = family;
  return { family: best, by: 'held-out', splitDay, customers: before.totalCustomers, heldOutLogLikelihood };
}
