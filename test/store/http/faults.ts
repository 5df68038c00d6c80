// Things that go wrong between the app and Shopify, by rule or by seed, the same each time.

export type Fault =
  /** Answers with this status and does nothing. */
  | { kind: 'status'; status: number; retryAfterSeconds?: number }
  /** Does nothing and never answers; the connection is cut after so long. */
  | { kind: 'timeout'; afterMs: number }
  /** Does what was asked, and then the answer is lost. */
  | { kind: 'answer-lost' }
  /** Ends a download after so many bytes. */
  | { kind: 'cut-off'; afterBytes: number };

export interface FaultPlace {
  where: 'graphql' | 'token' | 'bulk-file' | 'upload';
  /** Counts from 1 at each place. */
  number: number;
  shop: string;
  /** Text of the GraphQL request, for rules on one operation. */
  operationName: string | null;
}

export type Faults = (place: FaultPlace) => Fault | null;

export interface FaultRates {
  /** Each from 0 to 1. */
  status5xx?: number;
  timeout?: number;
  answerLost?: number;
  cutOff?: number;
}

/** 32 mixed bits of seed and place: the same for the same place, whatever happened before. */
function mixed(seed: number, place: FaultPlace): number {
  let h = seed >>> 0;
  for (const character of `${place.where}:${place.number}`) h = Math.imul(h ^ character.charCodeAt(0), 0x9e3779b1) >>> 0;
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b) >>> 0;
  return (h ^ (h >>> 13)) >>> 0;
}

export function seededFaults(seed: number, rates: FaultRates): Faults {
  return (place) => {
    const chance = mixed(seed, place) / 2 ** 32;
    let above = rates.status5xx ?? 0;
    if (chance < above) return { kind: 'status', status: [500, 502, 503, 504][mixed(seed + 1, place) % 4] ?? 503 };
    if (chance < (above += rates.timeout ?? 0)) return { kind: 'timeout', afterMs: 1000 };
    if (chance < (above += rates.answerLost ?? 0)) return place.where === 'bulk-file' ? null : { kind: 'answer-lost' };
    if (chance < above + (rates.cutOff ?? 0) && place.where === 'bulk-file') return { kind: 'cut-off', afterBytes: 1000 + (mixed(seed + 2, place) % 100_000) };
    return null;
  };
}

export interface PlannedFault {
  where: FaultPlace['where'];
  /** Only requests whose operation has this name. */
  operationName?: string;
  /** Leaves out so many that match first. */
  after?: number;
  /** How often; once where it is left out. */
  times?: number;
  fault: Fault;
}

/** Faults ordered by the control API, before those of the seed. */
export function plannedFaults(plan: PlannedFault[], otherwise: Faults | undefined): Faults {
  return (place) => {
    for (const rule of plan) {
      if (rule.where !== place.where || (rule.operationName && rule.operationName !== place.operationName)) continue;
      if ((rule.after ?? 0) > 0) {
        rule.after = (rule.after ?? 0) - 1;
        continue;
      }
      if ((rule.times ?? 1) <= 0) continue;
      rule.times = (rule.times ?? 1) - 1;
      return rule.fault;
    }
    return otherwise?.(place) ?? null;
  };
}
