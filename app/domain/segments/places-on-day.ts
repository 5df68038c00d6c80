import type { Day, PurchaseHistory, SegmentDefinition } from '../glossary.ts';
import { type Places } from './movement.ts';
import { placesOfCodes, segmentCodes } from './codes/segment-codes.ts';
import { fitSegments, rfmMeasures } from './segment-model.ts';

/**
 * Where each customer stands on the last day of the history, `history.today`, by this definition. There are those who had
 * bought by then, and those who were known by then without an order, as prospects; the others were not there.
 *
 * @param knownSince the day of each customer of the history on which Shopify first knew them
 */
export function placesOnDay(history: PurchaseHistory, definition: SegmentDefinition, knownSince: ArrayLike<Day>): Places {
  const measures = rfmMeasures(history);
  const model = fitSegments(history, definition, measures);
  const { customerIds, group, tier, stage } = placesOfCodes(segmentCodes(history, model, measures), model.season?.frequencyWeight);
  const wasThere = (_: unknown, place: number): boolean => history.orderStart[place + 1]! > history.orderStart[place]! || knownSince[place]! <= history.today;
  return { customerIds: customerIds.filter(wasThere), group: group.filter(wasThere), tier: tier.filter(wasThere), stage: stage.filter(wasThere) };
}
