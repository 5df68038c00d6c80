/** Points and weights of a quadrature on (0, 1). */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The Gauss–Legendre rule of n points, moved from (−1, 1) to (0, 1): exact for polynomials up to degree 2n − 1 (Abramowitz &
 * Stegun 25.4.30). The points are the zeros of the Legendre polynomial, by Newton's method from Tricomi's guess; to rounding.
 */
export function gaussLegendre(n: number): Quadrature {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step += 1) {
      let below = 1;
      let value = x;
      for (let k = 2; k <= n; k += 1) [below, value] = [value, ((2 * k - 1) * x * value - (k - 1) * below) / k];
      slope = (n * (x * value - below)) / (x * x - 1);
      x -= value / slope;
    }
    points[n - 1 - i] = (1 + x) / 2;
    weights[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
