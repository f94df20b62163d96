import type {Step} from "../models/model.ts";
import {calibration} from "../statistics/calibration.ts";
import {grouped} from "../grouped.ts";

/** One row per ICP version and sample: Brier score and skill of the win rates that each tier's last four quarters foretold. */
export const icpCalibrations: Step = {
  table: "stat_icp_calibrations",
  reads: ["int_icp_forecast_counts", "stat_icp_forecasts"],
  async build(db) {
    const rows = await db.rows<{version_key: number; sample: string; forecast: number; won: number; count: number}>(`
      select version_key, sample, expected_win_rate as forecast, won_count as won, decided_count as count
      from int_icp_forecast_counts
      inner join stat_icp_forecasts using (version_key, quarter, tier)
      where expected_win_rate is not null
      order by version_key, sample, quarter, tier`);
    const groups = [...grouped(rows, ({version_key, sample}) => `${version_key} ${sample}`).values()];
    const found = groups.map((group) => calibration(group));
    await db.writeTable("stat_icp_calibrations", [
      {name: "version_key", type: "smallint", values: groups.map((group) => group[0]!.version_key)},
      {name: "sample", type: "varchar", values: groups.map((group) => group[0]!.sample)},
      {name: "brier", type: "double", values: found.map(({brier}) => brier)},
      {name: "brier_skill", type: "double", values: found.map(({brierSkill}) => brierSkill)}
    ]);
  }
};
