import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { scaledExponentialIntegral } from '../../../app/domain/numerics/exponential-integral.ts';
import { digamma, logBeta, logGamma, logGammaStep } from '../../../app/domain/numerics/gamma.ts';
import { hypergeometric2F1 } from '../../../app/domain/numerics/hypergeometric.ts';
import { regularisedBeta } from '../../../app/domain/numerics/incomplete-beta.ts';
import { silence } from '../../../app/domain/lifetime/pareto-nbd/silence.ts';
import { normalCdf, normalQuantile } from '../../../app/domain/numerics/normal.ts';
import { expectRelative } from '../support/expect-relative.ts';
import { studentCdf, studentQuantile } from '../../../app/domain/numerics/student-t.ts';

type Row = (number | string)[];
/** Its first entry says where the values come from. */
const KNOWN = JSON.parse(readFileSync(path.join(import.meta.dirname, 'known-values.json'), 'utf8')) as Record<string, Row[]>;

/** The largest relative error over the rows (arguments, then the value), and where. */
function worst(name: string, of: (...args: number[]) => number, arity: number, only: (row: Row) => boolean = () => true): { error: number; at: string } {
  let most = { error: 0, at: '' };
  const rows = (KNOWN[name] ?? []).filter(only);
  expect(rows.length).toBeGreaterThan(4);
  for (const row of rows) {
    const known = Number(row[arity]);
    const value = of(...row.slice(0, arity).map(Number));
    const distance = known === 0 ? Math.abs(value) : Math.abs(value / known - 1);
    const error = Number.isNaN(distance) ? Infinity : distance;
    if (!(error <= most.error)) most = { error, at: `${row.join(', ')} got ${value}` };
  }
  return most;
}

describe('reference: relative error at most 1e-10, mpmath', () => {
  test.each<[string, (...args: number[]) => number, number]>([
    ['logGamma', logGamma, 1],
    ['logBeta', logBeta, 2],
    ['logGammaStep', logGammaStep, 2],
    ['digamma', digamma, 1],
    ['normalCdf', normalCdf, 1],
    ['normalQuantile', normalQuantile, 1],
    ['regularisedBeta', regularisedBeta, 3],
    ['studentCdf', studentCdf, 2],
    ['studentQuantile', studentQuantile, 2],
    ['scaledExponentialIntegral', scaledExponentialIntegral, 2],
  ])('%s', (name, of, arity) => {
    const { error, at } = worst(name, of, arity);
    expect(error, at).toBeLessThanOrEqual(1e-10);
  });

  test('₂F₁ with the arguments of the lifetime models', () => {
    const { error, at } = worst('hypergeometric2F1', hypergeometric2F1, 4, (row) => row[5] !== 'corner');
    expect(error, at).toBeLessThanOrEqual(1e-10);
  });

  test('₂F₁ in its hard corners, z near one and c − a − b near an integer: 1e-8', () => {
    const { error, at } = worst('hypergeometric2F1', hypergeometric2F1, 4, (row) => row[5] === 'corner');
    expect(error, at).toBeLessThanOrEqual(1e-8);
  });
});

test('reference: the silence of Pareto/NBD, its integral by mpmath: 1e-12', () => {
  const { error, at } = worst('silence', (alpha, s, beta, shape, from, span) => silence({ r: 1, alpha: alpha, s: s, beta: beta }, shape, from, span).gone, 6);
  expect(error, at).toBeLessThanOrEqual(1e-12);
});

test('limits: the silence ends for drop-out rates at the limit of a fit', () => {
  const { gone, quiet } = silence({ r: 0.5, alpha: 10, s: 4e8, beta: 0.01 }, 0.5, 0, 100);
  expectRelative(gone + quiet, 1, 1e-6);
});

describe('limits: the t distribution and the incomplete beta function', () => {
  test('ends, the middle and what is outside', () => {
    expect([studentQuantile(0, 5), studentQuantile(1, 5), studentQuantile(0.5, 5)]).toEqual([-Infinity, Infinity, 0]);
    expect([studentQuantile(-0.1, 5), studentCdf(1, 0), regularisedBeta(0.5, 0, 1), regularisedBeta(1.5, 1, 1)].every(Number.isNaN)).toBe(true);
    expect([regularisedBeta(0, 2, 3), regularisedBeta(1, 2, 3), studentCdf(0, 3)]).toEqual([0, 1, 0.5]);
    expect(studentCdf(-1.5, Infinity)).toBe(normalCdf(-1.5));
  });
});
