import {chiSquareSf, twoSidedP} from "./distributions.ts";

export interface KruskalWallis {
  readonly h: number | null;
  readonly df: number | null;
  readonly p: number | null;
}

/**
 * Kruskal and Wallis's test of groups of values, tie-corrected (JASA 47, 1952); null with fewer than two groups that
 * have values, or all values alike.
 */
export function kruskalWallis(groups: readonly (readonly number[])[]): KruskalWallis {
  const used = groups.filter((group) => group.length > 0);
  const {rankSums, n, tieCorrection} = ranked(used);
  if (used.length < 2 || !(tieCorrection > 0)) return {h: null, df: null, p: null};
  const spread = used.reduce(
    (sum, group, i) => sum + group.length * (rankSums[i]! / group.length - (n + 1) / 2) ** 2, 0
  );
  const h = (12 * spread) / (n * (n + 1)) / tieCorrection;
  return {h, df: used.length - 1, p: chiSquareSf(h, used.length - 1)};
}

export interface MannWhitney {
  /** Pairs in which a is over b, ties half (R's W). */
  readonly u: number | null;
  readonly z: number | null;
  readonly p: number | null;
}

/**
 * Mann and Whitney's test of a against b by the normal approximation, tie-corrected, with continuity correction (R:
 * wilcox.test(exact = FALSE)).
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  if (a.length === 0 || b.length === 0) return {u: null, z: null, p: null};
  const {rankSums, n, tieCorrection} = ranked([a, b]);
  const u = rankSums[0]! - (a.length * (a.length + 1)) / 2;
  if (!(tieCorrection > 0)) return {u, z: null, p: null};
  const difference = u - (a.length * b.length) / 2;
  const z = (difference - Math.sign(difference) / 2) / Math.sqrt((a.length * b.length * (n + 1) * tieCorrection) / 12);
  return {u, z, p: twoSidedP(z)};
}

function ranked(groups: readonly (readonly number[])[]): {rankSums: number[]; n: number; tieCorrection: number} {
  const entries = groups.flatMap((group, g) => group.map((value) => ({value, g}))).toSorted((x, y) => x.value - y.value);
  const n = entries.length;
  const rankSums = groups.map(() => 0);
  let ties = 0;
  for (let start = 0, end = 0; start < n; start = end) {
    while (end < n && entries[end]!.value === entries[start]!.value) ++end;
    const count = end - start;
    ties += count ** 3 - count;
    for (let i = start; i < end; ++i) rankSums[entries[i]!.g]! += (start + end + 1) / 2;
  }
  return {rankSums, n, tieCorrection: n > 1 ? 1 - ties / (n ** 3 - n) : 0};
}
