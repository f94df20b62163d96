import {grouped} from "../grouped.ts";
import type {Step} from "../models/model.ts";
import {logRank} from "../statistics/logRank.ts";
import {benjaminiHochberg} from "../statistics/multipleTesting.ts";
import {readSurvivalCounts, type SegmentCounts} from "./survivalCurves.ts";

/** Of more segments no test is made: most have few accounts, which its chi-square does not allow for, and its cost grows with the cube of them. */
export const MOST_TESTED = 500;

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
      const results = dimensions.map(([, members]) => (members.length > MOST_TESTED ? untested(members.length) : tested(members)));
      const q = benjaminiHochberg(results.map((result) => result.p));
      return dimensions.map(([dimension], i) => ({timeUnit, dimension, result: results[i]!, q: q[i]!}));
    });
    await db.writeTable("stat_survival_tests", [
      {name: "time_unit", type: "varchar", values: tests.map((test) => test.timeUnit)},
      {name: "dimension", type: "varchar", values: tests.map((test) => test.dimension)},
      {name: "segment_count", type: "integer", values: tests.map(({result}) => result.segmentCount)},
      {name: "chi_square", type: "double", values: tests.map(({result}) => result.chiSquare)},
      {name: "df", type: "integer", values: tests.map(({result}) => result.df)},
      {name: "p_value", type: "double", values: tests.map(({result}) => result.p)},
      {name: "q_value", type: "double", values: tests.map((test) => test.q)}
    ]);
  }
};

interface Tested {
  /** Those at risk when somebody left; of too many, all. */
  readonly segmentCount: number;
  readonly chiSquare: number | null;
  readonly df: number | null;
  readonly p: number | null;
}

function tested(members: readonly SegmentCounts[]): Tested {
  const {expected, chiSquare, df, p} = logRank(members.flatMap((segment) => segment.counts));
  return {segmentCount: expected.filter((events) => events > 0).length, chiSquare, df, p};
}

function untested(segmentCount: number): Tested {
  return {segmentCount, chiSquare: null, df: null, p: null};
}
