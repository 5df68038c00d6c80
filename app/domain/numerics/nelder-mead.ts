import type { Minimum } from './minimise.ts';

interface Vertex {
  point: Float64Array;
  y: number;
}

/**
 * Nelder & Mead's simplex search (1965), with the coefficients of Lagarias et al. (1998). Needs no gradient and forgives
 * kinks; slow, so only where the gradient method fails.
 *
 * @param value NaN counts as +∞
 */
export function nelderMead(value: (point: Float64Array) => number, start: Float64Array, limits = { iterations: 4000, spread: 1e-12 }): Minimum {
  const n = start.length;
  const at = (point: Float64Array): number => {
    const y = value(point);
    return Number.isNaN(y) ? Infinity : y;
  };
  const simplex: Vertex[] = Array.from({ length: n + 1 }, (_, i) => {
    const point: Float64Array = start.slice();
    if (i > 0) point[i - 1]! += point[i - 1] === 0 ? 0.25 : 0.1 * Math.abs(point[i - 1]!) + 0.1;
    return { point, y: at(point) };
  });
  let iterations = 0;
  for (; iterations < limits.iterations; iterations += 1) {
    simplex.sort((one, other) => one.y - other.y);
    const best = simplex[0]!;
    const worst = simplex[n]!;
    if (worst.y - best.y <= limits.spread * (1 + Math.abs(best.y))) break;
    const centre = new Float64Array(n);
    for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) centre[j]! += simplex[i]!.point[j]! / n;
    const along = (t: number): Vertex => {
      const point = centre.map((c, j) => c + t * (worst.point[j]! - c));
      return { point, y: at(point) };
    };
    const reflected = along(-1);
    if (reflected.y < best.y) {
      const expanded = along(-2);
      simplex[n] = expanded.y < reflected.y ? expanded : reflected;
    } else if (reflected.y < simplex[n - 1]!.y) {
      simplex[n] = reflected;
    } else {
      const contracted = reflected.y < worst.y ? along(-0.5) : along(0.5);
      if (contracted.y < Math.min(reflected.y, worst.y)) simplex[n] = contracted;
      else for (let i = 1; i <= n; i += 1) shrink(simplex[i]!, best.point, at);
    }
  }
  const best = simplex.reduce((one, other) => (other.y < one.y ? other : one));
  return { point: best.point, value: best.y, converged: iterations < limits.iterations && Number.isFinite(best.y), iterations };
}

function shrink(vertex: Vertex, towards: Float64Array, at: (point: Float64Array) => number): void {
  vertex.point = vertex.point.map((x, j) => towards[j]! + 0.5 * (x - towards[j]!));
  vertex.y = at(vertex.point);
}
