// Which of the models of purchases foretells a shop best, by its own past.
import type { Day, PurchaseHistory } from '../glossary.ts';
import { OWN_FROM } from './basis.ts';
import { likelihoodOf } from './fit-family.ts';
import { FAMILIES, fitPurchaseModel, type Family } from './model.ts';
import { purchasePatterns } from './purchase-patterns.ts';
import { splitPatterns } from './split-patterns.ts';
import { logEvidence } from './weigh-families.ts';

/** How the family was chosen: plain numbers and strings, shown to the merchant. */
export interface FamilyChoice {
  readonly family: Family;
  /**
   * `held-out`: by what came after a day of the shop's own past. `evidence`: a shop too small for that, by its whole history as
   * the published priors foretell it. `too-few`: nobody has bought, so the first family.
   */
  readonly by: 'held-out' | 'evidence' | 'too-few';
  /** The models were fitted to what was known on this day; null where nothing was held out. */
  readonly splitDay: Day | null;
  /** Customers who were compared: those known on that day, all or a fair part of many; all buyers where nothing was held out. */
  readonly customers: number;
  /** ln P(their purchases after the day | those before), summed; higher is better. */
  readonly heldOutLogLikelihood: Readonly<Record<Family, number>> | null;
  /** ln P(the whole history | the family, with parameters from the published prior); higher is better. */
  readonly logEvidence: Readonly<Record<Family, number>> | null;
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
 *
 * A shop too small to hold a part out is compared by the evidence: the likelihood of its whole history, each purchase foretold
 * from the published prior and the purchases before it. (With BG/NBD alone, which lets no one-time buyer drop out, 80 %
 * intervals of 200 customers who buy by Pareto/NBD held 73 %.)
 */
export function chooseFamily(history: PurchaseHistory): FamilyChoice {
  const tooFew: FamilyChoice = { family: FIRST_FAMILY, by: 'too-few', splitDay: null, customers: 0, heldOutLogLikelihood: null, logEvidence: null };
  const firstDay = history.orderDay.reduce((least, day) => Math.min(least, day), Infinity);
  const days = history.today - firstDay;
  if (firstDay === Infinity) return tooFew;
  const splitDay = history.today - Math.ceil(Math.min(days * HELD_OUT_SHARE, LONGEST_HELD_OUT_DAYS));
  const { before, whole } = splitPatterns(history, splitDay, MOST_COMPARED);
  const repeatBuyers = before.customers.reduce((sum, n, i) => (before.repeats[i]! > 0 ? sum + n : sum), 0);
  if (!(days > 0) || before.totalCustomers < OWN_FROM.buyers || repeatBuyers < OWN_FROM.repeatBuyers) {
    const patterns = purchasePatterns(history);
    const logEvidenceOf = ofEach((family) => logEvidence(fitPurchaseModel(family, patterns)));
    return { ...tooFew, family: best(logEvidenceOf), by: 'evidence', customers: patterns.totalCustomers, logEvidence: logEvidenceOf };
  }

  const heldOutLogLikelihood = ofEach((family) => {
    const parameters = Object.values(fitPurchaseModel(family, before).params) as number[];
    const point = Float64Array.from(parameters, Math.log);
    const scratch = new Float64Array(point.length);
    return before.totalCustomers * (likelihoodOf(family, before)(point, scratch) - likelihoodOf(family, whole)(point, scratch));
  });
  return { ...tooFew, family: best(heldOutLogLikelihood), by: 'held-out', splitDay, customers: before.totalCustomers, heldOutLogLikelihood };
}

function ofEach(score: (family: Family) => number): Record<Family, number> {
  return { 'bg-nbd': score('bg-nbd'), 'mbg-nbd': score('mbg-nbd'), 'pareto-nbd': score('pareto-nbd') };
}

function best(scores: Readonly<Record<Family, number>>): Family {
  let leader: Family = FIRST_FAMILY;
  for (const family of FAMILIES) if (scores[family] > scores[leader] + (leader === FIRST_FAMILY ? LEAST_LEAD : 0)) leader = family;
  return leader;
}
