import {chiSquareSf} from "./distributions.ts";

export interface Association {
  readonly chiSquare: number | null;
  readonly df: number | null;
  readonly p: number | null;
  readonly cramersV: number | null;
  /**
   * Bergsma's bias-corrected V (Journal of the Korean Statistical Society 42, 2013): near 0 for independent columns
   * of any number of values.
   */
  readonly cramersVCorrected: number | null;
  readonly leastExpected: number | null;
}

const UNDEFINED: Association = {
  chiSquare: null, df: null, p: null, cramersV: null, cramersVCorrected: null, leastExpected: null
};

/**
 * Pearson's chi-square test of a table of counts, without continuity correction, and Cramér's V. Empty rows and
 * columns are left out; null with fewer than two of either.
 */
export function chiSquareTable(table: readonly (readonly number[])[]): Association {
  const rowTotals = table.map((row) => row.reduce((a, b) => a + b, 0));
  const columnTotals = (table[0] ?? []).map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  const n = rowTotals.reduce((a, b) => a + b, 0);
  const r = rowTotals.filter((total) => total > 0).length;
  const c = columnTotals.filter((total) => total > 0).length;
  if (r < 2 || c < 2) return UNDEFINED;
  let chiSquare = 0;
  let leastExpected = Infinity;
  table.forEach((row, i) => row.forEach((count, j) => {
    const expected = (rowTotals[i]! * columnTotals[j]!) / n;
    if (!(expected > 0)) return;
    chiSquare += (count - expected) ** 2 / expected;
    leastExpected = Math.min(leastExpected, expected);
  }));
  const df = (r - 1) * (c - 1);
  const corrected = Math.max(0, chiSquare / n - df / (n - 1));
  const least = Math.min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1;
  return {
    chiSquare,
    df,
    p: chiSquareSf(chiSquare, df),
    cramersV: Math.sqrt(chiSquare / (n * Math.min(r - 1, c - 1))),
    cramersVCorrected: least > 0 ? Math.sqrt(corrected / least) : null,
    leastExpected
  };
}
