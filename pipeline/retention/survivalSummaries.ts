import type {Step} from "../models/model.ts";
import type {Estimate} from "../statistics/interval.ts";
import {kaplanMeier, survivalBy, survivalQuantile, type SurvivalPoint} from "../statistics/kaplanMeier.ts";
import {restrictedMean} from "../statistics/restrictedMean.ts";
import {readSurvivalCounts} from "./survivalCurves.ts";

/** Twelve and 24 months in each time unit; a year has 365.25 days. */
const HORIZONS: Readonly<Record<"day" | "month", readonly [twelve: number, twentyFour: number]>> = {month: [12, 24], day: [365.25, 730.5]};

/** One row per time unit and segment: the median time to churn, the mean time restricted to 12 and 24 months, survival at 12 months. */
export const survivalSummaries: Step = {
  table: "stat_survival_summaries",
  reads: ["int_survival_counts", "int_segments"],
  async build(db) {
    const segments = await readSurvivalCounts(db);
    const summaries = segments.map(({timeUnit, counts}) => {
      const curve = kaplanMeier(counts);
      const [twelve, twentyFour] = HORIZONS[timeUnit];
      return {
        accounts: counts.reduce((sum, row) => sum + row.events + row.censored, 0),
        churned: counts.reduce((sum, row) => sum + row.events, 0),
        median: survivalQuantile(curve),
        mean12: meanWithin(curve, twelve),
        mean24: meanWithin(curve, twentyFour),
        at12: survivalBy(curve, twelve)
      };
    });
    await db.writeTable("stat_survival_summaries", [
      {name: "time_unit", type: "varchar", values: segments.map((segment) => segment.timeUnit)},
      {name: "segment_key", type: "integer", values: segments.map((segment) => segment.segmentKey)},
      {name: "account_count", type: "integer", values: summaries.map((row) => row.accounts)},
      {name: "churned", type: "integer", values: summaries.map((row) => row.churned)},
      {name: "median", type: "double", values: summaries.map((row) => row.median.estimate)},
      {name: "median_low", type: "double", values: summaries.map((row) => row.median.low)},
      {name: "median_high", type: "double", values: summaries.map((row) => row.median.high)},
      {name: "restricted_mean_12m", type: "double", values: summaries.map((row) => row.mean12.estimate)},
      {name: "restricted_mean_12m_low", type: "double", values: summaries.map((row) => row.mean12.low)},
      {name: "restricted_mean_12m_high", type: "double", values: summaries.map((row) => row.mean12.high)},
      {name: "restricted_mean_24m", type: "double", values: summaries.map((row) => row.mean24.estimate)},
      {name: "restricted_mean_24m_low", type: "double", values: summaries.map((row) => row.mean24.low)},
      {name: "restricted_mean_24m_high", type: "double", values: summaries.map((row) => row.mean24.high)},
      {name: "survival_12m", type: "double", values: summaries.map((row) => row.at12?.survival ?? null)},
      {name: "survival_12m_low", type: "double", values: summaries.map((row) => row.at12?.low ?? null)},
      {name: "survival_12m_high", type: "double", values: summaries.map((row) => row.at12?.high ?? null)},
      {name: "at_risk_12m", type: "integer", values: summaries.map((row) => row.at12?.atRisk ?? null)}
    ]);
  }
};

/** The restricted mean with limits that are possible, from 0 to the horizon; none where nobody left before it, as the curve has none. */
function meanWithin(curve: readonly SurvivalPoint[], horizon: number): Estimate {
  const {estimate, low, high, se} = restrictedMean(curve, horizon);
  if (estimate === null || low === null || high === null || se === 0) return {estimate, low: null, high: null};
  return {estimate, low: Math.max(0, low), high: Math.min(horizon, high)};
}
