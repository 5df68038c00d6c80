// The complete published maps from scores to names: all 125 cells have a group and a tier, none is left over.
import type { RfmGroup, ValueTier } from '../glossary.ts';

/** The mean of F and M in halves: the columns of GROUP_MAP. */
export const FREQUENCY_MONETARY_MEANS = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5] as const;

/**
 * RFM group by recency score (row) and the mean of frequency and monetary score (column): Shopify's eleven names after
 * Shopify's own descriptions of them (merchants.md 2.2), which give no numbers. So: "very recent" is R 5, "recent" R 3 and
 * 4, "no recent purchases" R 1 and 2; "many orders, most spend" a mean from 4, "some orders" from 2.5, "few" below.
 * Prospects are the customers without an order that counts.
 */
export const GROUP_MAP: Readonly<Record<1 | 2 | 3 | 4 | 5, readonly RfmGroup[]>> = {
  //     1               1.5             2               2.5                3                  3.5                4                   4.5                 5
  5: ['new', 'new', 'new', 'active', 'active', 'active', 'champions', 'champions', 'champions'],
  4: ['promising', 'promising', 'promising', 'active', 'active', 'active', 'loyal', 'loyal', 'loyal'],
  3: ['promising', 'promising', 'promising', 'needs-attention', 'needs-attention', 'needs-attention', 'loyal', 'loyal', 'loyal'],
  2: ['almost-lost', 'almost-lost', 'almost-lost', 'almost-lost', 'at-risk', 'at-risk', 'previously-loyal', 'previously-loyal', 'previously-loyal'],
  1: ['dormant', 'dormant', 'dormant', 'dormant', 'at-risk', 'at-risk', 'previously-loyal', 'previously-loyal', 'previously-loyal'],
};

/**
 * Which column of GROUP_MAP a customer stands in. The mean is (w F + M) / (w + 1) with the weight w of frequency, rounded down
 * to the half below: a column reaches from its mean up to the next one, as in "many orders: a mean from 4". With w = 1, outside
 * of seasons, means are halves and nothing is rounded. Every pair of scores has a column with every weight: the mean lies
 * between 1 and 5. For weights in halves the quotient is exact wherever it is a whole number, so rounding never errs.
 */
export function meanColumn(frequency: number, monetary: number, frequencyWeight = 1): number {
  return Math.floor((2 * (frequencyWeight * frequency + monetary)) / (frequencyWeight + 1)) - 2;
}

/** A score as the value tiers see it. */
export type Level = 'low' | 'middle' | 'high';

/** 1 and 2 are low, 3 is middle, 4 and 5 are high. */
export function levelOf(score: number): Level {
  if (score <= 2) return 'low';
  return score >= 4 ? 'high' : 'middle';
}

/** The five cells that define the tiers: levels of R, F and M. In this order they win a draw. */
export const TIER_CELLS: Readonly<Record<ValueTier, readonly [Level, Level, Level]>> = {
  'high-value': ['high', 'high', 'high'],
  potential: ['middle', 'middle', 'middle'],
  'at-risk-of-leaving': ['low', 'high', 'high'],
  new: ['high', 'low', 'low'],
  'low-value': ['low', 'low', 'low'],
};

/**
 * Every other cell goes to the nearest of those five: the fewest steps of one level, summed over R, F and M; of
 * equals, the one first in TIER_CELLS. Rows are R and F, columns M low, middle, high. The test recomputes it from the rule.
 */
export const TIER_MAP: Readonly<Record<Level, Readonly<Record<Level, readonly [ValueTier, ValueTier, ValueTier]>>>> = {
  high: {
    high: ['high-value', 'high-value', 'high-value'],
    middle: ['new', 'potential', 'high-value'],
    low: ['new', 'new', 'high-value'],
  },
  middle: {
    high: ['potential', 'potential', 'high-value'],
    middle: ['potential', 'potential', 'potential'],
    low: ['new', 'potential', 'potential'],
  },
  low: {
    high: ['at-risk-of-leaving', 'at-risk-of-leaving', 'at-risk-of-leaving'],
    middle: ['low-value', 'potential', 'at-risk-of-leaving'],
    low: ['low-value', 'low-value', 'at-risk-of-leaving'],
  },
};

/**
 * @param recency, frequency, monetary scores 1 to 5; all 0 for a customer without an order that counts
 * @param frequencyWeight as in meanColumn: 1 outside of seasons
 */
export function cellGroup(recency: number, frequency: number, monetary: number, frequencyWeight = 1): RfmGroup {
  if (recency === 0) return 'prospects';
  const group = GROUP_MAP[recency as 1 | 2 | 3 | 4 | 5]?.[meanColumn(frequency, monetary, frequencyWeight)];
  if (group === undefined) throw new RangeError(`no RFM cell ${recency}${frequency}${monetary}`);
  return group;
}

/**
 * Tiers know no mean, so seasonal weights do not touch them.
 *
 * @param recency, frequency, monetary scores 1 to 5; all 0 (no order that counts) is low-value
 */
export function cellTier(recency: number, frequency: number, monetary: number): ValueTier {
  const column = { low: 0, middle: 1, high: 2 }[levelOf(monetary)] as 0 | 1 | 2;
  return TIER_MAP[levelOf(recency)][levelOf(frequency)][column];
}
