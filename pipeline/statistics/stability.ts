import {chiSquareQuantile} from "./distributions.ts";
import {ascending, quantileSorted} from "./quantiles.ts";

export interface StabilityRow {
  readonly expected: number;
  readonly actual: number;
  readonly psi: number;
}

export interface Stability {
  readonly psi: number | null;
  readonly rows: readonly StabilityRow[];
}

/** A share under this counts as this, without renormalising. */
const LEAST_SHARE = 1e-4;

/** The population stability index Σ (a − e) ln(a/e) of counts in the same bins; null where a total is 0. */
export function stabilityIndex(expected: readonly number[], actual: readonly number[]): Stability {
  const expectedTotal = expected.reduce((a, b) => a + b, 0);
  const actualTotal = actual.reduce((a, b) => a + b, 0);
  if (!(expectedTotal > 0 && actualTotal > 0)) return {psi: null, rows: []};
  const rows = expected.map((count, i) => {
    const e = Math.max(LEAST_SHARE, count / expectedTotal);
    const a = Math.max(LEAST_SHARE, actual[i]! / actualTotal);
    return {expected: e, actual: a, psi: (a - e) * Math.log(a / e)};
  });
  return {psi: rows.reduce((sum, row) => sum + row.psi, 0), rows};
}

/**
 * What the index exceeds in 5 % of samples of n and m from one population: χ²₀.₉₅ with bins − 1 degrees of freedom ×
 * (1/n + 1/m) (Yurdakul & Naranjo, Journal of Risk Model Validation 14, 2020).
 */
export function stabilityCritical(bins: number, n: number, m: number): number | null {
  return bins > 1 && n > 0 && m > 0 ? chiSquareQuantile(0.95, bins - 1) * (1 / n + 1 / m) : null;
}

/** Bins of numbers at the distinct type 7 deciles of the expected ones: (previous edge, edge], open at both ends. */
export function decileCounts(
  expected: readonly number[], actual: readonly number[]
): {readonly edges: readonly number[]; readonly expected: readonly number[]; readonly actual: readonly number[]} {
  const sorted = ascending(expected);
  const deciles = Array.from({length: 9}, (_, i) => quantileSorted(sorted, (i + 1) / 10));
  const edges = [...new Set(deciles)].filter((edge) => edge !== null);
  const count = (values: readonly number[]) => {
    const counts = [0, ...edges.map(() => 0)];
    for (const value of values) {
      const bin = edges.findIndex((edge) => value <= edge);
      counts[bin < 0 ? edges.length : bin]! += 1;
    }
    return counts;
  };
  return {edges, expected: count(expected), actual: count(actual)};
}
