/** Small dense matrices as arrays of rows. */
export type Matrix = readonly (readonly number[])[];

/** The lower Cholesky factor of a symmetric positive definite matrix; null where a pivot is not clearly over 0. */
export function cholesky(a: Matrix, tolerance = 1e-13): number[][] | null {
  const n = a.length;
  const l = a.map((row) => row.map(() => 0));
  for (let j = 0; j < n; ++j) {
    let pivot = a[j]![j]!;
    for (let k = 0; k < j; ++k) pivot -= l[j]![k]! ** 2;
    if (!(pivot > tolerance * a[j]![j]!)) return null;
    const root = Math.sqrt(pivot);
    l[j]![j] = root;
    for (let i = j + 1; i < n; ++i) {
      let sum = a[i]![j]!;
      for (let k = 0; k < j; ++k) sum -= l[i]![k]! * l[j]![k]!;
      l[i]![j] = sum / root;
    }
  }
  return l;
}

/** The x of L Lᵀ x = b. */
export function solveCholesky(l: Matrix, b: readonly number[]): number[] {
  const n = l.length;
  const x = [...b];
  for (let i = 0; i < n; ++i) {
    for (let k = 0; k < i; ++k) x[i]! -= l[i]![k]! * x[k]!;
    x[i]! /= l[i]![i]!;
  }
  for (let i = n - 1; i >= 0; --i) {
    for (let k = i + 1; k < n; ++k) x[i]! -= l[k]![i]! * x[k]!;
    x[i]! /= l[i]![i]!;
  }
  return x;
}

/** (L Lᵀ)⁻¹ */
export function invertCholesky(l: Matrix): number[][] {
  return l.map((_, j) => solveCholesky(l, l.map((_, i) => (i === j ? 1 : 0))));
}

export function logDeterminant(l: Matrix): number {
  return l.reduce((sum, row, i) => sum + 2 * Math.log(row[i]!), 0);
}

/** The x of A x = b for symmetric positive definite A; null where A is singular. */
export function solveSymmetric(a: Matrix, b: readonly number[]): number[] | null {
  const l = cholesky(a);
  return l && solveCholesky(l, b);
}
