// Chance from a seed, the same on every machine: sfc32 (Chris Doty-Humphrey's PractRand) and the draws made from it.

export interface Chance {
  /** Uniform in (0, 1). */
  uniform(): number;
  /** Whole number from 0 up to, not including, `below`. */
  whole(below: number): number;
  chosen<T>(from: readonly T[]): T;
  /** True with the given probability. */
  happens(probability: number): boolean;
  normal(): number;
  /** Shape > 0, rate > 0: mean shape / rate. */
  gamma(shape: number, rate: number): number;
  beta(a: number, b: number): number;
  /** Mean 1 / rate. */
  exponential(rate: number): number;
  /** A stream of its own, so that a draw more here does not change every draw there. */
  fork(): Chance;
}

function splitMix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

export function chanceFrom(seed: number): Chance {
  const spread = splitMix32(seed);
  let a = spread();
  let b = spread();
  let c = spread();
  let counter = 1;

  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }
  for (let i = 0; i < 12; i++) next();

  // 32 bits and half a step: never 0, never 1.
  const uniform = () => (next() + 0.5) / 4294967296;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

  /** Marsaglia and Tsang (2000), "A simple method for generating gamma variables"; shape < 1 by their boost. */
  function standardGamma(shape: number): number {
    if (shape < 1) return standardGamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const scale = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + scale * x) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  const whole = (below: number) => Math.floor(uniform() * below);
  return {
    uniform,
    normal,
    whole,
    chosen<T>(from: readonly T[]): T {
      const item = from[whole(from.length)];
      if (item === undefined) throw new Error('Nothing to choose from.');
      return item;
    },
    happens: (probability) => uniform() < probability,
    gamma: (shape, rate) => standardGamma(shape) / rate,
    beta(alpha, beta) {
      const x = standardGamma(alpha);
      return x / (x + standardGamma(beta));
    },
    exponential: (rate) => -Math.log(uniform()) / rate,
    fork: () => chanceFrom(next()),
  };
}
