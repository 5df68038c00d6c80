// The same scoring in the engines' own words: aggregate once, find the value at each fifth, count what is below and equal to
// it, and score by the thresholds. It is what they are quickest at; ranks by window functions take half as long again.

const FIFTHS = [1, 2, 3, 4] as const;
export const MEASURES = ['recency', 'orders', 'value'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Dialect {
  readonly countIf: (condition: string) => string;
  readonly maxIf: (value: string, condition: string) => string;
}

/** Counts below and equal to the value at each fifth, and the largest below, for every measure: 36 figures of one row. */
export function standingsSql({ countIf, maxIf }: Dialect, candidates: Readonly<Record<Measure, readonly number[]>>, table: string): string {
  const figures = MEASURES.flatMap((measure) =>
    candidates[measure].flatMap((value, k) => [
      `${countIf(`${measure} < ${value}`)} as ${measure}_below_${k}`,
      `${countIf(`${measure} = ${value}`)} as ${measure}_equal_${k}`,
      `coalesce(${maxIf(measure, `${measure} < ${value}`)}, -1) as ${measure}_previous_${k}`,
    ]),
  );
  return `select ${figures.join(', ')} from ${table}`;
}

/** By the mid-rank rule: who stands in the middle of their equals at k/5 or above has passed it. Fewer days are better: the mirror. */
export function thresholds(candidates: Readonly<Record<Measure, readonly number[]>>, standings: Readonly<Record<string, number>>, n: number): Record<Measure, number[]> {
  const of = (measure: Measure): number[] =>
    FIFTHS.map((fifth, k) => {
      const standing = Number(standings[`${measure}_below_${k}`]) + Number(standings[`${measure}_equal_${k}`]) / 2;
      const target = (fifth * n) / 5;
      const passes = measure === 'recency' ? standing > target : standing >= target;
      return passes ? Number(standings[`${measure}_previous_${k}`]) : candidates[measure][k]!;
    });
  return { recency: of('recency'), orders: of('orders'), value: of('value') };
}

const passed = (measure: Measure, cuts: readonly number[]): string => cuts.map((cut) => `cast(${measure} > ${cut} as int)`).join(' + ');

/** 25 (R − 1) + 5 (F − 1) + (M − 1). */
export function codeSql(cuts: Record<Measure, number[]>): string {
  return `25 * (4 - (${passed('recency', cuts.recency)})) + 5 * (${passed('orders', cuts.orders)}) + (${passed('value', cuts.value)})`;
}

/** Folds every customer's cell with their number; the same on all sides. */
export const CHECKSUM_MODULUS = 1_000_003;
export function checksumSql(code: string, table: string): string {
  return `select count(*) as n, sum(${code}) as cells, sum((customer % ${CHECKSUM_MODULUS}) * (${code})) as folded from ${table}`;
}

export function fifthPlaces(n: number): number[] {
  return FIFTHS.map((k) => Math.min(n - 1, Math.floor((k * n) / 5)));
}
