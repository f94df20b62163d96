/** Small dense matrices as arrays of rows. */
export type Matrix = readonly (readonly number[])[];

/** The lower Cholesky factor of a symmetric positive definite matrix; null where a pivot is not clearly over 0. */
export function cholesky(a: Matrix): number[][] | null {
  const n = a.length;
  const l = a.map((row) => row.map(() => 0));
  for (let j = 0; j < n; ++j) {
    const line = l[j]!;
    let pivot = a[j]![j]!;
    for (let k = 0; k < j; ++k) pivot -= line[k]! ** 2;
    if (!(pivot > 1e-13 * a[j]![j]!)) return null;
    const root = Math.sqrt(pivot);
    line[j] = root;
    for (let i = j + 1; i < n; ++i) {
      const row = l[i]!;
      let sum = a[i]![j]!;
      for (let k = 0; k < j; ++k) sum -= row[k]! * line[k]!;
      row[j] = sum / root;
    }
  }
  return l;
}

/** The x of L Lᵀ x = b. */
export function solveCholesky(l: Matrix, b: readonly number[]): number[] {
  return solveFrom(l, [...b], 0);
}

/** (L Lᵀ)⁻¹ */
export function invertCholesky(l: Matrix): number[][] {
  return l.map((_, j) => solveFrom(l, l.map((_row, i) => (i === j ? 1 : 0)), j));
}

/** Solves in place, `x` being 0 before `first`. Both ways go along the rows of L: down its columns each number would be fetched anew. */
function solveFrom(l: Matrix, x: number[], first: number): number[] {
  for (let i = first; i < x.length; ++i) {
    const row = l[i]!;
    let sum = x[i]!;
    for (let k = first; k < i; ++k) sum -= row[k]! * x[k]!;
    x[i] = sum / row[i]!;
  }
  for (let i = x.length - 1; i >= 0; --i) {
    const row = l[i]!;
    const solved = x[i]! / row[i]!;
    x[i] = solved;
    for (let k = 0; k < i; ++k) x[k]! -= row[k]! * solved;
  }
  return x;
}

/** ln |A| of an A whose Cholesky factor is l: the determinant itself would overflow. */
export function logDeterminant(l: Matrix): number {
  return l.reduce((sum, row, i) => sum + 2 * Math.log(row[i]!), 0);
}

/** The x of A x = b for symmetric positive definite A; null where A is singular. */
export function solveSymmetric(a: Matrix, b: readonly number[]): number[] | null {
  const l = cholesky(a);
  return l && solveCholesky(l, b);
}
