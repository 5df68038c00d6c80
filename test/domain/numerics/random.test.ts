import { describe, expect, test } from 'vitest';
import { seededRandom, type Random } from '../../../app/domain/numerics/random.ts';

test('agreement: the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => random.uniform());
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

describe('recovery: mean and variance of 200,000 draws', () => {
  test.each<[string, (random: Random) => number, number, number]>([
    ['uniform', (random) => random.uniform(), 1 / 2, 1 / 12],
    ['normal', (random) => random.normal(), 0, 1],
    ['exponential', (random) => random.exponential(), 1, 1],
    ['gamma, shape 0.24', (random) => random.gamma(0.24), 0.24, 0.24],
    ['gamma, shape 6', (random) => random.gamma(6), 6, 6],
    ['beta (0.8, 2.4)', (random) => random.beta(0.8, 2.4), 0.25, (0.8 * 2.4) / (3.2 ** 2 * 4.2)],
  ])('%s', (_, draw, mean, variance) => {
    const random = seededRandom(5);
    const draws = Float64Array.from({ length: 200_000 }, () => draw(random));
    const average = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const spread = draws.reduce((sum, x) => sum + (x - average) ** 2, 0) / draws.length;
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / draws.length));
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.06);
  });
});

test('limits: beta draws stay in [0, 1] where both shapes are tiny', () => {
  const random = seededRandom(9);
  for (let i = 0; i < 2000; i += 1) {
    const draw = random.beta(1e-4, 1e-4);
    expect(draw >= 0 && draw <= 1).toBe(true);
  }
});
