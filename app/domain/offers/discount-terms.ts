import type { Cause } from '../glossary.ts';

/**
 * What each likely cause makes of the offer the merchant chose. The merchant's percentage is the most anybody gets: a cause
 * may lower it, never raise it.
 *
 * - price: the whole discount, for half the time: it is the price that must move them, and soon.
 * - product, drifting: as chosen.
 * - service, delivery: the repair is a person's word; the code is a token of goodwill, so two thirds, for twice the time.
 */
export const CAUSE_TERMS: Readonly<Record<Cause, { readonly ofPercentage: number; readonly ofValidDays: number }>> = {
  price: { ofPercentage: 1, ofValidDays: 0.5 },
  product: { ofPercentage: 1, ofValidDays: 1 },
  service: { ofPercentage: 2 / 3, ofValidDays: 2 },
  delivery: { ofPercentage: 2 / 3, ofValidDays: 2 },
  drifting: { ofPercentage: 1, ofValidDays: 1 },
};

/** Fractions of one. Below 1 % a discount is no discount; Shopify takes up to 100 %, and above 90 % it is a gift. */
export const PERCENTAGE_LIMITS = { least: 0.01, most: 0.9 } as const;
/** Less than 3 days is not enough to read the mail (unless the merchant chose less); more than 90 is no occasion. */
export const VALID_DAYS_LIMITS = { least: 3, most: 90 } as const;

/**
 * The terms of one offer.
 *
 * @param input.percentage the merchant's choice, a fraction of one: 0.15 is 15 % off
 * @param input.validDays the merchant's choice, whole days
 * @returns a percentage in whole per cents, as a fraction, and whole days
 */
export function discountTerms({ cause, percentage, validDays }: { cause: Cause; percentage: number; validDays: number }): { percentage: number; validDays: number } {
  const terms = CAUSE_TERMS[cause];
  const wholePercent = Math.round(percentage * terms.ofPercentage * 100);
  const leastDays = Math.min(validDays, VALID_DAYS_LIMITS.least);
  return {
    percentage: clamp(wholePercent / 100, PERCENTAGE_LIMITS.least, PERCENTAGE_LIMITS.most),
    validDays: clamp(Math.round(validDays * terms.ofValidDays), leastDays, VALID_DAYS_LIMITS.most),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
