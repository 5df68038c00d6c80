/**
 * The lower triangle L with L Lᵀ = the matrix (Cholesky's decomposition); null where the matrix is not positive definite, to
 * working precision.
 *
 * @param matrix symmetric, n × n, row by row
 */
export function choleskyOf(matrix: Float64Array, n: number): Float64Array | null {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k += 1) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (i !== j) lower[i * n + j] = sum / lower[j * n + j]!;
      else if (sum > 1e-14 * Math.abs(matrix[i * n + i]!)) lower[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return lower;
}

/** The inverse of a symmetric positive definite matrix; null where it is not, as above. */
export function invertSymmetric(matrix: Float64Array, n: number): Float64Array | null {
  const lower = choleskyOf(matrix, n);
  if (lower === null) return null;
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column += 1) {
    const solution = new Float64Array(n);
    for (let i = 0; i < n; i += 1) {
      let sum = i === column ? 1 : 0;
      for (let k = 0; k < i; k += 1) sum -= lower[i * n + k]! * solution[k]!;
      solution[i] = sum / lower[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i -= 1) {
      let sum = solution[i]!;
      for (let k = i + 1; k < n; k += 1) sum -= lower[k * n + i]! * solution[k]!;
      solution[i] = sum / lower[i * n + i]!;
    }
    for (let i = 0; i < n; i += 1) inverse[i * n + column] = solution[i]!;
  }
  return inverse;
}
