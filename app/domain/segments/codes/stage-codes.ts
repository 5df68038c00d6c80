import { LIFECYCLE_STAGES, type PurchaseHistory } from '../../glossary.ts';
import { logDays } from '../../numerics/counting/log-days.ts';
import { lifecycleStage, ownRhythm } from '../lifecycle-stage.ts';
import type { ReturnRhythm, StageStarts } from '../return-rhythm.ts';

const code = (stage: (typeof LIFECYCLE_STAGES)[number]): number => LIFECYCLE_STAGES.indexOf(stage);
const PROSPECT = code('prospect');
const FIRST_TIME = code('first-time');
const ACTIVE = code('active');
const COOLING = code('cooling');
const AT_RISK = code('at-risk');
const LOST = code('lost');
const WON_BACK = code('won-back');

/** Logarithms nearer to each other than this do not decide: rounding moves them by 1e-14 at most. */
const NEAR = 1e-9;
const UNDECIDED = -1;

/**
 * The stage of everybody, as its place in LIFECYCLE_STAGES: what lifecycleStage says of them one by one. An overdue ratio is
 * compared by its logarithm, which is a difference, and needs no exponential; where that is too near to a threshold,
 * lifecycleStage itself decides.
 */
export function stageCodes({ orderStart, orderDay, today }: PurchaseHistory, rhythm: ReturnRhythm): Uint8Array {
  const stages = new Uint8Array(orderStart.length - 1);
  const { meanLogGap, firstReturnDays } = rhythm;
  const overdue = logsOf(rhythm.overdueRatio);
  for (let i = 0; i < stages.length; i += 1) {
    const from = orderStart[i]!;
    const to = orderStart[i + 1]!;
    if (from === to) {
      stages[i] = PROSPECT;
      continue;
    }
    let logSum = 0;
    let gaps = 0;
    let lastGapDays = 0;
    let lastLog = 0;
    for (let k = from + 1; k < to; k += 1) {
      const gapDays = orderDay[k]! - orderDay[k - 1]!;
      if (gapDays === 0) continue;
      lastGapDays = gapDays;
      lastLog = logDays(gapDays);
      logSum += lastLog;
      gaps += 1;
    }
    const silentDays = Math.max(0, today - orderDay[to - 1]!);
    let stage: number;
    if (gaps === 0) stage = silentDays >= firstReturnDays.lost ? LOST : silentDays >= firstReturnDays.atRisk ? AT_RISK : silentDays >= firstReturnDays.cooling ? COOLING : FIRST_TIME;
    else {
      stage = overdueStage(logDays(silentDays) - (logSum + 2 * meanLogGap) / (gaps + 2), overdue);
      if (stage === ACTIVE) {
        const lastOverdue = gaps === 1 ? 0 : lastLog - (logSum - lastLog + 2 * meanLogGap) / (gaps + 1) - overdue.lost;
        if (gaps === 1 ? lastGapDays >= firstReturnDays.lost : lastOverdue > NEAR) stage = WON_BACK;
        else if (gaps > 1 && lastOverdue > -NEAR) stage = UNDECIDED;
      }
    }
    stages[i] = stage === UNDECIDED ? code(lifecycleStage(rhythm, ownRhythm(rhythm, orderDay, today, from, to))) : stage;
  }
  return stages;
}

function overdueStage(logOverdue: number, { lost, atRisk, cooling }: StageStarts): number {
  if (logOverdue > lost + NEAR) return LOST;
  if (logOverdue > lost - NEAR) return UNDECIDED;
  if (logOverdue > atRisk + NEAR) return AT_RISK;
  if (logOverdue > atRisk - NEAR) return UNDECIDED;
  if (logOverdue > cooling + NEAR) return COOLING;
  return logOverdue > cooling - NEAR ? UNDECIDED : ACTIVE;
}

function logsOf({ cooling, atRisk, lost }: StageStarts): StageStarts {
  return { cooling: Math.log(cooling), atRisk: Math.log(atRisk), lost: Math.log(lost) };
}
