import type {Step} from "../models/model.ts";
import {grouped} from "../grouped.ts";
import {horizonDays} from "./horizon.ts";

interface ResolutionRow {
  readonly moment: string;
  readonly version_key: number;
  readonly policy: string;
  readonly tier: number;
  readonly time: number;
  readonly events: number;
  readonly censored: number;
}

/** One row per moment, ICP version and unknown policy: the horizon in days, null where some tier's deals never resolve. */
export const icpHorizons: Step = {
  table: "stat_icp_horizons",
  reads: ["int_icp_resolution", "int_icp_versions", "int_icp_moments"],
  async build(db) {
    const keys = await db.rows<Pick<ResolutionRow, "moment" | "version_key" | "policy">>(`
      select moment, version_key, policy
      from int_icp_moments cross join int_icp_versions cross join (select unnest(['own', 'other']) as policy)
      order by all`);
    const rows = await db.rows<ResolutionRow>(`
      select moment, version_key, policy, tier, days as time, resolved_count as events, open_count as censored
      from int_icp_resolution
      where tier <= 3
      order by all`);
    const byKey = grouped(rows, (row) => keyOf(row));
    const days = keys.map((key) => horizonDays([...grouped(byKey.get(keyOf(key)) ?? [], (row) => row.tier).values()]));
    await db.writeTable("stat_icp_horizons", [
      {name: "moment", type: "varchar", values: keys.map((key) => key.moment)},
      {name: "version_key", type: "smallint", values: keys.map((key) => key.version_key)},
      {name: "policy", type: "varchar", values: keys.map((key) => key.policy)},
      {name: "horizon_days", type: "integer", values: days}
    ]);
  }
};

function keyOf({moment, version_key, policy}: Pick<ResolutionRow, "moment" | "version_key" | "policy">): string {
  return `${moment} ${version_key} ${policy}`;
}
