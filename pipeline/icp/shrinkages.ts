import type {Step} from "../models/model.ts";
import {grouped} from "../grouped.ts";
import {shrunkRates} from "./shrunkRates.ts";

interface TierRow {
  readonly group: string;
  readonly tier: number;
  readonly won: number;
  readonly decided: number;
}

/**
 * One row per moment, ICP version, scenario, sample and tier (1 to 3): the win rate shrunk towards that of the other tiers. A tier without decided deals has
 * the prior's mean, as a segment without any has.
 */
export const icpShrunkTiers: Step = {
  table: "stat_icp_shrunk_tiers",
  reads: ["int_icp_counts"],
  async build(db) {
    const rows = await db.rows<TierRow & {moment: string; version_key: number; scenario: string; sample: string}>(`
      select concat_ws(' ', moment, version_key, scenario, sample) as "group", moment, version_key, scenario, sample, tiers.tier,
        coalesce(sum(won_count), 0) as won, coalesce(sum(won_count + lost_count), 0) as decided
      from (select distinct moment, version_key, scenario, sample from int_icp_counts where policy = 'own' and tier <= 3)
      cross join (select unnest([1, 2, 3])::tinyint as tier) as tiers
      left join (from int_icp_counts where policy = 'own') as counts using (moment, version_key, scenario, sample, tier)
      group by all
      order by moment, version_key, scenario, sample, tier`);
    const rates = shrunkWithin(rows);
    await db.writeTable("stat_icp_shrunk_tiers", [
      {name: "moment", type: "varchar", values: rows.map((row) => row.moment)},
      {name: "version_key", type: "smallint", values: rows.map((row) => row.version_key)},
      {name: "scenario", type: "varchar", values: rows.map((row) => row.scenario)},
      {name: "sample", type: "varchar", values: rows.map((row) => row.sample)},
      {name: "tier", type: "tinyint", values: rows.map((row) => row.tier)},
      {name: "shrunk_win_rate", type: "double", values: rates}
    ]);
  }
};

/** One row per ICP version, quarter and tier (1 to 3): the win rate that the four quarters before foretell, shrunk; null where they have no deal. */
export const icpForecasts: Step = {
  table: "stat_icp_forecasts",
  reads: ["int_icp_quarters"],
  async build(db) {
    const rows = await db.rows<TierRow & {version_key: number; quarter: string}>(`
      select concat_ws(' ', later.version_key, later.quarter) as "group", later.version_key, later.quarter, later.tier,
        coalesce(sum(earlier.won_count), 0) as won, coalesce(sum(earlier.won_count + earlier.lost_count), 0) as decided
      from int_icp_quarters as later
      left join int_icp_quarters as earlier
        on later.version_key = earlier.version_key
        and later.tier = earlier.tier
        and earlier.quarter < later.quarter
        and earlier.quarter >= later.quarter - to_months(12)
      where later.tier <= 3
      group by all
      order by later.version_key, later.quarter, later.tier`);
    const rates = shrunkWithin(rows);
    await db.writeTable("stat_icp_forecasts", [
      {name: "version_key", type: "smallint", values: rows.map((row) => row.version_key)},
      {name: "quarter", type: "date", values: rows.map((row) => row.quarter)},
      {name: "tier", type: "tinyint", values: rows.map((row) => row.tier)},
      {name: "expected_win_rate", type: "double", values: rates}
    ]);
  }
};

/** The shrunk rate of every row, each group being one population; rows of a group stand together. */
function shrunkWithin(rows: readonly TierRow[]): (number | null)[] {
  return [...grouped(rows, (row) => row.group).values()]
    .flatMap((group) => shrunkRates(group.map((row) => row.won), group.map((row) => row.decided)));
}
