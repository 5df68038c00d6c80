import { LAPSE_SCORES, chancesBy, learnScore, type LapseScore, type LearnedScore } from './lapse-scores.ts';
import { practiceWeights, type Practice } from './practice.ts';

/** How a score did in practice, on customers it had not learned from. */
export interface TriedScore extends LapseScore {
  /** Mean −ln of the chance given to what happened; less is better. */
  readonly logLoss: number;
  /** By how much that is above the best one's, and the standard error of this difference, customer by customer. */
  readonly behindBest: number;
  readonly standardError: number;
}

export interface ChosenScore {
  readonly score: LearnedScore;
  /** Every score that was tried, the best first; empty where the past is too short to practise. */
  readonly tried: readonly TriedScore[];
}

const FOLDS = 5;

/**
 * The score that foretold the practices best: each learns from four fifths of the customers and is judged on the fifth left
 * out, in turn (by the customer's number, so that nobody is in both). The first of `scores` stays unless another is ahead of
 * it by more than one standard error (Breiman et al. 1984): below that the lead is chance, and following it costs more than it
 * brings. Without a practice: the first, as its models have it.
 */
export function chooseScore(practices: readonly Practice[], scores: readonly LapseScore[] = LAPSE_SCORES): ChosenScore {
  const [first] = scores;
  if (first === undefined) throw new RangeError('no score to choose from');
  if (practices.length === 0) return { score: { ...first, fit: null }, tried: [] };
  const judged = scores.map((score) => ({ score, losses: lossesOf(score, practices) })).sort((one, other) => sumOf(one.losses) - sumOf(other.losses));
  const best = judged[0]!;
  const weights = practiceWeights(practices);
  const cases = practices.reduce((sum, { bought }, k) => sum + weights[k]! * bought.length, 0);
  const tried = judged.map(({ score, losses }) => ({ ...score, logLoss: sumOf(losses) / cases, ...lead(losses, best.losses, cases) }));
  const ofFirst = tried.find(({ kind, families }) => kind === first.kind && families === first.families);
  const stays = ofFirst === undefined || ofFirst.behindBest <= ofFirst.standardError;
  return { score: learnScore(stays ? first : best.score, practices), tried };
}

function lead(losses: Float64Array, best: Float64Array, cases: number): { behindBest: number; standardError: number } {
  const differences = losses.map((loss, i) => loss - best[i]!);
  const mean = sumOf(differences) / differences.length;
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
  return { behindBest: sumOf(differences) / cases, standardError: Math.sqrt(squares) / cases };
}

/** Of every customer by number, over the practices by their weights; zero for those who were in none. */
function lossesOf(score: LapseScore, practices: readonly Practice[]): Float64Array {
  const losses = new Float64Array(practices.reduce((most, { number }) => number.reduce((so, i) => Math.max(so, i + 1), most), 0));
  const weights = practiceWeights(practices);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const learned = learnScore(score, practices, (number) => number % FOLDS !== fold);
    for (const [k, { buyers, forecasts, number, bought, horizonDays }] of practices.entries()) {
      const chances = chancesBy(learned, buyers, forecasts, horizonDays);
      for (let i = 0; i < bought.length; i += 1) {
        if (number[i]! % FOLDS === fold) losses[number[i]!]! -= weights[k]! * Math.log(bought[i] === 0 ? chances[i]! : 1 - chances[i]!);
      }
    }
  }
  return losses;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
