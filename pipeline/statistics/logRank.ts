import {chiSquareSf} from "./distributions.ts";
import type {TimeCounts} from "./kaplanMeier.ts";
import {solveSymmetric} from "./matrix.ts";

export interface GroupCounts extends TimeCounts {
  readonly group: string;
  /** Default: one stratum. */
  readonly stratum?: string;
}

export interface LogRank {
  /** In the order of their names, as the arrays below. */
  readonly groups: readonly string[];
  readonly n: readonly number[];
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  readonly chiSquare: number | null;
  readonly df: number | null;
  readonly p: number | null;
}

/**
 * The log-rank test that groups share one survival curve (Mantel 1966; Peto & Peto, JRSS A 135, 1972), with
 * hypergeometric variance, summed over strata. Groups that expect no event leave the test and its degrees of freedom;
 * null with fewer than two others. Rows may come in any order, several for a group and time.
 */
export function logRank(rows: readonly GroupCounts[]): LogRank {
  const groups = [...new Set(rows.map((row) => row.group))].toSorted();
  const index = new Map(groups.map((group, g) => [group, g]));
  const k = groups.length;
  const n = groups.map(() => 0);
  const observed = groups.map(() => 0);
  const expected = groups.map(() => 0);
  const covariance = groups.map(() => groups.map(() => 0));
  const strata = new Map<string, GroupCounts[]>();
  for (const row of rows) {
    const key = row.stratum ?? "";
    const stratum = strata.get(key);
    if (stratum) stratum.push(row);
    else strata.set(key, [row]);
  }
  for (const stratum of strata.values()) {
    const atRisk = groups.map(() => 0);
    for (const row of stratum) atRisk[index.get(row.group)!]! += row.events + row.censored;
    atRisk.forEach((count, g) => (n[g]! += count));
    let total = atRisk.reduce((a, b) => a + b, 0);
    const ordered = stratum.toSorted((a, b) => a.time - b.time);
    for (let start = 0, end = 0; start < ordered.length; start = end) {
      while (end < ordered.length && ordered[end]!.time === ordered[start]!.time) ++end;
      const now = ordered.slice(start, end);
      const events = now.reduce((sum, row) => sum + row.events, 0);
      if (events > 0) {
        const variance = total > 1 ? (events * (total - events)) / (total - 1) : 0;
        for (let g = 0; g < k; ++g) {
          const share = atRisk[g]! / total;
          if (share === 0) continue;
          expected[g]! += events * share;
          for (let h = 0; h < k; ++h) covariance[g]![h]! += variance * share * ((g === h ? 1 : 0) - atRisk[h]! / total);
        }
      }
      for (const row of now) {
        const g = index.get(row.group)!;
        observed[g]! += row.events;
        atRisk[g]! -= row.events + row.censored;
        total -= row.events + row.censored;
      }
    }
  }
  const used = groups.map((_, g) => g).filter((g) => expected[g]! > 0);
  const test = {groups, n, observed, expected};
  const kept = used.slice(0, -1); // the differences sum to 0, so one is told by the others
  const difference = kept.map((g) => observed[g]! - expected[g]!);
  const solved = kept.length ? solveSymmetric(kept.map((g) => kept.map((h) => covariance[g]![h]!)), difference) : null;
  if (!solved) return {...test, chiSquare: null, df: null, p: null};
  const chiSquare = difference.reduce((sum, d, i) => sum + d * solved[i]!, 0);
  return {...test, chiSquare, df: kept.length, p: chiSquareSf(chiSquare, kept.length)};
}
