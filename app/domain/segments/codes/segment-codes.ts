// Where everybody stands, two bytes a customer: what is compared and kept of a scoring of a million.
import { type CustomerId, LIFECYCLE_STAGES, type PurchaseHistory, type ScoredCustomer } from '../../glossary.ts';
import type { RfmMeasures } from '../cut-points.ts';
import { type Places, VOCABULARIES } from '../movement.ts';
import { cellGroup, cellTier } from '../rfm-cell-map.ts';
import { rfmCode, rfmCodes } from '../rfm-codes.ts';
import { rfmMeasures, type SegmentModel } from '../segment-model.ts';
import { stageCodes } from './stage-codes.ts';

export interface SegmentCodes {
  /** Ascending, each once. */
  readonly customerIds: BigInt64Array;
  /** See rfmCode; NO_CELL for a customer without an order that counts. */
  readonly cells: Uint8Array;
  /** Places in LIFECYCLE_STAGES. */
  readonly stages: Uint8Array;
}

export interface SegmentCode {
  readonly cell: number;
  readonly stage: number;
}

export const NO_CELL = 255;
const CELLS = 125;

/** As segmentsOfBuyer says of them one by one, without one object a customer. @param measures of this history, where they are known already */
export function segmentCodes(history: PurchaseHistory, model: SegmentModel, measures: RfmMeasures = rfmMeasures(history)): SegmentCodes {
  const { customerIds, orderStart } = history;
  const ofBuyers = rfmCodes(measures, model.cutPoints);
  const cells = new Uint8Array(customerIds.length).fill(NO_CELL);
  let buyer = 0;
  for (let i = 0; i < cells.length; i += 1) if (orderStart[i] !== orderStart[i + 1]) cells[i] = ofBuyers[buyer++]!;
  return { customerIds, cells, stages: stageCodes(history, model.rhythm) };
}

/** What a score says of one customer. */
export function segmentCode({ orders, recencyScore, frequencyScore, monetaryScore, lifecycleStage: stage }: ScoredCustomer): SegmentCode {
  return { cell: orders === 0 ? NO_CELL : rfmCode(recencyScore, frequencyScore, monetaryScore), stage: LIFECYCLE_STAGES.indexOf(stage) };
}

/** The codes with some of them put anew, or, where the new one is null, taken out. */
export function amendCodes(codes: SegmentCodes, changes: ReadonlyMap<CustomerId, SegmentCode | null>): SegmentCodes {
  if (changes.size === 0) return codes;
  const news = [...changes].flatMap(([id, code]) => (code ? [{ id, ...code }] : [])).sort((a, b) => (a.id < b.id ? -1 : 1));
  const most = codes.customerIds.length + news.length;
  const amended = { customerIds: new BigInt64Array(most), cells: new Uint8Array(most), stages: new Uint8Array(most) };
  let n = 0;
  const put = (id: bigint, cell: number, stage: number) => {
    amended.customerIds[n] = id;
    amended.cells[n] = cell;
    amended.stages[n] = stage;
    n += 1;
  };
  let next = 0;
  codes.customerIds.forEach((id, i) => {
    for (let fresh = news[next]; fresh && fresh.id < id; fresh = news[(next += 1)]) put(fresh.id, fresh.cell, fresh.stage);
    if (!changes.has(id)) put(id, codes.cells[i]!, codes.stages[i]!);
  });
  for (const { id, cell, stage } of news.slice(next)) put(id, cell, stage);
  return sliceCodes(amended, 0, n);
}

/** Views. */
export function sliceCodes({ customerIds, cells, stages }: SegmentCodes, from: number, to: number): SegmentCodes {
  return { customerIds: customerIds.subarray(from, to), cells: cells.subarray(from, to), stages: stages.subarray(from, to) };
}

/** The codes in the three vocabularies. @param frequencyWeight with which the groups are made; 1 outside of seasons */
export function placesOfCodes({ customerIds, cells, stages }: SegmentCodes, frequencyWeight = 1): Places {
  const groupOf = new Uint8Array(256).fill(VOCABULARIES.group.indexOf(cellGroup(0, 0, 0)));
  const tierOf = new Uint8Array(256).fill(VOCABULARIES.tier.indexOf(cellTier(0, 0, 0)));
  for (let cell = 0; cell < CELLS; cell += 1) {
    const scores = [1 + Math.floor(cell / 25), 1 + (Math.floor(cell / 5) % 5), 1 + (cell % 5)] as const;
    groupOf[cell] = VOCABULARIES.group.indexOf(cellGroup(...scores, frequencyWeight));
    tierOf[cell] = VOCABULARIES.tier.indexOf(cellTier(...scores));
  }
  return { customerIds, group: cells.map((cell) => groupOf[cell]!), tier: cells.map((cell) => tierOf[cell]!), stage: stages.slice() };
}
