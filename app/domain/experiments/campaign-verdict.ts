import { alwaysValid } from './comparing/always-valid.ts';
import { LEAST_OF_EACH_KIND, proportionAsMean, requireCounts, USUAL_LEVEL, type Interval, type ProportionArm } from './comparing/arms.ts';
import { differenceOfMeans } from './comparing/compare-means.ts';
import { sampleSizePerArm } from './planning/sample-size.ts';
import { sampleRatio } from './sample-ratio.ts';

export type CampaignVerdict =
  /** The arms are not the ones planned: nothing may be concluded. */
  | { readonly outcome: 'arms-not-as-planned'; readonly pValue: number }
  | {
      /** The effect is surely above 0, surely below 0, or surely nearer to 0 than matters. */
      readonly outcome: 'helps' | 'harms' | 'no-difference-that-matters';
      /** Share of the treated minus share of those held out. */
      readonly effect: number;
      /** Always valid: the merchant looks every day. */
      readonly interval: Interval;
    }
  | {
      readonly outcome: 'too-small-to-tell';
      /** Null where there are too few conversions for an interval. */
      readonly interval: Interval | null;
      /** Customers that an arm needs for the least effect that matters, by the unpooled convention, looked at while it runs; null before anybody converted. */
      readonly neededPerArm: number | null;
    };

/**
 * What a campaign may say of itself at any moment.
 *
 * @param input.heldOutShare the share planned, between 0 and 1
 * @param input.leastEffect the least difference of shares that matters to the merchant, above 0
 * @param input.tunedFor customers that the campaign expects in the end, both arms: there its interval is tightest
 */
export function campaignVerdict({
  heldOut,
  treated,
  heldOutShare,
  leastEffect,
  tunedFor,
  level = USUAL_LEVEL,
}: {
  heldOut: ProportionArm;
  treated: ProportionArm;
  heldOutShare: number;
  leastEffect: number;
  tunedFor: number;
  level?: number;
}): CampaignVerdict {
  requireCounts(heldOut, treated);
  if (!(leastEffect > 0)) throw new RangeError(`an effect of ${leastEffect} does not matter`);
  const ratio = sampleRatio([heldOut.customers, treated.customers], [heldOutShare, 1 - heldOutShare]);
  if (ratio.outcome === 'mismatch') return { outcome: 'arms-not-as-planned', pValue: ratio.pValue };

  const interval = intervalOf(heldOut, treated, { level, tunedFor });
  const effect = treated.converted / treated.customers - heldOut.converted / heldOut.customers;
  if (interval !== null) {
    const [low, high] = interval;
    if (low > -leastEffect && high < leastEffect) return { outcome: 'no-difference-that-matters', effect, interval };
    if (low > 0) return { outcome: 'helps', effect, interval };
    if (high < 0) return { outcome: 'harms', effect, interval };
  }
  return { outcome: 'too-small-to-tell', interval, neededPerArm: neededPerArm(heldOut, leastEffect, level) };
}

function intervalOf(heldOut: ProportionArm, treated: ProportionArm, tuning: { level: number; tunedFor: number }): Interval | null {
  const rarest = Math.min(...[heldOut, treated].flatMap(({ customers, converted }) => [converted, customers - converted]));
  if (rarest < LEAST_OF_EACH_KIND) return null;
  const difference = differenceOfMeans(proportionAsMean(heldOut), proportionAsMean(treated));
  if (difference.outcome !== 'estimated') return null;
  return alwaysValid({ ...difference, customers: heldOut.customers + treated.customers }, tuning).interval;
}

function neededPerArm({ customers, converted }: ProportionArm, leastEffect: number, level: number): number | null {
  if (customers === 0) return null;
  const size = sampleSizePerArm({ baseline: converted / customers, difference: leastEffect, convention: 'unpooled', looks: 'while-it-runs', level });
  return size.outcome === 'enough' ? Math.ceil(size.perArm) : null;
}
