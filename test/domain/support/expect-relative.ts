import { expect } from 'vitest';

/** The value is within `tolerance` of the known one, relative to it (absolute where the known one is zero). */
export function expectRelative(value: number, known: number, tolerance: number): void {
  const error = known === 0 ? Math.abs(value) : Math.abs(value - known) / Math.abs(known);
  expect(error, `${value} against ${known}`).toBeLessThanOrEqual(tolerance);
}

export function expectWithin(value: number, known: number, absolute: number): void {
  expect(Math.abs(value - known), `${value} against ${known}`).toBeLessThanOrEqual(absolute);
}
