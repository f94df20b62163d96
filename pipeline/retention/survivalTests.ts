import {grouped} from "../icp/grouped.ts";
import type {Step} from "../models/models.ts";
import {logRank} from "../statistics/logRank.ts";
import {benjaminiHochberg} from "../statistics/multipleTesting.ts";
import {readSurvivalCounts} from "./survivalCurves.ts";

/**
 * One row per time unit and dimension: whether its segments share one survival curve (log-rank), with Benjamini-Hochberg over the
 * dimensions of a time unit. Accounts whose segment is unknown are no hypothesis and stay out.
 */
export const survivalTests: Step = {
  table: "stat_survival_tests",
  reads: ["int_survival_counts", "int_segments"],
  async build(db) {
    const segments = (await readSurvivalCounts(db)).filter((segment) => segment.dimension !== "all" && !segment.isUnknown);
    const tests = [...grouped(segments, (segment) => segment.timeUnit)].flatMap(([timeUnit, ofUnit]) => {
      const dimensions = [...grouped(ofUnit, (segment) => segment.dimension)];
      const results = dimensions.map(([, members]) => logRank(members.flatMap((segment) => segment.counts)));
      const q = benjaminiHochberg(results.map((result) => result.p));
      return dimensions.map(([dimension], i) => ({timeUnit, dimension, result: results[i]!, q: q[i]!}));
    });
    await db.writeTable("stat_survival_tests", [
      {name: "time_unit", type: "varchar", values: tests.map((test) => test.timeUnit)},
      {name: "dimension", type: "varchar", values: tests.map((test) => test.dimension)},
      {name: "segment_count", type: "integer", values: tests.map(({result}) => result.expected.filter((e) => e > 0).length)},
      {name: "chi_square", type: "double", values: tests.map(({result}) => result.chiSquare)},
      {name: "df", type: "integer", values: tests.map(({result}) => result.df)},
      {name: "p_value", type: "double", values: tests.map(({result}) => result.p)},
      {name: "q_value", type: "double", values: tests.map((test) => test.q)}
    ]);
  }
};
