// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import type {LossCompetitorRow, LossReasonRow, WinRateByQuarterRow, WinRateBySegmentPairRow, WinRateBySegmentRow} from "../../pipeline/schema/marts.ts";
import {comparedRows} from "../../src/components/comparedRows.ts";
import {factorRows} from "../../src/components/factorRows.ts";
import {againstRows, byLowerLimit, closest, competitorRows, heatCells, quarterPoints, reasonRows, segmentRows, speedRows, velocityRows} from "../../src/components/winRows.ts";

const segment = (name: string, more: Partial<WinRateBySegmentRow> = {}) => ({
  dimension: "industry", segment: name, won_count: 40, decided_count: 90, win_rate: 0.4, win_rate_low: 0.3, win_rate_high: 0.5, evidence: "shown",
  timed_won_count: 40, median_cycle_days: 60, cycle_days_p25: 40, cycle_days_p75: 80, created_per_quarter: 10, mean_won_amount: 900, velocity: 60, ...more
}) as WinRateBySegmentRow;
const labels = (rows: readonly {readonly label: string | null}[]) => rows.map(({label}) => label);

describe("segments on the win-rate page", () => {
  it("stand by the lower limit, those with a count alone after them, unknown last", () => {
    const rows = byLowerLimit([segment("unknown", {win_rate_low: 0.9}), segment("few", {win_rate_low: 0.8, evidence: "count_only"}), segment("a", {win_rate_low: 0.1}), segment("b", {win_rate_low: 0.2})]);
    expect(rows.map((row) => row.segment)).toEqual(["b", "a", "few", "unknown"]);
  });

  it("are looked at closer by the surest signal of 30 deals or more, else by the largest", () => {
    const few = segment("few", {evidence: "signal", decided_count: 12, win_rate_low: 0.6}), sure = segment("sure", {evidence: "signal", win_rate_low: 0.4}), large = segment("large", {decided_count: 900});
    expect([closest([few, large, sure]), closest([few, large]), closest([])].map((row) => row?.segment)).toEqual(["sure", "large", undefined]);
  });

  it("stand against the rest by how sure they are, those without odds after them", () => {
    const signal = (name: string, q_value: number, low: number | null) => segment(name, {evidence: "signal", is_reversed: false, q_value, adjusted_odds_ratio_low: low});
    expect(labels(againstRows([signal("lost all", 0, null), signal("sure", 0.01, 1.2), signal("surer", 0.001, 1.1)], (row) => row.segment))).toEqual(["surer", "sure", "lost all"]);
    expect(againstRows([{...signal("sure", 0.01, 1.2), deal_type: "new_business", period_window: "all", adjusted_for: "employees"}], (row) => row.segment)).toMatchObject([{deal_type: "new_business", period_window: "all", n: 90, adjusted_for: "employees"}]);
  });

  it("are hidden by value where the board edition hides the amount of one side, and not where there is none", () => {
    const hidden = null as unknown as number;
    const rows = [segment("a", {value_win_rate: null, won_amount: 900, lost_amount: hidden}), segment("b", {value_win_rate: null, won_amount: 900, lost_amount: 0})];
    expect(segmentRows(rows, "value").map(({n}) => n)).toEqual([null, 90]);
    expect(segmentRows(rows, "count").map(({n}) => n)).toEqual([90, 90]);
  });

  it("stand by their median days, the fastest first, those of under ten wins last", () => {
    expect(labels(speedRows([segment("slow", {median_cycle_days: 90}), segment("few", {median_cycle_days: 5, timed_won_count: 9}), segment("fast", {median_cycle_days: 50})]))).toEqual(["fast", "slow", "few"]);
  });
});

describe("velocity", () => {
  const rows = velocityRows([
    segment("all", {dimension: "all", velocity: 999}), segment("thin", {velocity: 90, timed_won_count: 29}), segment("few", {velocity: 99, timed_won_count: 9}), segment("firm", {velocity: 70}), segment("unknown", {velocity: 80})
  ]);

  it("stands highest first, is indicative by its wins, and of under ten has no amount, days or product", () => {
    expect(labels(rows)).toEqual(["thin", "firm", "few", null, "All"]);
    expect(rows.map((row) => row.isIndicative)).toEqual([true, false, true, false, false]);
    expect(rows[2]).toMatchObject({n: 9, values: [10, 0.4, null, null, null]});
  });

  it("says n, the interval of the rate and the ends of every scale", () => {
    const node = factorRows(rows, {heading: "Industry", nHead: "Wins", currency: "USD", label: "Velocity", factors: [
      {label: "Created", format: "number", isSum: true}, {label: "Win rate", format: "percent"}, {label: "Amount", format: "money"}, {label: "Days", format: "days"}, {label: "Velocity", format: "money", isSum: true}]});
    expect([...node.querySelectorAll("tbody td.n")].map((cell) => cell.textContent)).toEqual(["29", "40", "9", "40", "40"]);
    expect([...node.querySelectorAll(".axes .pl")].map((cell) => cell.textContent)).toEqual(["020", "060\u202f%", "0$1\u202fk", "0100", "0$100"]);
    expect(node.querySelectorAll("tbody tr:first-child .mark-line")).toHaveLength(1);
  });
});

describe("a grid of pairs", () => {
  it("marks those that differ beyond chance, and has its rows by the lower limit and its columns as they are", () => {
    const pair = (segment_a: string, win_rate: number, evidence: string) => ({
      dimension_a: "industry", segment_a, dimension_b: "employees", segment_b: "<50", won_count: 20, decided_count: 46, win_rate, rest_win_rate: 0.3, evidence
    }) as WinRateBySegmentPairRow;
    const {cells, rows, columns} = heatCells([pair("a", 0.5, "signal"), pair("b", 0.1, "signal"), pair("c", 0.9, "shown")],
      [...["a", "b", "c"].map((name, i) => segment(name, {win_rate_low: i / 10})), segment("<50", {dimension: "employees", win_rate_low: 0.1}), segment("50+", {dimension: "employees", win_rate_low: 0.4})], "industry", "employees");
    expect(cells.filter(({column}) => column === "<50").slice(0, 3).map(({row, signal}) => [row, signal])).toEqual([["a", "more"], ["b", "less"], ["c", null]]);
    expect([labels(rows), labels(columns)]).toEqual([["c", "b", "a", "All"], ["<50", "50+", "All"]]);
  });
});

describe("a segment by quarter", () => {
  const quarter = (day: string, more: Partial<WinRateByQuarterRow> = {}) => ({
    dimension: "industry", segment: "SaaS", quarter: new Date(day), won_count: 10, decided_count: 30, win_rate: 0.33, evidence: "shown", rest_won_count: 20, rest_decided_count: 70, rest_win_rate: 0.29, ...more
  }) as unknown as WinRateByQuarterRow;
  const all = ["2023-10-01", "2024-01-01", "2024-04-01", "2024-07-01"].map((day) => quarter(day, {dimension: "all", segment: "all", decided_count: 100, win_rate: 0.3}));

  it("has its place also where it closed no deal, and there all are the rest", () => {
    const points = quarterPoints([quarter("2024-01-01"), quarter("2024-07-01")], "SaaS", all);
    const of = (series: string) => points.filter((point) => point.series === series).map(({period, n}) => [period.toISOString().slice(0, 10), n]);
    expect(of("SaaS")).toEqual([["2024-01-01", 30], ["2024-07-01", 30]]);
    expect(of("The rest").toSorted()).toEqual([["2024-01-01", 70], ["2024-04-01", 100], ["2024-07-01", 70]]);
    expect(quarterPoints(all, "All", all).map(({series}) => series)).toEqual(Array(4).fill("All"));
  });
});

describe("why deals were lost", () => {
  const reason = (count: number, total_count: number) => ({
    reason: "Price", is_missing: false, lost_count: count, no_decision_count: 0, disqualified_count: 0, count, total_count, rate: count / total_count, rate_low: 0.1, rate_high: 0.7
  }) as LossReasonRow;

  it("is a count without a mark where it rests on under ten deals, a share otherwise", () => {
    const node = (row: LossReasonRow) => comparedRows(reasonRows([row], [reason(90, 300)]), {heading: "Reason", mainHead: "SaaS", besideHead: "All", unit: "percent", nHead: "Of deals"});
    const few = node(reason(3, 8)), enough = node(reason(4, 10));
    const cells = (table: HTMLElement) => [...table.querySelectorAll("tbody td.v, tbody td.ci, tbody td.n, tbody td.v2")].map((cell) => cell.textContent);
    expect(cells(few)).toEqual(["3 of 8", "", "8", "30\u202f%"]);
    expect(few.querySelectorAll("tbody :is(.mark-dot, .mark-ring)")).toHaveLength(1);
    expect(cells(enough)).toEqual(["40\u202f%", "10–70\u202f%", "10", "30\u202f%"]);
    expect(enough.querySelectorAll("tbody .indicative .mark-ring")).toHaveLength(1);
  });
});

describe("a competitor", () => {
  const row = (more: Partial<LossCompetitorRow>) => ({competitor: "Rival", is_missing: false, is_comparable: true, won_count: 50, decided_count: 138, win_rate: 0.36, win_rate_low: 0.29, win_rate_high: 0.45, ...more}) as LossCompetitorRow;

  it("says how often it is beaten, unless it is recorded mostly on one outcome", () => {
    const readings = (more: Partial<LossCompetitorRow>) => competitorRows([row(more)], [])[0]!.reading;
    expect(readings({})).toBe("won 36\u202f% (29–45\u202f%), n\u00a0138");
    expect(readings({won_count: 3, decided_count: 8})).toBe("won 3 of 8");
    expect(readings({is_missing: true})).toBeNull();
    expect(readings({is_comparable: false})).toBeUndefined();
  });
});
