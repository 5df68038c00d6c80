// The table of known answers (shared/reference/statistics-cases.json) against the tests named `reference`: no area without one, and no
// number of a case that is not written in its area's tests.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { besideRepository } from '../support/real-data.ts';

const FILE = besideRepository('shared/reference/statistics-cases.json');

interface Case {
  readonly area: string;
  readonly name: string;
  readonly expected: unknown;
  readonly tolerance: Readonly<Record<string, number>>;
}

const TESTS_OF: Readonly<Record<string, readonly string[]>> = {
  bgnbd: ['bg-nbd.test.ts', 'held-out.test.ts'],
  mbgnbd: ['bg-nbd.test.ts', 'mbg-and-pareto-nbd.test.ts'],
  paretonbd: ['mbg-and-pareto-nbd.test.ts'],
  gammagamma: ['gamma-gamma.test.ts'],
  customer: ['bg-nbd.test.ts', 'mbg-and-pareto-nbd.test.ts', 'gamma-gamma.test.ts', 'held-out-table.test.ts'],
  tracking: ['held-out.test.ts', 'mbg-and-pareto-nbd.test.ts'],
  summary: ['summary.test.ts', 'gamma-gamma.test.ts', 'held-out.test.ts'],
  holdout: ['held-out.test.ts', 'held-out-table.test.ts'],
  repurchase: ['held-out-table.test.ts'],
  abtest: ['comparisons.test.ts'],
  bayes: ['comparisons.test.ts'],
  sequential: ['comparisons.test.ts'],
  srm: ['comparisons.test.ts'],
  power: ['comparisons.test.ts'],
  stats: ['comparisons.test.ts'],
};

/** Computed from example_transactions.csv of lifetimes, which is not beside the repository: context only. */
const WITHOUT_DATA: readonly string[] = ['clv'];

/** These read the case itself and reckon its numbers anew. */
const READ_THE_FILE = /calibration\/hold-out accuracy|next-gap error of cycle rules/;

const sourceOf = (file: string): string => readFileSync(path.join(import.meta.dirname, file), 'utf8');

function numbersIn(source: string): number[] {
  return [...source.matchAll(/(?<![\w.])\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?/g)].map(([literal]) => Number(literal.replaceAll('_', '')));
}

function numbersOf(expected: unknown): number[] {
  if (typeof expected === 'number') return [expected];
  return expected !== null && typeof expected === 'object' ? Object.values(expected).flatMap(numbersOf) : [];
}

describe.skipIf(!FILE)('reference: the table of known answers', () => {
  const cases = FILE ? (JSON.parse(readFileSync(FILE, 'utf8')) as Case[]) : [];

  test('every area whose data are there has tests named reference', () => {
    const areas = [...new Set(cases.map(({ area }) => area))].filter((area) => !WITHOUT_DATA.includes(area));
    expect(areas.filter((area) => !TESTS_OF[area])).toEqual([]);
    expect(Object.keys(TESTS_OF).filter((area) => !areas.includes(area))).toEqual([]);
    for (const file of new Set(Object.values(TESTS_OF).flat())) expect(sourceOf(file)).toMatch(/(test|describe)[^\n]*\n?[^\n]*['`]reference: /);
  });

  const written = cases.filter(({ area, name }) => TESTS_OF[area] && !READ_THE_FILE.test(name));

  test.each(written.map((one) => [`${one.area}: ${one.name}`, one] as const))('%s: each number is asked for', (_, { area, expected, tolerance }) => {
    const asked = TESTS_OF[area]!.flatMap((file) => numbersIn(sourceOf(file)));
    const numbers = numbersOf(expected);
    expect(numbers.length).toBeGreaterThan(0);
    const allowed = (known: number): number => Math.max(tolerance.abs ?? tolerance.LL_abs ?? 0, (tolerance.rel ?? tolerance.params_rel ?? 0) * known, 1e-12 * known);
    // A wide tolerance does not let another number pass for this one.
    const found = (known: number): boolean => asked.some((one) => Math.abs(one - known) <= Math.min(allowed(known), Math.max(1e-3 * known, 1e-12)));
    expect(numbers.map(Math.abs).filter((known) => !found(known))).toEqual([]);
  });
});
