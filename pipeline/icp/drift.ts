import type {Step} from "../models/model.ts";
import {stabilityCritical, stabilityIndex} from "../statistics/stability.ts";
import {grouped} from "../grouped.ts";

/** A bin that expects fewer is merged: the chi-square that the critical value rests on does not hold for it. */
const LEAST_EXPECTED = 5;

export interface Drift {
  readonly psi: number | null;
  /** What the index exceeds in 5 % of quarters without any drift. */
  readonly critical: number | null;
  readonly bins: number;
}

/**
 * How far the mix of tiers has moved from its reference. Bins that expect under 5 deals are merged into one, and that one, where it still
 * does, into the smallest of the others.
 * @param reference decided deals by tier in the quarters before the version
 * @param actual decided deals by tier, in the same order, in the quarter looked at
 */
export function drift(reference: readonly number[], actual: readonly number[]): Drift {
  const n = total(reference);
  const m = total(actual);
  if (n === 0 || m === 0) return {psi: null, critical: null, bins: 0};
  const bins = merged(reference.map((count, i) => ({reference: count, actual: actual[i]!, expected: (count / n) * m})));
  if (bins.length < 2) return {psi: null, critical: null, bins: bins.length};
  return {
    psi: stabilityIndex(bins.map((bin) => bin.reference), bins.map((bin) => bin.actual)).psi,
    critical: stabilityCritical(bins.length, n, m),
    bins: bins.length
  };
}

interface Bin {
  readonly reference: number;
  readonly actual: number;
  readonly expected: number;
}

function merged(bins: readonly Bin[]): Bin[] {
  const kept = bins.filter((bin) => bin.expected >= LEAST_EXPECTED);
  const small = bins.filter((bin) => bin.expected < LEAST_EXPECTED);
  if (small.length === 0) return kept;
  const one = together(small);
  if (one.expected >= LEAST_EXPECTED || kept.length === 0) return [...kept, one];
  const smallest = kept.reduce((a, b) => (b.expected < a.expected ? b : a));
  return [...kept.filter((bin) => bin !== smallest), together([smallest, one])];
}

function together(bins: readonly Bin[]): Bin {
  return {
    reference: total(bins.map((bin) => bin.reference)),
    actual: total(bins.map((bin) => bin.actual)),
    expected: total(bins.map((bin) => bin.expected))
  };
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** One row per ICP version and quarter from its first on: the drift of its mix of tiers from the four quarters before it. */
export const icpStability: Step = {
  table: "stat_icp_stability",
  reads: ["int_icp_quarters", "int_icp_versions"],
  async build(db) {
    const rows = await db.rows<{version_key: number; quarter: string; tier: number; reference: number; actual: number}>(`
      with reference as (
        select version_key, tier, sum(won_count + lost_count) as deal_count
        from int_icp_quarters
        inner join int_icp_versions using (version_key)
        where quarter < fiscal_quarter(effective_from) and quarter >= fiscal_quarter(effective_from) - to_months(12)
        group by version_key, tier
      )
      select quarters.version_key, quarters.quarter, quarters.tier,
        coalesce(reference.deal_count, 0) as reference, quarters.won_count + quarters.lost_count as actual
      from int_icp_quarters as quarters
      inner join int_icp_versions as versions using (version_key)
      left join reference using (version_key, tier)
      where quarters.quarter >= fiscal_quarter(versions.effective_from)
      order by quarters.version_key, quarters.quarter, quarters.tier`);
    const groups = [...grouped(rows, ({version_key, quarter}) => `${version_key} ${quarter}`).values()];
    const found = groups.map((group) => drift(group.map((row) => row.reference), group.map((row) => row.actual)));
    await db.writeTable("stat_icp_stability", [
      {name: "version_key", type: "smallint", values: groups.map((group) => group[0]!.version_key)},
      {name: "quarter", type: "date", values: groups.map((group) => group[0]!.quarter)},
      {name: "psi", type: "double", values: found.map(({psi}) => psi)},
      {name: "psi_critical", type: "double", values: found.map(({critical}) => critical)},
      {name: "bin_count", type: "integer", values: found.map(({bins}) => bins)}
    ]);
  }
};
