import type { Day, LifecycleStage } from '../glossary.ts';
import { logDays } from '../numerics/counting/log-days.ts';
import { usualGapDays, type ReturnRhythm, type StageStarts } from './return-rhythm.ts';

/** One customer's own rhythm, as far as it is known. */
export interface OwnRhythm {
  readonly purchaseDays: number;
  readonly daysSinceLastOrder: number;
  /** The customer's usual gap drawn to the shop's; the shop's alone for a one-time buyer. */
  readonly usualGapDays: number;
  /** The last purchase ended a silence that had counted as lost. */
  readonly cameBackFromLost: boolean;
}

/**
 * @param days of the orders, ascending, at least one; several on one day are one purchase
 * @param from, to the customer's own among them: all, where they are left out
 */
export function ownRhythm(rhythm: ReturnRhythm, days: Int32Array, today: Day, from = 0, to = days.length): OwnRhythm {
  let logSum = 0;
  let gaps = 0;
  let lastGapDays = 0;
  let lastLog = 0;
  for (let k = from + 1; k < to; k += 1) {
    const gapDays = days[k]! - days[k - 1]!;
    if (gapDays === 0) continue;
    lastGapDays = gapDays;
    lastLog = logDays(gapDays);
    logSum += lastLog;
    gaps += 1;
  }
  return {
    purchaseDays: gaps + 1,
    daysSinceLastOrder: Math.max(0, today - days[to - 1]!),
    usualGapDays: usualGapDays(rhythm.meanLogGap, logSum, gaps),
    cameBackFromLost: gaps > 0 && lastGapDays >= (gaps === 1 ? rhythm.firstReturnDays.lost : rhythm.overdueRatio.lost * usualGapDays(rhythm.meanLogGap, logSum - lastLog, gaps - 1)),
  };
}

/**
 * Where a customer stands. Repeat buyers by their silence over their own usual gap; one-time buyers, who have no gap, by
 * days since the purchase against the shop's returns to a second one. A customer who bought again after having been lost is
 * won back until that purchase is followed by the next, or by silence.
 */
export function lifecycleStage(rhythm: ReturnRhythm, own: OwnRhythm): LifecycleStage {
  if (own.purchaseDays === 1) return reached(rhythm.firstReturnDays, own.daysSinceLastOrder) ?? 'first-time';
  const overdue = own.daysSinceLastOrder / own.usualGapDays;
  return reached(rhythm.overdueRatio, overdue) ?? (own.cameBackFromLost ? 'won-back' : 'active');
}

function reached(starts: StageStarts, silence: number): 'cooling' | 'at-risk' | 'lost' | null {
  if (silence >= starts.lost) return 'lost';
  if (silence >= starts.atRisk) return 'at-risk';
  return silence >= starts.cooling ? 'cooling' : null;
}
