// The scores a shop can have for "no purchase in the horizon", and what each of them learns from the practices.
import { FAMILIES, type Family } from '../../lifetime/model.ts';
import type { Buyers } from './as-of.ts';
import { chanceOfLogOdds, logOddsOf, meanForecasts, type Forecasts } from './forecasts.ts';
import { LAPSE_TRAITS, RECENCY_TRAITS, lapseTraits, recencyTraits } from './lapse-traits.ts';
import { fitLogistic, logisticParts, type LogisticFit, type LogisticSample } from './logistic.ts';
import { practiceWeights, type Practice } from './practice.ts';

/** `model`: the models' own chance. `calibrated`: corrected by what the practices showed. `recency`: the silence alone. */
export interface LapseScore {
  readonly kind: 'model' | 'calibrated' | 'recency';
  /** Whose forecasts it rests on; the mean where they are several. None for recency. */
  readonly families: readonly Family[];
}

export const LAPSE_SCORES: readonly LapseScore[] = [
  { kind: 'calibrated', families: FAMILIES },
  ...FAMILIES.map((family) => ({ kind: 'calibrated' as const, families: [family] })),
  ...FAMILIES.map((family) => ({ kind: 'model' as const, families: [family] })),
  { kind: 'recency', families: [] },
];

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

type Forecast = ReadonlyMap<Family, Forecasts>;

/** @param holds which customers of the practices to learn from, by their numbers */
export function learnScore(score: LapseScore, practices: readonly Practice[], holds: (number: number) => boolean = () => true): LearnedScore {
  if (score.kind === 'model' || practices.length === 0) return { ...score, fit: null };
  return { ...score, fit: fitLogistic(sampleOf(score, practices, holds), PENALTY) };
}

/** The chance of no purchase in the horizon, of every buyer. */
export function chancesBy({ fit, ...score }: LearnedScore, buyers: Buyers, forecasts: Forecast, horizonDays: number): Float64Array {
  const believed = offsetOf(score, buyers, forecasts);
  if (fit === null) return believed.map(chanceOfLogOdds);
  const traits = traitsOf(score, buyers, forecasts, horizonDays);
  const columns = fit.slopes.length;
  return believed.map((offset, i) => chanceOfLogOdds(logisticParts(fit, traits, i * columns).reduce((sum, part) => sum + part, offset + fit.intercept)));
}

function sampleOf(score: LapseScore, practices: readonly Practice[], holds: (number: number) => boolean): LogisticSample {
  const columns = score.kind === 'recency' ? RECENCY_TRAITS.length : LAPSE_TRAITS.length;
  const traits: number[] = [];
  const offset: number[] = [];
  const happened: boolean[] = [];
  const weight: number[] = [];
  const weights = practiceWeights(practices);
  for (const [k, { buyers, forecasts, number, bought, horizonDays }] of practices.entries()) {
    const own = traitsOf(score, buyers, forecasts, horizonDays);
    const believed = offsetOf(score, buyers, forecasts);
    for (let i = 0; i < bought.length; i += 1) {
      if (!holds(number[i]!)) continue;
      for (let j = 0; j < columns; j += 1) traits.push(own[i * columns + j]!);
      offset.push(believed[i]!);
      happened.push(bought[i] === 0);
      weight.push(weights[k]!);
    }
  }
  // The same customers come again in every practice: together they weigh about as one.
  return { rows: offset.length, columns, traits: Float64Array.from(traits), offset: Float64Array.from(offset), happened, weight: Float64Array.from(weight) };
}

function offsetOf(score: LapseScore, buyers: Buyers, forecasts: Forecast): Float64Array {
  if (score.kind === 'recency') return new Float64Array(buyers.customer.length);
  return together(score, forecasts).none.map(logOddsOf);
}

function traitsOf(score: LapseScore, buyers: Buyers, forecasts: Forecast, horizonDays: number): Float64Array {
  return score.kind === 'recency' ? recencyTraits(buyers, horizonDays) : lapseTraits(buyers, together(score, forecasts), horizonDays);
}

function together({ families }: LapseScore, forecasts: Forecast): Forecasts {
  return meanForecasts(
    families.map((family) => {
      const own = forecasts.get(family);
      if (own === undefined) throw new RangeError(`no forecasts of ${family}`);
      return own;
    }),
  );
}
