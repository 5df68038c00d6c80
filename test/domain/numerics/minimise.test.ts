import { describe, expect, test } from 'vitest';
import { bfgs, minimise, type WithGradient } from '../../../app/domain/numerics/minimise.ts';
import { nelderMead } from '../../../app/domain/numerics/nelder-mead.ts';
import { invertSymmetric } from '../../../app/domain/numerics/invert-symmetric.ts';
import { expectWithin } from '../support/expect-relative.ts';

/** Rosenbrock's valley (1960): 0 at (1, 1), at the end of a bent and narrow floor. */
const rosenbrock: WithGradient = (point, gradient) => {
  const [x = 0, y = 0] = point;
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  gradient[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

describe('reference: the valley of Rosenbrock', () => {
  test('by gradient', () => {
    const found = bfgs(rosenbrock, Float64Array.of(-1.2, 1));
    expect(found.converged).toBe(true);
    expectWithin(found.point[0]!, 1, 1e-8);
    expectWithin(found.point[1]!, 1, 1e-8);
  });

  test('by simplex', () => {
    const scratch = new Float64Array(2);
    const found = nelderMead((point) => rosenbrock(point, scratch), Float64Array.of(-1.2, 1));
    expectWithin(found.point[0]!, 1, 1e-4);
    expectWithin(found.point[1]!, 1, 1e-4);
  });
});

test('agreement: a wrong gradient is caught by the simplex', () => {
  const misled: WithGradient = (point, gradient) => {
    gradient.fill(1);
    return (point[0]! - 3) ** 2 + (point[1]! + 1) ** 2;
  };
  const found = minimise(misled, [Float64Array.of(0, 0)]);
  expectWithin(found.point[0]!, 3, 1e-4);
  expectWithin(found.point[1]!, -1, 1e-4);
});

test('limits: of several starts the lowest end is taken, and points out of range are walked around', () => {
  const twoWells: WithGradient = (point, gradient) => {
    const x = point[0]!;
    if (x < -3) return Infinity;
    gradient[0] = 4 * x ** 3 - 8 * x + 0.5;
    return x ** 4 - 4 * x * x + 0.5 * x;
  };
  const found = minimise(twoWells, [Float64Array.of(2), Float64Array.of(-2.9)]);
  expect(found.point[0]!).toBeLessThan(-1);
  expect(found.converged).toBe(true);
});

test('limits: a matrix that is not positive definite has no inverse here', () => {
  expect(invertSymmetric(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
  expect(Array.from(invertSymmetric(Float64Array.of(2, 1, 1, 2), 2) ?? []).map((x) => Math.round(x * 3e9) / 1e9)).toEqual([2, -1, -1, 2]);
});
