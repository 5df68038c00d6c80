// Chance that can be repeated.
import { normalQuantile } from './normal.ts';

export interface Random {
  /** Uniform on (0, 1), never 0 or 1; 32 bits. */
  uniform(): number;
  normal(): number;
  exponential(): number;
  /** Shape k, scale 1: mean k. */
  gamma(shape: number): number;
  beta(a: number, b: number): number;
  /** A whole number from 0 up to, not including, `below`. */
  integer(below: number): number;
}

/**
 * A generator that gives the same numbers for the same seed on every machine: sfc32 (Chris Doty-Humphrey, PractRand), seeded
 * through splitmix32. Not for secrets.
 */
export function seededRandom(seed: number): Random {
  const split = splitMix(seed);
  let a = split();
  let b = split();
  let c = split();
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i += 1) next();

  const uniform = (): number => (next() + 0.5) / 4294967296;
  const normal = (): number => normalQuantile(uniform());
  const gamma = (shape: number): number => gammaVariate(shape, uniform, normal);
  return {
    uniform,
    normal,
    exponential: () => -Math.log(uniform()),
    gamma,
    beta: (shapeA, shapeB) => {
      const x = gamma(shapeA);
      const y = gamma(shapeB);
      // Both may underflow to zero when both shapes are tiny; then all the weight is at the ends.
      return x + y > 0 ? x / (x + y) : uniform() < shapeA / (shapeA + shapeB) ? 1 : 0;
    },
    integer: (below) => Math.floor(uniform() * below),
  };
}

/** Marsaglia & Tsang (2000), "A simple method for generating gamma variables"; below shape 1 by their boost u^(1/shape). */
function gammaVariate(shape: number, uniform: () => number, normal: () => number): number {
  if (shape < 1) return gammaVariate(shape + 1, uniform, normal) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(uniform()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

function splitMix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
}
