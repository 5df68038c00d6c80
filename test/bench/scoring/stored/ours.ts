// The same by the app: from packed orders to packed codes and the changed rows, in the app's tables, as the app's role, by the
// functions that a scoring of the shop runs. Left out of it are the models of the future, which are fitted beforehand: the rows of
// the customers who moved are scored by them.
import type { ShopModel } from '../../../../app/domain/shop-model.ts';
import type { Day, PurchaseHistory, ScoredCustomer } from '../../../../app/domain/glossary.ts';
import { NO_CELL, type SegmentCodes, segmentCodes } from '../../../../app/domain/segments/codes/segment-codes.ts';
import { customerOrders } from '../../../../app/domain/purchase-history.ts';
import { scoreCustomer } from '../../../../app/domain/score-customer.ts';
import { fitSegments, rfmMeasures } from '../../../../app/domain/segments/segment-model.ts';
import { inShopBulk } from '../../../../app/records/db.ts';
import { lockScores, writeScoreRows } from '../../../../app/records/scoring/scores.ts';
import { storeSegmentCodes } from '../../../../app/records/scoring/segment-chunks.ts';
import { readHistory } from '../../../../app/scoring/read-history.ts';
import { SETTINGS } from '../../../domain/support/orders.ts';
import { FIRST_CUSTOMER_ID } from '../history-of-store.ts';
import { CHECKSUM_MODULUS } from '../rfm/sql.ts';
import { SHOP_ID } from './fill-database.ts';

export interface Stored {
  readonly moved: number;
  readonly stepsMs: Readonly<Record<string, number>>;
}

export async function scoreStored(model: ShopModel, today: Day): Promise<Stored> {
  const stepsMs: Record<string, number> = {};
  let since = performance.now();
  const step = (name: string) => {
    stepsMs[name] = Math.round(performance.now() - since);
    since = performance.now();
  };
  const moved = await inShopBulk(SHOP_ID, async (connection) => {
    const history = await readHistory({ shopId: SHOP_ID, timeZone: 'UTC', unpaidAfterDays: SETTINGS.unpaidAfterDays, today });
    step('history');
    const measures = rfmMeasures(history);
    const segments = fitSegments(history, SETTINGS, measures);
    step('cutPointsAndRhythm');
    const codes = segmentCodes(history, segments, measures);
    step('codes');
    await lockScores(connection, SHOP_ID);
    const { places, gone } = await storeSegmentCodes(connection, SHOP_ID, codes);
    step('storeCodes');
    const ofToday = { ...model, ...segments, today };
    const moved = Array.from(places, (place) => history.customerIds[place]!);
    await writeScoreRows(connection, SHOP_ID, 1n, scoreSome(history, places, ofToday), [...gone, ...moved]);
    step('changedRows');
    return moved.length + gone.length;
  });
  step('commit');
  return { moved, stepsMs };
}

function* scoreSome(history: PurchaseHistory, places: Uint32Array, model: ShopModel): Generator<ScoredCustomer> {
  for (const place of places) yield scoreCustomer(model, SETTINGS, customerOrders(history, place));
}

/** Of the cells of those who bought. */
export function checksumOfCodes({ customerIds, cells }: SegmentCodes): string {
  let buyers = 0;
  let sum = 0;
  let folded = 0;
  cells.forEach((cell, i) => {
    if (cell === NO_CELL) return;
    buyers += 1;
    sum += cell;
    folded += (Number(customerIds[i]! - BigInt(FIRST_CUSTOMER_ID)) % CHECKSUM_MODULUS) * cell;
  });
  return `${buyers} ${sum} ${folded}`;
}
