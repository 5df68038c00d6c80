import { LAPSE_SCORES, chancesBy, learnScore, type LapseScore, type LearnedScore } from './lapse-scores.ts';
import type { Practice } from './practice.ts';

/** How a score did in practice, on customers it had not learned from. */
export interface TriedScore extends LapseScore {
  /** Mean −ln of the chance given to what happened; less is better. */
  readonly logLoss: number;
}

export interface ChosenScore {
  readonly score: LearnedScore;
  /** Every score that was tried, the best first; empty where the past is too short to practise. */
  readonly tried: readonly TriedScore[];
}

const FOLDS = 5;

/**
 * The score that foretold the practices best: each learns from four fifths of the customers and is judged on the fifth left
 * out, in turn (by the customer's number, so that nobody is in both). Without a practice: the models as they are.
 *
 * @param scores the first is taken where there is nothing to judge by, and among equals
 */
export function chooseScore(practices: readonly Practice[], scores: readonly LapseScore[] = LAPSE_SCORES): ChosenScore {
  const [first] = scores;
  if (first === undefined) throw new RangeError('no score to choose from');
  if (practices.length === 0) return { score: { ...first, fit: null }, tried: [] };
  const tried = scores.map((score) => ({ ...score, logLoss: lossOf(score, practices) })).sort((one, other) => one.logLoss - other.logLoss);
  const best = scores.find(({ kind, families }) => kind === tried[0]!.kind && families === tried[0]!.families) ?? first;
  return { score: learnScore(best, practices), tried };
}

function lossOf(score: LapseScore, practices: readonly Practice[]): number {
  let loss = 0;
  let judged = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const learned = learnScore(score, practices, (number) => number % FOLDS !== fold);
    for (const { buyers, forecasts, number, bought, horizonDays } of practices) {
      const chances = chancesBy(learned, buyers, forecasts, horizonDays);
      for (let i = 0; i < bought.length; i += 1) {
        if (number[i]! % FOLDS !== fold) continue;
        loss -= Math.log(bought[i] === 0 ? chances[i]! : 1 - chances[i]!);
        judged += 1;
      }
    }
  }
  return loss / judged;
}
