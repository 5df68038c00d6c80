// What a shop's history says about its segments alone: quick to learn, with nothing of the lifetime models in it.
import type { LifecycleStage, PurchaseHistory, RfmGroup, SegmentDefinition, ValueTier } from '../glossary.ts';
import { cutPointsOf, type CutPoints, type RfmMeasures } from './cut-points.ts';
import { lifecycleStage, type OwnRhythm } from './lifecycle-stage.ts';
import { returnRhythm, type ReturnRhythm } from './return-rhythm.ts';
import { cellGroup, cellTier } from './rfm-cell-map.ts';
import { rfmScores, type RfmScores } from './rfm-scores.ts';
import { seasonOn, type Season } from './seasons/season-windows.ts';

export interface SegmentModel {
  readonly cutPoints: CutPoints;
  readonly rhythm: ReturnRhythm;
  /** The seasonal weights of the day up to which the history was known; null outside of seasons. */
  readonly season: Season | null;
}

/** Where a customer stands in the three vocabularies. */
export interface Segments {
  readonly rfmGroup: RfmGroup;
  readonly valueTier: ValueTier;
  readonly lifecycleStage: LifecycleStage;
}

/** @param measures of this history, where they are known already */
export function fitSegments(history: PurchaseHistory, definition: SegmentDefinition, measures: RfmMeasures = rfmMeasures(history)): SegmentModel {
  return { cutPoints: cutPointsOf(measures, definition.cutPoints), rhythm: returnRhythm(history), season: seasonOn(definition.seasons, history.today) };
}

/** A customer who bought. @param valueMinor the sum of their `orders` orders */
export function segmentsOfBuyer(model: SegmentModel, own: OwnRhythm, orders: number, valueMinor: number): Segments & { readonly scores: RfmScores } {
  const scores = rfmScores(model.cutPoints, own.daysSinceLastOrder, orders, valueMinor);
  const { recency, frequency, monetary } = scores;
  return {
    scores,
    rfmGroup: cellGroup(recency, frequency, monetary, model.season?.frequencyWeight),
    valueTier: cellTier(recency, frequency, monetary),
    lifecycleStage: lifecycleStage(model.rhythm, own),
  };
}

/** A customer without an order that counts, whatever the model. */
export const SEGMENTS_OF_PROSPECT: Segments = { rfmGroup: cellGroup(0, 0, 0), valueTier: cellTier(0, 0, 0), lifecycleStage: 'prospect' };

/** What the three scores measure, of every customer who bought, in the order of the history. */
export function rfmMeasures({ orderStart, orderDay, orderValueMinor, today }: PurchaseHistory): RfmMeasures {
  const recencyDays = new Float64Array(orderStart.length);
  const orders = new Float64Array(orderStart.length);
  const valueMinor = new Float64Array(orderStart.length);
  let buyers = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const from = orderStart[i]!;
    const to = orderStart[i + 1]!;
    if (from === to) continue;
    recencyDays[buyers] = Math.max(0, today - orderDay[to - 1]!);
    orders[buyers] = to - from;
    let value = 0;
    for (let k = from; k < to; k += 1) value += orderValueMinor[k]!;
    valueMinor[buyers] = value;
    buyers += 1;
  }
  return { recencyDays: recencyDays.subarray(0, buyers), orders: orders.subarray(0, buyers), valueMinor: valueMinor.subarray(0, buyers) };
}
