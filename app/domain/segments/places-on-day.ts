import type { Day, PurchaseHistory, SegmentDefinition } from '../glossary.ts';
import { customerOrders } from '../purchase-history.ts';
import { ownRhythm } from './lifecycle-stage.ts';
import { emptyCodes, VOCABULARIES, type Places } from './movement.ts';
import { fitSegments, segmentsOfBuyer, SEGMENTS_OF_PROSPECT, type Segments } from './segment-model.ts';

/**
 * Where each customer stands on the last day of the history, `history.today`, by this definition. There are those who had
 * bought by then, and those who were known by then without an order, as prospects; the others were not there.
 *
 * @param knownSince the day of each customer of the history on which Shopify first knew them
 */
export function placesOnDay(history: PurchaseHistory, definition: SegmentDefinition, knownSince: ArrayLike<Day>): Places {
  const model = fitSegments(history, definition);
  const most = history.customerIds.length;
  const customerIds = new BigInt64Array(most);
  const codes = emptyCodes(most);
  let n = 0;
  for (let place = 0; place < most; place += 1) {
    const { days, valuesMinor, today } = customerOrders(history, place);
    if (days.length === 0 && knownSince[place]! > today) continue;
    let segments: Segments = SEGMENTS_OF_PROSPECT;
    if (days.length > 0) {
      let valueMinor = 0;
      for (let k = 0; k < valuesMinor.length; k += 1) valueMinor += valuesMinor[k]!;
      segments = segmentsOfBuyer(model, ownRhythm(model.rhythm, days, today), days.length, valueMinor);
    }
    customerIds[n] = history.customerIds[place]!;
    codes.group[n] = VOCABULARIES.group.indexOf(segments.rfmGroup);
    codes.tier[n] = VOCABULARIES.tier.indexOf(segments.valueTier);
    codes.stage[n] = VOCABULARIES.stage.indexOf(segments.lifecycleStage);
    n += 1;
  }
  return { customerIds: customerIds.slice(0, n), group: codes.group.slice(0, n), tier: codes.tier.slice(0, n), stage: codes.stage.slice(0, n) };
}
