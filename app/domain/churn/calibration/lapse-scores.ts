// The scores a shop can have for "no purchase in the horizon", and what each of them learns from the practices.
import type { Family } from '../../lifetime/model.ts';
import type { Buyers } from './as-of.ts';
import { chanceOfLogOdds, logOddsOf, type Forecasts } from './forecasts.ts';
import { LAPSE_TRAITS, lapseTraits } from './lapse-traits.ts';
import { fitLogistic, logisticParts, type LogisticFit, type LogisticSample } from './logistic.ts';
import { practiceWeights, type Practice } from './practice.ts';

/** `model`: the family's own chance. `calibrated`: that, corrected by what the practices showed. */
export interface LapseScore {
  readonly kind: 'model' | 'calibrated';
  readonly family: Family;
}

/** Of a family, the first being what stands without evidence against it. */
export function lapseScoresOf(family: Family): readonly LapseScore[] {
  return [
    { kind: 'calibrated', family },
    { kind: 'model', family },
  ];
}

/** A score with what it learned; plain numbers and strings. Without a fit the model's own chance stands. */
export interface LearnedScore extends LapseScore {
  readonly fit: LogisticFit | null;
}

/**
 * How strongly a slope is held to the model's own chance: as much as a normal prior of deviation 0.32 on what one standard
 * deviation of a trait changes in the log-odds. Between 3 and 30 it changes the Brier score by less than 0.001 over ten cuts of
 * the public data; simulated shops, where the model is right, want more of it rather than less.
 */
const PENALTY = 10;

/** Learns from all of the sample, which is of the score; the search begins at `start`. */
export function learnScore(score: LapseScore, sample: ScoreSample, start: LogisticFit | null = null): LearnedScore {
  return { ...score, fit: score.kind === 'model' || sample.rows === 0 ? null : fitLogistic(sample, PENALTY, start) };
}

/** The chance of no purchase in the horizon, of every buyer. @param forecasts of the score's family */
export function chancesBy({ fit }: LearnedScore, buyers: Buyers, forecasts: Forecasts, horizonDays: number): Float64Array {
  const believed = forecasts.none.map(logOddsOf);
  if (fit === null) return believed.map(chanceOfLogOdds);
  const traits = lapseTraits(buyers, forecasts, horizonDays);
  return believed.map((offset, i) => chanceOfLogOdds(logisticParts(fit, traits, i * LAPSE_TRAITS.length).reduce((sum, part) => sum + part, offset + fit.intercept)));
}

/** The cases of all practices, row by row. The same customers come again in every practice: together they weigh about as one. */
export interface ScoreSample extends LogisticSample {
  /** Who it is: the same in every practice. */
  readonly customer: Uint32Array;
}

export function sampleOf(family: Family, practices: readonly Practice[]): ScoreSample {
  const columns = LAPSE_TRAITS.length;
  const rows = practices.reduce((sum, { bought }) => sum + bought.length, 0);
  const sample = { rows, columns, traits: new Float64Array(rows * columns), offset: new Float64Array(rows), happened: new Uint8Array(rows), weight: new Float64Array(rows), customer: new Uint32Array(rows) };
  const weights = practiceWeights(practices);
  let at = 0;
  for (const [k, { buyers, forecasts, bought, horizonDays }] of practices.entries()) {
    const own = requireForecasts(forecasts, family);
    sample.traits.set(lapseTraits(buyers, own, horizonDays), at * columns);
    sample.offset.set(own.none.map(logOddsOf), at);
    sample.happened.set(Uint8Array.from(bought, (purchases) => (purchases === 0 ? 1 : 0)), at);
    sample.weight.fill(weights[k]!, at, at + bought.length);
    sample.customer.set(buyers.customer, at);
    at += bought.length;
  }
  return sample;
}

/** The chance of no purchase of one case of a sample. */
export function chanceOfCase({ fit }: LearnedScore, { traits, offset, columns }: ScoreSample, row: number): number {
  return chanceOfLogOdds(fit === null ? offset[row]! : logisticParts(fit, traits, row * columns).reduce((sum, part) => sum + part, offset[row]! + fit.intercept));
}

export function requireForecasts(forecasts: ReadonlyMap<Family, Forecasts>, family: Family): Forecasts {
  const own = forecasts.get(family);
  if (own === undefined) throw new RangeError(`no forecasts of ${family}`);
  return own;
}
