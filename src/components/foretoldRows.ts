import type {IcpDriftRow} from "../../pipeline/schema/marts.ts";
import {number, quarter, sampleSizes} from "./format.js";
import type {IntervalRow} from "./intervalRows.js";
import {evidenceOf} from "./plot.js";

type Foretold = IcpDriftRow & {readonly is_hidden?: boolean};

/** Whether so many wins are expected, or one quarter is so far off, that it can be said how they came: else no quarter has a ratio. */
export function isTold(rows: readonly Foretold[]): boolean {
  return rows.some(({is_hidden: isHidden, ratio_low: low, ratio_high: high}) => isHidden || (low !== null && low > 1) || (high !== null && high < 1))
    || rows.reduce((sum, row) => sum + (row.expected_wins ?? 0), 0) >= sampleSizes().few;
}

/** Quarters of a tier as interval rows: wins over those that were foretold. */
export function foretoldRows(rows: readonly Foretold[], fiscalYearStartMonth: number, told: boolean): IntervalRow[] {
  return rows.map((row) => ({
    label: quarter(row.quarter, fiscalYearStartMonth), value: row.ratio, low: row.ratio_low, high: row.ratio_high, n: row.is_hidden ? null : row.won_count,
    evidence: !told ? "count_only" : evidenceOf(row.won_count) === "count_only" ? "indicative" : "shown", reading: row.is_hidden ? null : `${number(row.expected_wins, 1)} expected`
  }));
}
