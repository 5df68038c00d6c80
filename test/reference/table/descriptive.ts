import { areaUnderCurve, countAccuracy } from '../../../app/domain/churn/backtest/accuracy.ts';
import { quantileSorted } from '../../../app/domain/numerics/quantiles.ts';

/** Numbers by their path in a case of the table. */
export type Numbers = Record<string, number>;

export const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
export const median = (values: readonly number[]): number => quantileSorted(values.toSorted((one, other) => one - other), 0.5);
export const auc = (scores: readonly number[], lapsed: readonly boolean[]): number => areaUnderCurve(scores, lapsed) ?? NaN;

/** Pearson's. */
export function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  const cross = (us: readonly number[], mu: number, vs: readonly number[], mv: number): number => mean(us.map((u, i) => (u - mu) * (vs[i]! - mv)));
  return cross(xs, mx, ys, my) / Math.sqrt(cross(xs, mx, xs, mx) * cross(ys, my, ys, my));
}

export function errors(expected: readonly number[], actual: readonly number[], under: string): Numbers {
  const { mae, rmse, biasPercent } = countAccuracy(expected, actual);
  return { [`${under}/mae`]: mae, [`${under}/rmse`]: rmse, [`${under}/bias_pct`]: biasPercent ?? NaN };
}
