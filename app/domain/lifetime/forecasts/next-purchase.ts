import { chanceOfNone, type PurchaseModel } from '../model.ts';

/** When a customer buys next, if they do within the time asked for; weeks from now. */
export interface NextPurchase {
  /** P(a purchase within the weeks asked for). */
  readonly chance: number;
  /** Half of those who buy by then have bought after so many weeks. */
  readonly medianWeeks: number;
  /** The interval that holds the share asked for of those, as many before it as after. */
  readonly earliestWeeks: number;
  readonly latestWeeks: number;
}

/**
 * The time to the next purchase, given that there is one within `withinWeeks`: from the model's chance of none by any time.
 * Without that condition there is no expected date: a part of all customers never buys again.
 *
 * @param share of the interval, 0.8 by default
 */
export function nextPurchase(model: PurchaseModel, x: number, tx: number, T: number, withinWeeks: number, share = 0.8): NextPurchase {
  const bought = (weeks: number): number => 1 - chanceOfNone(model, x, tx, T, weeks);
  const chance = bought(withinWeeks);
  const after = (part: number): number => {
    let low = 0;
    let high = withinWeeks;
    // 40 halvings: a century to less than a second.
    for (let i = 0; i < 40; i += 1) {
      const middle = (low + high) / 2;
      if (bought(middle) < part * chance) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return { chance, medianWeeks: after(0.5), earliestWeeks: after((1 - share) / 2), latestWeeks: after((1 + share) / 2) };
}
