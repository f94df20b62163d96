import type {LossCompetitorRow, LossReasonRow, WinCurveRow, WinModelRow, WinRateByQuarterRow, WinRateBySegmentPairRow, WinRateBySegmentRow} from "../../pipeline/schema/marts.ts";
import type {ComparedEstimate, ComparedRow} from "./comparedRows.js";
import type {CurvePoint} from "./curves.js";
import type {FactorRow} from "./factorRows.js";
import type {HeatCell, HeatLine} from "./heatGrid.js";
import type {IntervalRow} from "./intervalRows.js";
import type {LinePoint} from "./lineIntervals.js";
import type {OddsRow} from "./oddsRows.js";
import {rate} from "./format.js";
import {evidenceOf} from "./plot.js";
import {labelOf} from "./segmentChoices.js";

/** Rows of the win marts as the components take them: chosen and renamed, nothing is computed. In the board edition small cells are hidden. */
type Published<T> = T & {readonly is_hidden?: boolean};

const ALL = "\u0000all";

export type Basis = "count" | "value";

/** Segments in the order of the interval rows: by the lower limit, those with a count alone after them, unknown last. */
export function byLowerLimit<T extends Published<WinRateBySegmentRow>>(rows: readonly T[]): T[] {
  const rank = (row: T) => (row.segment === "unknown" ? 2 : row.is_hidden || row.evidence === "count_only" ? 1 : 0);
  return rows.toSorted((a, b) => rank(a) - rank(b) || (b.win_rate_low ?? 0) - (a.win_rate_low ?? 0));
}

/** What a reader wants to look at closer: the surest signal, of those that rest on enough to be split further, else the largest segment. */
export function closest<T extends Published<WinRateBySegmentRow>>(rows: readonly T[]): T | undefined {
  const signals = rows.filter((row) => row.evidence === "signal" && evidenceOf(row.decided_count) === "shown");
  return byLowerLimit(signals)[0] ?? rows.toSorted((a, b) => b.decided_count - a.decided_count)[0];
}

/** Amounts are 0 where there are none, and null only where the board edition hides them. */
function isValueHidden(row: Published<WinRateBySegmentRow>): boolean {
  return [row.won_amount, row.lost_amount].some((amount: number | null) => amount === null);
}

/** A row for each segment; by value there is no test, and its limits are the bootstrap's. */
export function segmentRows(rows: readonly Published<WinRateBySegmentRow>[], basis: Basis, href: (row: WinRateBySegmentRow) => string | null = () => null): IntervalRow[] {
  return rows.map((row) => ({
    label: labelOf(row.segment), kind: row.segment === "unknown" ? "unknown" as const : "segment" as const, href: href(row),
    n: row.is_hidden || (basis === "value" && isValueHidden(row)) ? null : row.decided_count, count: row.won_count, evidence: row.evidence ?? "count_only",
    ...(basis === "count"
      ? {
        value: row.win_rate, low: row.win_rate_low, high: row.win_rate_high, steadied: row.shrunk_win_rate, difference: row.difference,
        difference_low: row.difference_low, difference_high: row.difference_high, is_reversed: row.is_reversed, adjusted: row.adjusted_win_rate
      }
      : {value: row.value_win_rate, low: row.value_win_rate_low, high: row.value_win_rate_high, evidence: row.evidence === "signal" ? evidenceOf(row.decided_count) : row.evidence ?? "count_only"})
  }));
}

/** The pairs of two dimensions as a grid. The one with more segments goes down the page: a screen has more room there, and names stand in full. Columns keep their order, such as that of sizes. */
export function heatCells(
  pairs: readonly Published<WinRateBySegmentPairRow>[], segments: readonly Published<WinRateBySegmentRow>[], one: string, other: string
): {cells: HeatCell[]; rows: HeatLine[]; columns: HeatLine[]; down: string; across: string} {
  // The colour says how much a cell rests on: one of few deals may differ beyond chance all the same.
  const cell = (row: string, column: string, data: Published<WinRateBySegmentPairRow | WinRateBySegmentRow>): HeatCell =>
    ({row, column, value: data.win_rate, n: data.is_hidden ? null : data.decided_count, count: data.won_count, evidence: data.evidence === "signal" && evidenceOf(data.decided_count) !== "shown" ? "indicative" : data.evidence ?? "count_only"});
  const pairCell = (row: string, column: string, data: Published<WinRateBySegmentPairRow>): HeatCell =>
    ({...cell(row, column, data), signal: data.evidence !== "signal" ? null : data.win_rate! > data.rest_win_rate! ? "more" : "less"});
  // A line without a decided deal says nothing.
  const of = (dimension: string) => segments.filter((row) => row.dimension === dimension && (row.is_hidden || row.decided_count > 0));
  const lines = (list: readonly WinRateBySegmentRow[]): HeatLine[] => [...list.map(({segment}) => ({key: segment, label: labelOf(segment)})), {key: ALL, label: "All", kind: "total"}];
  const [first, second] = of(one).length < of(other).length ? [other, one] : [one, other];
  return {
    rows: lines(byLowerLimit(of(first))), columns: lines(of(second)), down: first, across: second,
    cells: [
      ...pairs.map((pair) => (pair.dimension_a === first ? pairCell(pair.segment_a, pair.segment_b, pair) : pairCell(pair.segment_b, pair.segment_a, pair))),
      ...of(first).map((row) => cell(row.segment, ALL, row)), ...of(second).map((row) => cell(ALL, row.segment, row)), ...of("all").map((row) => cell(ALL, ALL, row))
    ]
  };
}

/** Signals and reversals against the rest, plain and adjusted for one other dimension; reversals first, then the surest; last those that won or lost all and have no odds. */
export function againstRows(rows: readonly WinRateBySegmentRow[], label: (row: WinRateBySegmentRow) => string): (OddsRow & Pick<WinRateBySegmentRow, "deal_type" | "period_window" | "adjusted_for">)[] {
  return rows.filter((row) => row.dimension !== "all" && row.segment !== "unknown" && (row.evidence === "signal" || (row.is_reversed && row.evidence !== "count_only"))).toSorted((a, b) =>
    Number(b.is_reversed) - Number(a.is_reversed) || Number(a.adjusted_odds_ratio_low === null) - Number(b.adjusted_odds_ratio_low === null) || (a.q_value ?? 1) - (b.q_value ?? 1)).map((row) => ({
    label: label(row), deal_type: row.deal_type, period_window: row.period_window, n: row.decided_count, plain: row.crude_odds_ratio, plain_low: row.crude_odds_ratio_low, plain_high: row.crude_odds_ratio_high,
    adjusted_for: row.adjusted_for, adjusted: row.adjusted_odds_ratio, adjusted_low: row.adjusted_odds_ratio_low, adjusted_high: row.adjusted_odds_ratio_high, is_reversed: row.is_reversed
  }));
}

/** Every dimension together, against the largest segment of each. */
export function modelRows(rows: readonly WinModelRow[]): OddsRow[] {
  return rows.map((row) => ({
    label: labelOf(row.segment), kind: row.segment === "unknown" ? "unknown" : undefined, is_reference: row.is_reference, is_reversed: false,
    plain: row.crude_odds_ratio, plain_low: row.crude_odds_ratio_low, plain_high: row.crude_odds_ratio_high,
    adjusted: row.odds_ratio, adjusted_low: row.odds_ratio_low, adjusted_high: row.odds_ratio_high
  }));
}

/**
 * A segment by close quarter and the rest beside it; of all deals, the one line. `whole` is all deals by quarter: from the segment's first on, a
 * quarter in which it closed none has its place too, and there the rest is all of them.
 */
export function quarterPoints(rows: readonly Published<WinRateByQuarterRow>[], name: string, whole: readonly Published<WinRateByQuarterRow>[] = []): LinePoint[] {
  const own = new Map(rows.map((row) => [Number(row.quarter), row]));
  const first = Math.min(...own.keys());
  const others = rows[0]?.dimension === "all" ? [] : whole.filter((row) => Number(row.quarter) > first && !own.has(Number(row.quarter)));
  return [...pointsOf(rows, name), ...pointsOf(others, "The rest")];
}

function pointsOf(rows: readonly Published<WinRateByQuarterRow>[], name: string): LinePoint[] {
  return rows.flatMap((row): LinePoint[] => {
    const period = row.quarter as unknown as Date;
    const own: LinePoint = {
      period, series: name, value: row.win_rate, low: row.win_rate_low, high: row.win_rate_high, n: row.is_hidden ? null : row.decided_count, count: row.won_count, evidence: row.evidence ?? "count_only"
    };
    if (row.dimension === "all") return [own];
    return [own, {
      period, series: "The rest", value: row.rest_win_rate, low: row.rest_win_rate_low, high: row.rest_win_rate_high, n: row.rest_decided_count, count: row.rest_won_count,
      evidence: evidenceOf(row.rest_decided_count)
    }];
  });
}

/** The curves of some segments; each begins at day 0 with nothing won. */
export function curvePoints(rows: readonly Published<WinCurveRow>[], named: ReadonlyMap<string, string>): CurvePoint[] {
  return [...named].flatMap(([segment, series]) => {
    const own = rows.filter((row) => row.segment === segment && !row.is_hidden);
    if (!own.length) return [];
    return [
      {series, time: 0, value: 0, low: null, high: null, at_risk: own[0]!.at_risk},
      ...own.map((row) => ({series, time: row.days, value: row.won_rate, low: row.won_rate_low, high: row.won_rate_high, at_risk: row.at_risk}))
    ];
  });
}

/** Days to a win: the median in its quartiles, the fastest first. */
export function speedRows(rows: readonly Published<WinRateBySegmentRow>[]): IntervalRow[] {
  const rank = (row: Published<WinRateBySegmentRow>) => (row.is_hidden || evidenceOf(row.timed_won_count) === "count_only" ? Infinity : row.median_cycle_days ?? Infinity);
  return rows.toSorted((a, b) => rank(a) - rank(b) || 0).map((row) => ({
    label: row.dimension === "all" ? "All" : labelOf(row.segment), kind: row.dimension === "all" ? "all" as const : row.segment === "unknown" ? "unknown" as const : "segment" as const,
    value: row.median_cycle_days, low: row.cycle_days_p25, high: row.cycle_days_p75, n: row.timed_won_count, evidence: evidenceOf(row.timed_won_count ?? 0)
  }));
}

/** Velocity and its factors, the highest first. Amounts and days rest on wins: of too few there are none, and no product. */
export function velocityRows(rows: readonly Published<WinRateBySegmentRow>[]): FactorRow[] {
  const rank = (row: WinRateBySegmentRow) => (row.dimension === "all" ? 3 : row.segment === "unknown" ? 2 : evidenceOf(row.timed_won_count) === "count_only" ? 1 : 0);
  return rows.filter((row) => !row.is_hidden && row.evidence !== "count_only").toSorted((a, b) => rank(a) - rank(b) || (b.velocity ?? 0) - (a.velocity ?? 0)).map((row) => {
    const evidence = evidenceOf(row.timed_won_count);
    const ofWins = [row.mean_won_amount, row.median_cycle_days, row.velocity].map((value) => (evidence === "count_only" ? null : value));
    return {
      label: row.dimension === "all" ? "All" : labelOf(row.segment), kind: row.dimension === "all" ? "all" as const : row.segment === "unknown" ? "unknown" as const : "segment" as const,
      n: row.timed_won_count, isIndicative: evidence !== "shown", values: [row.created_per_quarter, row.win_rate, ...ofWins], ranges: [null, [row.win_rate_low, row.win_rate_high] as const]
    };
  });
}

/** Shares of deals that ended without a win by reason: the chosen segment, with all deals beside it. */
export function reasonRows(rows: readonly Published<LossReasonRow>[], all: readonly Published<LossReasonRow>[]): ComparedRow[] {
  return rows.filter((row) => !row.is_hidden).map((row) => {
    const whole = all.find((other) => other.reason === row.reason && other.is_missing === row.is_missing);
    return {
      label: row.is_missing ? "no reason recorded" : row.reason, kind: row.is_missing ? "unknown" as const : "row" as const,
      main: shareOf(row.count, row.total_count, row.rate, row.rate_low, row.rate_high), beside: whole ? shareOf(whole.count, whole.total_count, whole.rate, whole.rate_low, whole.rate_high) : NOTHING,
      reading: outcomeOf(row)
    };
  });
}

const NOTHING: ComparedEstimate = {value: null, low: null, high: null};

/** A share with its limits; of too few the count alone. */
function shareOf(count: number, n: number, value: number | null, low: number | null, high: number | null): ComparedEstimate {
  const evidence = evidenceOf(n);
  return {...(evidence === "count_only" ? NOTHING : {value, low, high}), count, n, is_indicative: evidence === "indicative"};
}

function outcomeOf({lost_count, no_decision_count, disqualified_count}: LossReasonRow): string {
  const most = Math.max(lost_count, no_decision_count, disqualified_count);
  return most === lost_count ? "lost" : most === no_decision_count ? "no decision" : "disqualified";
}

export function competitorRows(rows: readonly Published<LossCompetitorRow>[], all: readonly Published<LossCompetitorRow>[]): ComparedRow[] {
  return rows.filter((row) => !row.is_hidden).map((row) => {
    const whole = all.find((other) => other.competitor === row.competitor && other.is_missing === row.is_missing);
    return {
      label: row.is_missing ? "none named" : row.competitor, kind: row.is_missing ? "unknown" as const : "row" as const,
      main: shareOf(row.lost_count, row.lost_total_count, row.lost_rate, row.lost_rate_low, row.lost_rate_high),
      beside: whole ? shareOf(whole.lost_count, whole.lost_total_count, whole.lost_rate, whole.lost_rate_low, whole.lost_rate_high) : NOTHING,
      reading: !row.is_comparable ? undefined : row.is_missing ? null : `won ${rate({value: row.win_rate, low: row.win_rate_low, high: row.win_rate_high, count: row.won_count, n: row.decided_count})}`
    };
  });
}
