import { chanceOfCase, learnScore, sampleOf, type LapseScore, type LearnedScore } from './lapse-scores.ts';
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
export function chooseScore(practices: readonly Practice[], scores: readonly LapseScore[]): ChosenScore {
  const [first] = scores;
  if (first === undefined) throw new RangeError('no score to choose from');
  if (practices.length === 0) return { score: { ...first, fit: null }, tried: [] };
  const judged = scores.map((score) => judge(score, practices)).sort((one, other) => sumOf(one.losses) - sumOf(other.losses));
  const best = judged[0]!;
  const weights = practiceWeights(practices);
  const cases = practices.reduce((sum, { bought }, k) => sum + weights[k]! * bought.length, 0);
  const tried = judged.map(({ score, losses }) => ({ ...score, logLoss: sumOf(losses) / cases, ...lead(losses, best.losses, cases) }));
  const place = judged.findIndex(({ score }) => score === first);
  const stays = tried[place]!.behindBest <= tried[place]!.standardError;
  return { score: (stays ? judged[place]! : best).learned, tried };
}

function lead(losses: Float64Array, best: Float64Array, cases: number): { behindBest: number; standardError: number } {
  const differences = losses.map((loss, i) => loss - best[i]!);
  const mean = sumOf(differences) / differences.length;
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
  return { behindBest: sumOf(differences) / cases, standardError: Math.sqrt(squares) / cases };
}

interface Judged {
  readonly score: LapseScore;
  readonly learned: LearnedScore;
  /** Of every customer by number, over the practices by their weights; zero for those who were in none. */
  readonly losses: Float64Array;
}

function judge(score: LapseScore, practices: readonly Practice[]): Judged {
  const sample = sampleOf(score.family, practices);
  const learned = learnScore(score, sample);
  const losses = new Float64Array(sample.customer.reduce((most, number) => Math.max(most, number + 1), 0));
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const isLeftOut = (row: number): boolean => sample.customer[row]! % FOLDS === fold;
    const others = score.kind === 'model' ? learned : learnScore(score, { ...sample, weight: sample.weight.map((weight, row) => (isLeftOut(row) ? 0 : weight)) }, learned.fit);
    for (let row = 0; row < sample.rows; row += 1) {
      if (!isLeftOut(row)) continue;
      const chance = chanceOfCase(others, sample, row);
      losses[sample.customer[row]!]! -= sample.weight[row]! * Math.log(sample.happened[row] === 1 ? chance : 1 - chance);
    }
  }
  return { score, learned, losses };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
