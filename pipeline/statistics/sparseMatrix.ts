import type {Matrix} from "./matrix.ts";

/** A matrix that is mostly 0, by rows: for starts[i] ≤ k < starts[i + 1], row i has values[k] in column columns[k]. */
export interface SparseMatrix {
  readonly width: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** The same matrix without its zeros. */
export function sparseMatrix(rows: Matrix): SparseMatrix {
  const entries = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [{value, column}])));
  const starts = new Int32Array(rows.length + 1);
  entries.forEach((own, i) => (starts[i + 1] = starts[i]! + own.length));
  return {
    width: rows[0]?.length ?? 0,
    starts,
    columns: Int32Array.from(entries.flat(), ({column}) => column),
    values: Float64Array.from(entries.flat(), ({value}) => value)
  };
}

/** The same rows with these columns alone, in this order. */
export function columnsOf({width, starts, columns, values}: SparseMatrix, kept: readonly number[]): SparseMatrix {
  const places = new Int32Array(width).fill(-1);
  kept.forEach((column, place) => (places[column] = place));
  const own = {
    width: kept.length, starts: new Int32Array(starts.length), columns: new Int32Array(columns.length), values: new Float64Array(values.length)
  };
  let end = 0;
  for (let i = 0; i + 1 < starts.length; ++i) {
    for (let k = starts[i]!; k < starts[i + 1]!; ++k) {
      const place = places[columns[k]!]!;
      if (place < 0) continue;
      own.columns[end] = place;
      own.values[end++] = values[k]!;
    }
    own.starts[i + 1] = end;
  }
  return own;
}

/** A x */
export function product({starts, columns, values}: SparseMatrix, x: readonly number[]): Float64Array {
  const sums = new Float64Array(starts.length - 1);
  for (let i = 0; i < sums.length; ++i) {
    let sum = 0;
    for (let k = starts[i]!; k < starts[i + 1]!; ++k) sum += values[k]! * x[columns[k]!]!;
    sums[i] = sum;
  }
  return sums;
}

/** Aᵀ x */
export function transposedProduct({width, starts, columns, values}: SparseMatrix, x: ArrayLike<number>): number[] {
  const sums = new Float64Array(width);
  for (let i = 0; i + 1 < starts.length; ++i) {
    for (let k = starts[i]!; k < starts[i + 1]!; ++k) sums[columns[k]!]! += values[k]! * x[i]!;
  }
  return Array.from(sums);
}

/** Aᵀ W A of weights of the rows. A row of dummies costs by its few entries and not by the columns. */
export function weightedProducts({width, starts, columns, values}: SparseMatrix, weights: ArrayLike<number>): number[][] {
  const sums = new Float64Array(width * width);
  for (let i = 0; i + 1 < starts.length; ++i) {
    const from = starts[i]!;
    const to = starts[i + 1]!;
    for (let a = from; a < to; ++a) {
      const line = columns[a]! * width;
      const weighted = weights[i]! * values[a]!;
      for (let b = from; b <= a; ++b) sums[line + columns[b]!]! += weighted * values[b]!;
    }
  }
  return Array.from({length: width}, (_, j) => Array.from({length: width}, (_, h) =>
    (j === h ? sums[j * width + j]! : sums[j * width + h]! + sums[h * width + j]!)));
}
